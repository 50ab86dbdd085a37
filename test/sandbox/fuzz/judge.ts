import type { Answer } from './wire-client.ts';

const TOKEN_PATH = '/1.0/clientele/oauth2/token';

/** Signs of the inside: stack traces, paths, names of errors, words of Node and of libraries. */
const INSIDE =
  /\bat (?:async )?[\w.<>]+ \(|node:|file:\/\/|\/src\/|node_modules|(?:Type|Range|Syntax|Reference)Error|Cannot read|is not a function(?! with a name)|is not iterable|undefined|Maximum call|\bE[A-Z]{4,}\b|\[object|NaN/;

export interface Asked {
  /** As it was on the request line; undefined where the request was disturbed. */
  path: string | undefined;
  head: boolean;
}

/** What is wrong with an answer by contract 1.3, or undefined. */
export function faultIn({ status, headers, body }: Answer, { path, head }: Asked): string | undefined {
  if (status === 0) return 'no HTTP';
  if (status >= 500) return `status ${status}`;
  if (status < 400 || head) return undefined;
  if (INSIDE.test(body)) return 'text of the inside';
  if (headers.has('access-control-allow-origin')) return 'open to web pages';
  const type = headers.get('content-type') ?? '';
  // What Node refuses before it is a request, and what has no body anyway.
  if (body === '') return [400, 401, 405, 408, 413, 417, 431].includes(status) ? undefined : `an empty ${status}`;
  if (status === 404 && type.startsWith('text/plain') && body === 'Not Found') return undefined;
  const value = parse(body);
  if (value === undefined) return `no JSON (${type})`;
  if (type.startsWith('application/problem+json'))
    return value.status === status && value.title ? undefined : 'no problem';
  if (!type.startsWith('application/json')) return `JSON as ${type}`;
  const { error } = value;
  if (typeof error === 'string') {
    // Dots are taken out of a path, as browsers do.
    const asked = path === undefined ? TOKEN_PATH : new URL(path, 'http://localhost').pathname;
    return asked === TOKEN_PATH ? undefined : 'flat';
  }
  const shaped = typeof error === 'object' && error !== null && 'code' in error && 'message' in error;
  return shaped && error.code === status && typeof error.message === 'string' ? undefined : 'no envelope';
}

function parse(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}

import { TapeError } from './errors.ts';

/** What a tape says of itself. */
export interface TapeHeader {
  /** Version of the tape's format. */
  readonly format: 1;
  /** One sentence: what the tape shows. */
  readonly story: string;
  /** What answered when it was recorded. */
  readonly against: string;
  /** When it was recorded, ISO 8601. */
  readonly at: string;
  /** Version of the API, as it stands in the base URL; empty where the base URL has none. */
  readonly apiVersion: string;
  /** The base URL that the tape names. */
  readonly baseUrl: string;
}

/** Values by name; a list where a name stands more than once. */
export type Fields = Record<string, string | string[]>;

/** At most one of them; none for an empty body. */
export interface TapeBody {
  /** JSON that is the same text again when it is written without spaces. */
  json?: unknown;
  form?: Fields;
  /** Any other text, and JSON that JavaScript would not write the same way again. */
  text?: string;
  base64?: string;
}

export interface TapeRequest extends TapeBody {
  method: string;
  /** Below the base URL; with a slash in front, below its origin. As on the wire, without the query. */
  path: string;
  query?: Fields;
  headers?: Record<string, string>;
}

export interface TapeResponse extends TapeBody {
  status: number;
  headers?: Record<string, string>;
}

export interface Exchange {
  request: TapeRequest;
  response: TapeResponse;
}

export interface Tape {
  header: TapeHeader;
  exchanges: Exchange[];
}

/** For people: the header first, then the exchanges in their order. */
export function writeTape({ header, exchanges }: Tape): string {
  return `${JSON.stringify({ ...header, exchanges }, null, 2)}\n`;
}

/** @throws {TapeError} `unreadable_tape` */
export function readTape(text: string, file: string): Tape {
  const fail = (why: string) => {
    throw new TapeError('unreadable_tape', `${file} is no tape: ${why}.`, 'Record it again.');
  };
  const value = parse(text);
  if (!isRecord(value)) return fail('it is not JSON');
  const { exchanges, ...header } = value;
  if (header.format !== 1) return fail('it is of another format, or of a newer version of upvest-wallet');
  for (const name of ['story', 'against', 'at', 'apiVersion', 'baseUrl']) {
    if (typeof header[name] !== 'string') return fail(`its header has no ${name}`);
  }
  if (!Array.isArray(exchanges) || !exchanges.every(isExchange)) return fail('its exchanges are not all in order');
  return { header: Object.freeze(header) as unknown as TapeHeader, exchanges };
}

function isExchange(value: unknown): value is Exchange {
  if (!isRecord(value) || !isRecord(value.request) || !isRecord(value.response)) return false;
  const { request, response } = value;
  return typeof request.method === 'string' && typeof request.path === 'string' && Number.isInteger(response.status);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

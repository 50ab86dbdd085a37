import { randomUUID } from 'node:crypto';
import { InvalidInputError } from '../errors.ts';
import type { CallOptions, HttpRequest } from '../transport/index.ts';
import type { InvestmentConnection } from './connection.ts';
import { operationUrl, type QueryInput } from './operation-url.ts';
import { type InvestmentScope, scopeSet } from './scopes.ts';
import { type HeadersInput, readHeaders } from './signing/headers.ts';

export interface InvestmentRequest extends CallOptions {
  method: HttpRequest['method'] | Lowercase<HttpRequest['method']>;
  /** From the documentation, such as `/users`. */
  path: string;
  /** What the access token must be good for. */
  scope: InvestmentScope | readonly InvestmentScope[];
  query?: QueryInput | undefined;
  /** Text and bytes are sent as they are, anything else as JSON, serialised once. Undefined and null mean no body. Not for GET and HEAD. */
  body?: unknown;
  /** E.g. `accept: application/pdf`. What signing and this client set themselves is refused. */
  headers?: HeadersInput | undefined;
  /** UUID. Give the one of an earlier call to repeat the very same operation. Not for GET and HEAD. @default a new one */
  idempotencyKey?: string | undefined;
}

/** A request that is ready but for its token and its signature. */
export interface Operation {
  request: HttpRequest;
  scope: readonly string[];
  /** Undefined for requests that only read. */
  idempotencyKey: string | undefined;
}

const METHODS = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE']);
const UUID = /^[0-9a-f]{8}-?[0-9a-f]{4}-?[0-5][0-9a-f]{3}-?[089ab][0-9a-f]{3}-?[0-9a-f]{12}$/i;
/** Set by signing, by this client or by the HTTP stack. */
const RESERVED = new Set([
  'authorization',
  'upvest-client-id',
  'idempotency-key',
  'date',
  'content-length',
  'content-digest',
  'signature',
  'signature-input',
  'upvest-signature-version',
  'host',
  'connection',
  'transfer-encoding',
]);

/** Checks everything that can be checked before anything is sent. @throws {InvalidInputError} */
export function prepareOperation(connection: InvestmentConnection, given: InvestmentRequest): Operation {
  const method = readMethod(given.method);
  const reads = method === 'GET' || method === 'HEAD';
  if (reads && given.idempotencyKey !== undefined) {
    throw new InvalidInputError(`A ${method} request takes no idempotency key.`, { hint: 'Leave it out.' });
  }
  const idempotencyKey = reads ? undefined : readIdempotencyKey(given.idempotencyKey);
  const body = serialise(given.body);
  if (reads && body !== undefined) {
    throw new InvalidInputError(`A ${method} request takes no body.`, { hint: 'Narrow a list by its query.' });
  }
  const headers = { ...connection.commonHeaders };
  if (idempotencyKey !== undefined) headers['idempotency-key'] = idempotencyKey;
  if (body !== undefined) headers['content-type'] = 'application/json';
  for (const [name, value] of readHeaders(given.headers ?? {})) {
    if (RESERVED.has(name)) {
      throw new InvalidInputError(`The header ${name} is set by the client itself.`, { hint: 'Leave it out.' });
    }
    headers[name] = value;
  }
  const url = operationUrl(connection.baseUrl, given.path, given.query);
  const request: HttpRequest = { method, url, headers, repeatable: reads, ...(body !== undefined && { body }) };
  return { request, scope: scopeSet(given.scope), idempotencyKey };
}

function readMethod(method: string): HttpRequest['method'] {
  const upper = String(method).toUpperCase();
  if (METHODS.has(upper)) return upper as HttpRequest['method'];
  throw new InvalidInputError('The method is none of GET, HEAD, POST, PUT, PATCH and DELETE.', {
    hint: 'Use the one of the documentation.',
  });
}

function readIdempotencyKey(given: string | undefined): string {
  if (given === undefined) return randomUUID();
  if (UUID.test(given)) return given;
  throw new InvalidInputError('The idempotency key is no UUID.', {
    hint: 'Make one for each operation, as crypto.randomUUID() does.',
  });
}

function serialise(body: unknown): string | Uint8Array | undefined {
  if (body === undefined || body === null) return undefined;
  if (typeof body === 'string' || body instanceof Uint8Array) return body.length > 0 ? body : undefined;
  if (!isJsonLike(body)) {
    throw new InvalidInputError(
      'The body cannot be signed: it is a stream, a form or another thing without fixed bytes.',
      {
        hint: 'Pass an object for JSON, or the very text or bytes to send.',
      },
    );
  }
  try {
    return JSON.stringify(body);
  } catch {
    throw new InvalidInputError('The body cannot be written as JSON.', {
      hint: 'Write a bigint as a string, and leave out what refers to itself.',
    });
  }
}

/** What JSON.stringify would silently turn into `{}` is refused. */
function isJsonLike(body: unknown): boolean {
  if (typeof body !== 'object' || body === null) return typeof body === 'number' || typeof body === 'boolean';
  if (Array.isArray(body) || 'toJSON' in body) return true;
  return !(
    Symbol.asyncIterator in body ||
    Symbol.iterator in body ||
    body instanceof Blob ||
    body instanceof ArrayBuffer
  );
}

import { randomUUID } from 'node:crypto';
import { InvalidInputError } from '../../errors.ts';
import { type BodyInput, bodyBytes, contentDigest } from './body.ts';
import { type HeadersInput, isCovered, readHeaders } from './headers.ts';
import { httpDate, parseHttpDate } from './http-date.ts';
import type { PrivateKeyInput } from './key-input.ts';
import { assertParameterText, loadSigningKey, SigningKey } from './keys.ts';
import { writeParameters, writeSignatureBase } from './signature-base.ts';

/** Version of the procedure; sent as `upvest-signature-version`, without which the API would assume version 6. */
export const SIGNATURE_VERSION = '15';
/** Of an earlier attempt; covering them would sign a signature (contract 7.3). */
const STALE = ['signature', 'signature-input', 'upvest-signature-version'];
/** @see contract 7.7 */
export const DEFAULT_EXPIRES_IN_SECONDS = 10;

export interface SignRequestOptions {
  /** In any letter case; signed and to be sent in upper case. */
  method: string;
  /** In full. Only its path and its query are signed, as they go over the wire. */
  url: string | URL;
  headers?: HeadersInput | undefined;
  /** Exactly the bytes that will be sent; text as UTF-8. Null, undefined and empty mean no body. */
  body?: BodyInput;
  /** Of `loadSigningKey`, which reads it once; PEM or KeyObject are read at each call. */
  key: SigningKey | PrivateKeyInput;
  /** Of an encrypted PEM. */
  passphrase?: string | undefined;
  /** Not needed with a key of `loadSigningKey`, which knows its own. */
  keyId?: string | undefined;
  /** Unix seconds, rounded down. @default the `date` header, else now */
  created?: number | undefined;
  /** Validity in seconds; null leaves `expires` out. @default 10 */
  expiresInSeconds?: number | null | undefined;
  /** Never the same twice. @default a random UUID */
  nonce?: string | undefined;
  /** Epoch milliseconds, for `created`. @default Date.now */
  now?: (() => number) | undefined;
}

/** What to send: with `fetch`, `fetch(request.url, request)`. */
export interface SignableRequest {
  method: string;
  url: string;
  /** Names in lower case, values as signed; stale signature headers are gone. */
  headers: Record<string, string>;
  body: Uint8Array | undefined;
}

export interface SignedRequest {
  /** What signing produced, to be added to the request's own headers. Names in lower case. */
  headers: Record<string, string>;
  /** The text that was signed, for comparison with the API's support. Holds the access token. */
  signatureBase: string;
  /** In the order signed. */
  coveredComponents: string[];
  /** The whole request as it was signed. */
  request: SignableRequest;
}

/**
 * Signs a request (contract 7, version 15). Pure: no I/O, and the same input gives the same output where `created` and
 * `nonce` are given (ECDSA signatures are random all the same).
 *
 * @throws {InvalidInputError} what cannot be sent or signed: see `loadSigningKey`; line breaks in headers; a header twice;
 *   `date`, `content-length` or `content-digest` that contradict the rest; `expiresInSeconds` that is not a positive integer.
 */
export function signRequest(options: SignRequestOptions): SignedRequest {
  const key = resolveKey(options);
  const url = readUrl(options.url);
  const method = readMethod(options.method);
  const body = bodyBytes(options.body);
  const sent = readHeaders(options.headers ?? {});
  for (const stale of STALE) sent.delete(stale);
  const created = readCreated(options, sent.get('date'));
  const produced = produceHeaders(created, sent, body);

  const names = ['@method', '@path'];
  const values = [method, url.pathname];
  const cover = (name: string, value: string) => {
    names.push(name);
    values.push(value);
  };
  if (url.search !== '') cover('@query', url.search);
  const headers: Record<string, string> = {};
  for (const [name, value] of sent) {
    headers[name] = value;
    if (isCovered(name)) cover(name, value);
  }
  for (const name in produced) cover(name, produced[name] ?? '');

  const nonce = options.nonce ?? randomUUID();
  assertParameterText('nonce', nonce);
  const expires = readExpires(created, options.expiresInSeconds);
  const parameters = writeParameters(names, { keyId: key.keyId, created, expires, nonce });
  const signatureBase = writeSignatureBase(names, values, parameters);
  produced['signature-input'] = `sig1=${parameters}`;
  produced.signature = `sig1=:${key.sign(signatureBase).toString('base64')}:`;
  produced['upvest-signature-version'] = SIGNATURE_VERSION;
  Object.assign(headers, produced);
  return {
    headers: produced,
    signatureBase,
    coveredComponents: names,
    request: { method, url: url.href, headers, body },
  };
}

function resolveKey({ key, keyId, passphrase }: SignRequestOptions): SigningKey {
  if (key instanceof SigningKey) {
    if (keyId === undefined || keyId === key.keyId) return key;
    throw new InvalidInputError('The keyId is not the one of the signing key.', {
      hint: 'Leave keyId out: a loaded key knows its own.',
    });
  }
  if (keyId === undefined) {
    throw new InvalidInputError('The keyId is missing.', {
      hint: 'Give the id under which the public key is registered.',
    });
  }
  return loadSigningKey({ keyId, key, passphrase });
}

function readUrl(input: string | URL): URL {
  const url = input instanceof URL ? input : URL.canParse(input) ? new URL(input) : undefined;
  if (url && (url.protocol === 'https:' || url.protocol === 'http:')) return url;
  throw new InvalidInputError('The URL to sign is not a full http(s) URL.', {
    hint: 'Write it in full, such as https://sandbox.upvest.co/users?limit=10',
  });
}

function readMethod(method: string): string {
  if (typeof method === 'string' && /^[A-Za-z]+$/.test(method)) return method.toUpperCase();
  throw new InvalidInputError('The method is not an HTTP method.', { hint: 'Use GET, POST, PUT, PATCH or DELETE.' });
}

/** `created` and the `date` header must agree; either gives the other (contract 7.3). */
function readCreated({ created, now }: SignRequestOptions, date: string | undefined): number {
  if (created !== undefined && !(created >= 0 && created <= 8.64e12)) {
    throw new InvalidInputError('The time of signing is not a time in unix seconds.', {
      hint: 'Give created in seconds, such as Date.now() / 1000.',
    });
  }
  if (date === undefined) return Math.floor(created ?? (now ?? Date.now)() / 1000);
  const dated = parseHttpDate(date);
  if (dated === undefined) {
    throw new InvalidInputError('The date header is not an HTTP date.', {
      hint: 'Leave it out: signing produces it.',
    });
  }
  if (created === undefined || Math.floor(created) === dated) return dated;
  throw new InvalidInputError('The date header is not the time of signing.', {
    hint: 'Leave one of date and created out.',
  });
}

function readExpires(created: number, expiresInSeconds: number | null | undefined): number | undefined {
  if (expiresInSeconds === null) return undefined;
  const seconds = expiresInSeconds ?? DEFAULT_EXPIRES_IN_SECONDS;
  if (Number.isSafeInteger(seconds) && seconds > 0) return created + seconds;
  throw new InvalidInputError('The validity of the signature is not a positive whole number of seconds.', {
    hint: 'Give expiresInSeconds such as 10, or null for a signature without an end.',
  });
}

/** The headers that signing adds and covers, in their order (contract 7.1). */
function produceHeaders(
  created: number,
  sent: Map<string, string>,
  body: Uint8Array | undefined,
): Record<string, string> {
  const produced: Record<string, string> = {};
  if (!sent.has('date')) produced.date = httpDate(created);
  const length = body ? String(body.length) : '0';
  const digest = body && contentDigest(body);
  takeOver(sent, 'content-length', length);
  takeOver(sent, 'content-digest', digest);
  if (digest !== undefined) {
    produced['content-length'] = length;
    produced['content-digest'] = digest;
  }
  return produced;
}

/** The body decides: what the caller computed must be right, and is then produced all the same (contract 7.4). */
function takeOver(sent: Map<string, string>, name: string, computed: string | undefined): void {
  const given = sent.get(name);
  if (given === undefined) return;
  if (given !== computed) {
    throw new InvalidInputError(`The ${name} header does not fit the body.`, {
      hint: 'Leave it out: signing produces it from the bytes of the body.',
    });
  }
  sent.delete(name);
}

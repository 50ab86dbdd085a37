import { InvalidInputError } from '../../errors.ts';
import { type BodyInput, bodyBytes, contentDigest } from './body.ts';
import { SignatureError } from './errors.ts';
import { type HeadersInput, readHeaders } from './headers.ts';
import type { PublicKeyInput } from './key-input.ts';
import { loadVerifyingKey, type VerifyingKey } from './keys.ts';
import { SIGNATURE_VERSION } from './sign-request.ts';
import { writeSignatureBase } from './signature-base.ts';
import { type ReceivedSignature, readSha512Digest, readSignature } from './signature-input.ts';

type Key = VerifyingKey | PublicKeyInput;

export interface VerifyRequestOptions {
  method: string;
  /** The request target as received (`/users?limit=1`, taken as it is), or a full URL. */
  url: string | URL;
  headers: HeadersInput;
  /** The bytes received. */
  body?: BodyInput;
  /** Public keys by key id. `loadVerifyingKey` reads one once for many requests. */
  keys: Readonly<Record<string, Key>> | ((keyId: string) => Key | undefined);
  /** Epoch milliseconds. @default Date.now */
  now?: (() => number) | undefined;
  /** How far `created` may lie in the future, in seconds. @default 2 */
  clockToleranceSeconds?: number | undefined;
  /**
   * Says whether this nonce came before with this key. Asked only for signatures that hold, and then a nonce is required.
   * @default nothing is remembered, so that the same request verifies again
   */
  isReplayed?: ((keyId: string, nonce: string) => boolean) | undefined;
}

export interface VerifiedRequest {
  keyId: string;
  /** Unix seconds. */
  created: number;
  /** Unix seconds; undefined when the signature has no end. */
  expires: number | undefined;
  nonce: string | undefined;
  coveredComponents: string[];
  signatureBase: string;
}

const TOKEN_PATH = '/auth/token';

/**
 * Checks a received request by the procedure of contract 7.8; for tests and mock servers. Pure: no I/O. Answers only when
 * the signature holds, so a forgotten look at the result cannot let a request pass.
 *
 * @throws {SignatureError} it does not hold; `problem` names the step. @throws {InvalidInputError} the call itself is wrong.
 */
export function verifyRequest(options: VerifyRequestOptions): VerifiedRequest {
  const headers = readHeaders(options.headers, 'join');
  const version = headers.get('upvest-signature-version');
  if (version !== SIGNATURE_VERSION) {
    throw new SignatureError('missing', 'The request has no upvest-signature-version: 15.');
  }
  const received = readSignature(headers);
  const key = findKey(options.keys, received.keyId);
  checkValidity(received, options);
  const target = readTarget(options.url);
  const body = bodyBytes(options.body);
  checkCoverage(received.components, target, body !== undefined);
  checkBody(headers, body);
  const signatureBase = rebuildBase(received, options.method, target, headers);
  if (!key.verify(signatureBase, received.signature)) {
    throw new SignatureError(
      'mismatch',
      'The signature does not fit the request.',
      'Compare the signature bases of both sides.',
    );
  }
  // Last, so that a forged request cannot use up somebody's nonce.
  checkReplay(received, options.isReplayed);
  const { keyId, created, expires, nonce, components } = received;
  return { keyId, created, expires, nonce, coveredComponents: components, signatureBase };
}

function findKey(keys: VerifyRequestOptions['keys'], keyId: string): VerifyingKey {
  const key = typeof keys === 'function' ? keys(keyId) : Object.hasOwn(keys, keyId) ? keys[keyId] : undefined;
  if (key !== undefined) return loadVerifyingKey(key);
  throw new SignatureError('unknown_key', 'The key id of the signature is not known.');
}

function checkValidity({ created, expires }: ReceivedSignature, options: VerifyRequestOptions): void {
  const now = (options.now ?? Date.now)() / 1000;
  const tolerance = options.clockToleranceSeconds ?? 2;
  if (created > now + tolerance) {
    throw new SignatureError(
      'not_yet_valid',
      'The signature was made in the future.',
      'Compare the clocks of both sides.',
    );
  }
  if (expires !== undefined && expires <= now) {
    throw new SignatureError(
      'expired',
      'The signature has expired.',
      'Sign right before sending, and compare the clocks.',
    );
  }
}

function checkReplay({ keyId, nonce }: ReceivedSignature, isReplayed: VerifyRequestOptions['isReplayed']): void {
  if (!isReplayed) return;
  if (nonce === undefined) throw new SignatureError('malformed', 'The signature has no nonce.');
  if (isReplayed(keyId, nonce)) {
    throw new SignatureError('replayed', 'The nonce was used before.', 'Sign each attempt anew.');
  }
}

interface Target {
  path: string;
  /** With its question mark; empty when there is none. */
  query: string;
}

/** A target is not normalised: what came over the wire was signed, and `/a/../b` is not `/b`. */
function readTarget(url: string | URL): Target {
  if (typeof url === 'string' && url.startsWith('/')) {
    if (!/^[\x21\x22\x24-\x7e]+$/.test(url)) {
      throw new SignatureError('malformed', 'The request target has characters that no request target has.');
    }
    const end = url.indexOf('?');
    if (end === -1) return { path: url, query: '' };
    return { path: url.slice(0, end), query: end === url.length - 1 ? '' : url.slice(end) };
  }
  if (!(url instanceof URL) && !URL.canParse(url)) {
    throw new InvalidInputError('The URL to verify is neither a request target nor a URL.', {
      hint: 'Pass what the server received, such as request.url of node:http.',
    });
  }
  const { pathname, search } = new URL(url);
  return { path: pathname, query: search };
}

function checkCoverage(components: readonly string[], target: Target, hasBody: boolean): void {
  const covered = new Set(components);
  const required = ['@method', '@path', 'upvest-client-id'];
  if (target.path !== TOKEN_PATH) required.push('authorization');
  if (target.query !== '') required.push('@query');
  if (hasBody) required.push('content-digest', 'content-length');
  for (const name of required) {
    if (!covered.has(name)) throw new SignatureError('not_covered', `The signature does not cover ${name}.`);
  }
  if (!hasBody && (covered.has('content-digest') || covered.has('content-length'))) {
    throw new SignatureError('digest_mismatch', 'The signature covers a body, and none came.');
  }
}

function checkBody(headers: ReadonlyMap<string, string>, body: Uint8Array | undefined): void {
  if (!body) return;
  const digest = readSha512Digest(headers.get('content-digest') ?? '');
  if (contentDigest(body) !== `sha-512=:${digest}:`) {
    throw new SignatureError('digest_mismatch', 'The body is not the one that was signed.');
  }
  if (headers.get('content-length') !== String(body.length)) {
    throw new SignatureError('length_mismatch', 'The content-length is not the length of the body.');
  }
}

function rebuildBase(
  received: ReceivedSignature,
  method: string,
  target: Target,
  headers: ReadonlyMap<string, string>,
): string {
  const derived: Readonly<Record<string, string>> = {
    '@method': method,
    '@path': target.path,
    ...(target.query === '' ? {} : { '@query': target.query }),
  };
  const values = received.components.map((name) => {
    const value = name.startsWith('@') ? derived[name] : headers.get(name);
    if (value !== undefined) return value;
    throw new SignatureError(
      'mismatch',
      `The signature covers ${JSON.stringify(name)}, which the request does not have.`,
    );
  });
  return writeSignatureBase(received.components, values, received.parameters);
}

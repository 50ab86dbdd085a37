import * as crypto from 'node:crypto';
import { InvalidInputError } from '../../errors.ts';

/** Text is sent as UTF-8. Null, undefined and empty are the same: no body (contract 7.4). */
export type BodyInput = string | Uint8Array | null | undefined;

/** The bytes that are signed and sent; undefined when there is no body. */
export function bodyBytes(body: BodyInput): Uint8Array | undefined {
  if (body === undefined || body === null || body.length === 0) return undefined;
  if (typeof body === 'string') return Buffer.from(body, 'utf8');
  if (body instanceof Uint8Array) return body;
  throw new InvalidInputError('The body is neither text nor bytes.', {
    hint: 'Serialise it once, for example with JSON.stringify, and send the very same text.',
  });
}

/** `sha-512=:<base64>:` of the bytes (contract 7.4). */
export function contentDigest(body: Uint8Array): string {
  return `sha-512=:${crypto.hash('sha512', body, 'base64')}:`;
}

import { createHash } from 'node:crypto';
import { keccak_256 } from '@noble/hashes/sha3.js';
import { hex } from '@scure/base';
import { InvalidInputError } from '../errors.ts';

/**
 * Hashes to be signed. Each answers 64 lower-case hex digits without `0x`, which is what `toSign` takes with its default
 * `inputFormat`, `hex`.
 */

/**
 * The hash that `personal_sign` signs: keccak256 over EIP-191's version 0x45, `"\x19Ethereum Signed Message:\n"`, the
 * message's length in bytes (decimal) and the message.
 *
 * @param message text, hashed as its UTF-8; or bytes. A text of hex digits is text like any other.
 * @throws {InvalidInputError} when it is neither, or text with half a surrogate pair, which has no UTF-8
 */
export function hashMessage(message: string | Uint8Array): string {
  const bytes = typeof message === 'string' ? toUtf8(message) : toBytes(message);
  return keccak256(Buffer.concat([Buffer.from(`\x19Ethereum Signed Message:\n${bytes.length}`), bytes]));
}

/** Keccak-256 as Ethereum has it, which is not SHA3-256. @throws {InvalidInputError} when `bytes` is no Uint8Array */
export function keccak256(bytes: Uint8Array): string {
  return hex.encode(keccak_256(toBytes(bytes)));
}

/** SHA-256 (FIPS 180-4), once. @throws {InvalidInputError} when `bytes` is no Uint8Array */
export function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(toBytes(bytes)).digest('hex');
}

/** @throws {InvalidInputError} for half a surrogate pair, which every encoder silently replaces by another character */
export function toUtf8(text: string): Uint8Array {
  if (!/\p{Surrogate}/u.test(text)) return new TextEncoder().encode(text);
  throw new InvalidInputError('The text is no well-formed Unicode, so it has no certain bytes.', {
    hint: 'It holds half of a surrogate pair; it may have been cut in the middle of a character.',
  });
}

function toBytes(value: Uint8Array): Uint8Array {
  if (value instanceof Uint8Array) return value;
  throw new InvalidInputError('What is to be hashed must be bytes, a Uint8Array.', {
    hint: 'For text: new TextEncoder().encode(text). For hex: Buffer.from(digits, "hex").',
  });
}

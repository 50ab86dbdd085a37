import { randomBytes as nodeRandomBytes } from 'node:crypto';

/** A source of unpredictable bytes; injectable so that a test can repeat a run. */
export type RandomBytes = (size: number) => Uint8Array;

export const systemRandomBytes: RandomBytes = (size) => new Uint8Array(nodeRandomBytes(size));

const ALPHANUMERICS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';

/**
 * The vendor's form of tokens and client credentials: letters and digits only (contract 2.3). Bytes above the largest
 * multiple of 62 are thrown away, since folding them in would favour the first letters.
 */
export function alphanumerics(length: number, bytes: RandomBytes): string {
  const limit = 256 - (256 % ALPHANUMERICS.length);
  let text = '';
  while (text.length < length) {
    for (const byte of bytes(length)) {
      if (byte < limit && text.length < length) text += ALPHANUMERICS.charAt(byte % ALPHANUMERICS.length);
    }
  }
  return text;
}

import { createDecipheriv, createHash, scryptSync } from 'node:crypto';
import { createBase58check } from '@scure/base';

const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest();

/**
 * The private key in a BIP-38 text without EC multiplication, by the letter of BIP-38: the `bip38` package takes four seconds for the
 * same, since its scrypt is JavaScript. A wrong password gives a wrong key; the check by the address is left to the caller.
 */
export function readBip38(text: string, password: string): { privateKey: Uint8Array; compressed: boolean } {
  const bytes = Buffer.from(createBase58check(sha256).decode(text));
  if (bytes.readUInt16BE() !== 0x0142 || bytes.length !== 39) throw new Error('Not BIP-38 without EC multiplication.');
  const cost = { N: 16_384, r: 8, p: 8, maxmem: 2 ** 26 };
  const derived = scryptSync(password.normalize('NFC'), bytes.subarray(3, 7), 64, cost);
  const decipher = createDecipheriv('aes-256-ecb', derived.subarray(32), null).setAutoPadding(false);
  const masked = Buffer.concat([decipher.update(bytes.subarray(7)), decipher.final()]);
  return {
    privateKey: masked.map((byte, place) => byte ^ (derived[place] ?? 0)),
    compressed: (bytes[2] ?? 0) === 0xe0,
  };
}

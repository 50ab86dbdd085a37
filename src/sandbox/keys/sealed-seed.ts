import { createCipheriv, createDecipheriv, scrypt } from 'node:crypto';
import type { RandomBytes } from '../random.ts';

/** A user's seed as it is kept: only the password opens it. All texts are base64; the last 16 bytes are GCM's tag. */
export interface SealedSeed {
  salt: string;
  nonce: string;
  ciphertext: string;
}

/** N = 2^12: some ten milliseconds, since a test-suite logs in thousands of times. Not a setting for real accounts. */
const SCRYPT = { N: 4096, r: 8, p: 1 };
const CIPHER = 'aes-256-gcm';
const KEY_BYTES = 32;
const SALT_BYTES = 16;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

export async function sealSeed(seed: Uint8Array, password: string, randomBytes: RandomBytes): Promise<SealedSeed> {
  const salt = randomBytes(SALT_BYTES);
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv(CIPHER, await stretch(password, salt), nonce);
  const ciphertext = Buffer.concat([cipher.update(seed), cipher.final(), cipher.getAuthTag()]);
  return { salt: toBase64(salt), nonce: toBase64(nonce), ciphertext: ciphertext.toString('base64') };
}

/** The seed, or undefined for a wrong password; without a sealed seed (no such user) undefined after the same time. */
export async function openSeed(sealed: SealedSeed | undefined, password: string): Promise<Uint8Array | undefined> {
  const key = await stretch(password, Buffer.from(sealed?.salt ?? '', 'base64'));
  if (sealed === undefined) return undefined;
  const bytes = Buffer.from(sealed.ciphertext, 'base64');
  const decipher = createDecipheriv(CIPHER, key, Buffer.from(sealed.nonce, 'base64'), { authTagLength: TAG_BYTES });
  decipher.setAuthTag(bytes.subarray(-TAG_BYTES));
  const seed = decipher.update(bytes.subarray(0, -TAG_BYTES));
  try {
    decipher.final();
  } catch {
    return undefined;
  }
  return new Uint8Array(seed);
}

function stretch(password: string, salt: Uint8Array): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    scrypt(password, salt, KEY_BYTES, SCRYPT, (error, key) => (error ? reject(error) : resolve(key)));
  });
}

function toBase64(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64');
}

import { scrypt, timingSafeEqual } from 'node:crypto';

/** What is kept of a password; both texts are base64. */
export interface PasswordVerifier {
  salt: string;
  hash: string;
}

/** N = 2^12: some ten milliseconds a login, since a test-suite logs in thousands of times. Not a setting for real accounts. */
const SCRYPT = { N: 4096, r: 8, p: 1 };
const HASH_BYTES = 32;

/** `salt`: 16 bytes. */
export async function makeVerifier(password: string, salt: Uint8Array): Promise<PasswordVerifier> {
  const hash = await stretch(password, salt);
  return { salt: Buffer.from(salt).toString('base64'), hash: hash.toString('base64') };
}

/** Without a verifier (no such user) the answer is false after the same time as with one. */
export async function verifyPassword(password: string, verifier: PasswordVerifier | undefined): Promise<boolean> {
  const expected = Buffer.from(verifier?.hash ?? '', 'base64');
  const given = await stretch(password, Buffer.from(verifier?.salt ?? '', 'base64'));
  if (expected.length !== given.length) return false;
  return timingSafeEqual(given, expected);
}

function stretch(password: string, salt: Uint8Array): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    scrypt(password, salt, HASH_BYTES, SCRYPT, (error, key) => (error ? reject(error) : resolve(key)));
  });
}

import { createHash, timingSafeEqual } from 'node:crypto';

/** Whether two secrets are the same text, in a time that tells neither how much of them agrees nor their lengths. */
export function sameSecret(given: string, expected: string): boolean {
  return timingSafeEqual(sha256(given), sha256(expected));
}

/** What is kept of a token: enough to find it again, useless to whoever reads the state file. */
export function fingerprint(token: string): string {
  return sha256(token).toString('base64url');
}

function sha256(text: string): Buffer {
  return createHash('sha256').update(text, 'utf8').digest();
}

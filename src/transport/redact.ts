/** What stands in the place of a secret. */
export const REDACTED = '[redacted]';

const SHORTEST_SECRET = 4;

/**
 * Text of a server made fit for a message: the request's own secrets that it may have echoed are replaced, control
 * characters become blanks, and its length is bounded.
 *
 * @param secrets values sent with the request (password, client secret, tokens). Shorter ones than four characters are left
 *   alone: replacing every "a" would say more about the secret than it hides.
 */
export function quoteServerText(text: string, secrets: readonly string[], maxLength = 300): string {
  let clean = text.slice(0, 100_000);
  for (const secret of secrets) {
    if (secret.length >= SHORTEST_SECRET) clean = clean.replaceAll(secret, REDACTED);
  }
  clean = clean.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, ' ').trim();
  return clean.length > maxLength ? `${clean.slice(0, maxLength)}…` : clean;
}

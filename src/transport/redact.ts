/** What stands in the place of a secret. */
export const REDACTED = '[redacted]';

const SHORTEST_SECRET = 4;

/** No two things that a message says begin with as many equal characters. */
const TELLING_LENGTH = 500;

/** More of a text is not looked at. */
const LONGEST_TEXT = 100_000;

/**
 * Text of a server made fit for a message: the request's own secrets that it may have echoed are replaced, in any of the
 * spellings in which a server meets them; control characters become blanks, and its length is bounded.
 *
 * @param secrets values sent with the request (password, client secret, tokens). Shorter ones than four characters are left
 *   alone: replacing every "a" would say more about the secret than it hides.
 */
export function quoteServerText(text: string, secrets: readonly string[], maxLength = 300): string {
  // The longest first: one secret may begin with another.
  const spellings = secrets.flatMap(spellingsOf).sort((a, b) => b.length - a.length);
  let clean = visible(text.slice(0, LONGEST_TEXT));
  if (spellings.length > 0) {
    clean = clean.replace(new RegExp(spellings.map(patternOf).join('|'), 'gi'), REDACTED);
    // The end of what was looked at may hold the beginning of one.
    if (text.length > LONGEST_TEXT) clean = clean.slice(0, -(spellings[0]?.length ?? 0));
  }
  clean = clean.trim();
  return clean.length > maxLength ? `${clean.slice(0, maxLength).replace(/[\ud800-\udbff]$/, '')}…` : clean;
}

/** As it is, as a form, a URL and JSON write it, and in base64. */
function spellingsOf(secret: string): string[] {
  if (secret.length < SHORTEST_SECRET) return [];
  const wellFormed = secret.replace(/\p{Surrogate}/gu, '\ufffd');
  return [
    secret,
    new URLSearchParams({ '': secret }).toString().slice(1),
    encodeURIComponent(wellFormed),
    JSON.stringify(secret).slice(1, -1),
    Buffer.from(secret).toString('base64').replace(/=+$/, ''),
  ]
    .map((spelling) => visible(spelling).trim())
    .filter((spelling) => spelling.length >= SHORTEST_SECRET);
}

/** Without what a terminal or an eye could be fooled with. */
function visible(text: string): string {
  return text
    .replace(/\p{Cf}+/gu, '')
    .replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ')
    .replace(/\p{Surrogate}/gu, '\ufffd');
}

/** A long one is told by its beginning: an expression of all of it could be too large, and the error of that would quote it. */
function patternOf(spelling: string): string {
  const rest = spelling.length - TELLING_LENGTH;
  return escapeForRegExp(spelling.slice(0, TELLING_LENGTH)) + (rest > 0 ? `[^]{0,${rest}}` : '');
}

function escapeForRegExp(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');
}

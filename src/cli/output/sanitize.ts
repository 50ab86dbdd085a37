/**
 * What a terminal could take for a command or a reader could not see: controls (C0, DEL, C1 and with them every escape
 * sequence), format characters (bidirectional, zero-width, tags), line and paragraph separators, lone surrogates, private and
 * unassigned code points, and whatever else Unicode says is drawn as nothing.
 */
const UNSAFE = /[\p{C}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/gu;

const SHORT: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };

/** Makes text from outside harmless and what was unsafe in it visible: ESC becomes the four characters `\x1b`. */
export function sanitize(text: string): string {
  return text.replace(UNSAFE, (character) => SHORT[character] ?? visible(character));
}

/**
 * The same for JSON text: as `\uXXXX`, which stands for the very same value. Line feeds stay: `JSON.stringify` writes those of
 * its indentation only.
 */
export function sanitizeJson(json: string): string {
  return json.replace(UNSAFE, (character) => (character === '\n' ? character : jsonEscape(character)));
}

/** Sanitised and bounded, the cut visible: for places where a text of a million characters would bury the rest. */
export function sanitizeBounded(text: string, maxLength = 500): string {
  if (text.length <= maxLength) return sanitize(text);
  const more = text.length - maxLength;
  return `${sanitize(text.slice(0, maxLength))}… (${more} more characters)`;
}

function visible(character: string): string {
  const hex = (character.codePointAt(0) ?? 0).toString(16);
  if (hex.length <= 2) return `\\x${hex.padStart(2, '0')}`;
  return hex.length <= 4 ? `\\u${hex.padStart(4, '0')}` : `\\u{${hex}}`;
}

function jsonEscape(character: string): string {
  return character
    .split('')
    .map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
    .join('');
}

import { widthOf } from './width.ts';

/**
 * What a terminal could take for a command or a reader could not see: controls (C0, DEL, C1 and with them every escape
 * sequence), format characters (bidirectional, zero-width, tags), line and paragraph separators, lone surrogates, private and
 * unassigned code points, whatever else Unicode says is drawn as nothing, and the Braille pattern without a dot.
 */
const UNSAFE = /[\p{C}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\u2800]/gu;

/** Marks that are drawn into the cell before them. No script needs more than a few; hundreds would be drawn over other lines. */
const STACK = /[\p{M}\u1160-\u11ff\ud7b0-\ud7fb]+/gu;
const HIGHEST_STACK = 4;

/** With enough blanks, a terminal's own line break makes any text stand at the beginning of a line, where our own words stand. */
const BLANKS = /\p{Zs}{9,}/gu;

const WIDEST_CELL = 200;

const SHORT: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };

/** Makes text from outside harmless and what was unsafe in it visible: ESC becomes the four characters `\x1b`. */
export function sanitize(text: string): string {
  return text
    .replace(UNSAFE, (character) => SHORT[character] ?? visible(character))
    .replace(STACK, (marks, at: number) => lowStack(marks, at === 0 ? 0 : HIGHEST_STACK, visible));
}

/** Whether anything in it would not be shown as it is. */
export function isUnsafe(text: string): boolean {
  return text.search(UNSAFE) >= 0;
}

/**
 * The same for JSON text: as `\uXXXX`, which stands for the very same value. Line feeds stay: `JSON.stringify` writes those of
 * its indentation only.
 */
export function sanitizeJson(json: string): string {
  return json
    .replace(UNSAFE, (character) => (character === '\n' ? character : jsonEscape(character)))
    .replace(STACK, (marks) => lowStack(marks, HIGHEST_STACK, jsonEscape));
}

/**
 * Sanitised and bounded, the cut visible: for places where a text of a million characters would bury the rest.
 *
 * @param maxWidth columns of what is shown, without the note of the cut
 */
export function sanitizeBounded(text: string, maxWidth = 500): string {
  const whole = text.length <= maxWidth ? onOneLine(text) : undefined;
  if (whole !== undefined && widthOf(whole) <= maxWidth) return whole;
  const begin = longestFitting(text, maxWidth);
  return `${onOneLine(begin)}… (${text.length - begin.length} more characters)`;
}

/** The same for a cell of a table: wider than any id, address or hash, and than a sentence. Programs get the whole of it. */
export function cellText(text: string): string {
  return sanitizeBounded(text, WIDEST_CELL);
}

function onOneLine(text: string): string {
  return sanitize(text).replace(BLANKS, (blanks) => `    (${blanks.length} blanks)    `);
}

/** The longest beginning, of whole characters, that is not wider than this once it is sanitised. */
function longestFitting(text: string, maxWidth: number): string {
  const characters = [...text.slice(0, maxWidth * 2)];
  const begin = (count: number) => characters.slice(0, count).join('');
  let [fits, tooLong] = [0, Math.min(characters.length, maxWidth) + 1];
  while (tooLong - fits > 1) {
    const middle = Math.floor((fits + tooLong) / 2);
    if (widthOf(onOneLine(begin(middle))) <= maxWidth) fits = middle;
    else tooLong = middle;
  }
  return begin(fits);
}

function lowStack(marks: string, height: number, escaped: (mark: string) => string): string {
  if (height > 0 && marks.length <= height) return marks;
  return [...marks].map((mark, index) => (index < height ? mark : escaped(mark))).join('');
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

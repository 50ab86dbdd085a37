import { eastAsianWidth } from 'get-east-asian-width';

/** Marks and the vowels and final consonants of Hangul, which terminals draw into the cell of the letter before them. */
const JOINS = /[\p{Mn}\p{Me}\u1160-\u11ff\ud7b0-\ud7c6\ud7cb-\ud7fb]/u;
const PLAIN = /^[\x20-\x7e]*$/;
// biome-ignore lint/suspicious/noControlCharactersInRegex: our own colours
const COLOURS = /\x1b\[[\d;]*m/g;

/**
 * Columns that a text takes on a terminal, our own colours not counted. Code point by code point, as most terminals count (and glibc's
 * wcwidth): a flag or a skin tone is not drawn as one by them, and ZWJ sequences are taken apart by `sanitize`.
 */
export function widthOf(text: string): number {
  const bare = text.includes('\x1b') ? text.replace(COLOURS, '') : text;
  if (PLAIN.test(bare)) return bare.length;
  let width = 0;
  for (const character of bare) width += characterWidth(character);
  return width;
}

export function characterWidth(character: string): number {
  const code = character.codePointAt(0) ?? 0;
  if (code < 0x300) return 1;
  return JOINS.test(character) ? 0 : eastAsianWidth(code);
}

export function widest(texts: readonly string[]): number {
  return texts.reduce((width, text) => Math.max(width, widthOf(text)), 0);
}

/** Ranges from the Unicode charts, not the properties that the program looks at: independent of the expression under test. */
const DANGEROUS: readonly (readonly [from: number, to: number])[] = [
  [0x00, 0x1f],
  [0x7f, 0x9f],
  [0xad, 0xad],
  [0x34f, 0x34f],
  [0x61c, 0x61c],
  [0x115f, 0x1160],
  [0x17b4, 0x17b5],
  [0x180b, 0x180f],
  [0x200b, 0x200f],
  [0x2028, 0x202e],
  [0x2060, 0x206f],
  [0x2800, 0x2800],
  [0x3164, 0x3164],
  [0xd800, 0xdfff],
  [0xe000, 0xf8ff],
  [0xfe00, 0xfe0f],
  [0xfeff, 0xfeff],
  [0xffa0, 0xffa0],
  [0xfff0, 0xfffb],
  [0xfffe, 0xffff],
  [0x1bca0, 0x1bca3],
  [0x1d173, 0x1d17a],
  [0xe0000, 0xe0fff],
  [0xf0000, 0x10ffff],
];

const hex = (code: number) => `\\u{${code.toString(16)}}`;
const ANY = new RegExp(`[${DANGEROUS.map(([from, to]) => `${hex(from)}-${hex(to)}`).join('')}]`, 'gu');

/** The characters that no terminal may get from us, line feeds aside, each once. */
export function dangersIn(text: string): string[] {
  const found = new Set<string>();
  for (const [character] of text.matchAll(ANY)) if (character !== '\n') found.add(JSON.stringify(character));
  return [...found];
}

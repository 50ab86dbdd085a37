import { describe, expect, test } from 'vitest';
import { toJson, toJsonLine } from '../../src/cli/output/json.ts';
import { sanitize, sanitizeBounded } from '../../src/cli/output/sanitize.ts';

/** Independent of the expression under test: ranges from the Unicode charts, not properties. */
function isDangerous(code: number): boolean {
  return (
    code < 0x20 ||
    (code >= 0x7f && code <= 0x9f) ||
    code === 0xad ||
    code === 0x61c ||
    code === 0x180e ||
    (code >= 0x200b && code <= 0x200f) ||
    (code >= 0x2028 && code <= 0x202e) ||
    (code >= 0x2060 && code <= 0x206f) ||
    (code >= 0xd800 && code <= 0xdfff) ||
    (code >= 0xfe00 && code <= 0xfe0f) ||
    code === 0xfeff ||
    (code >= 0xfff9 && code <= 0xfffb) ||
    (code >= 0xe0000 && code <= 0xe0fff)
  );
}

const BLOCK = 4_096;

/** Every code point of U+0000 to U+10FFFF, a few thousand at a time: one at a time takes seconds. */
function* everyCodePoint(): Generator<string[]> {
  for (let start = 0; start < 0x110000; start += BLOCK) {
    yield Array.from({ length: BLOCK }, (_, offset) => String.fromCodePoint(start + offset));
  }
}

const holdsDanger = (text: string) => {
  for (const character of text) if (isDangerous(character.codePointAt(0) ?? 0)) return true;
  return false;
};

describe('sanitize', () => {
  test('leaves no dangerous code point of U+0000 to U+10FFFF in its output', () => {
    // Something between them, or two halves of a character would make one.
    for (const block of everyCodePoint()) expect(holdsDanger(sanitize(block.join('|')))).toBe(false);
  });

  test('keeps what was dangerous visible: no code point vanishes', () => {
    for (const block of everyCodePoint()) {
      // A bar is the one that may be taken for the next one's edge.
      const kept = sanitize(block.filter((character) => character !== '|').join('|')).split('|');
      expect(kept).not.toContain('');
      expect(kept).toHaveLength(block.includes('|') ? BLOCK - 1 : BLOCK);
    }
  });

  test('leaves ordinary text of any script alone', () => {
    const text = 'Ether Ξ · Ελλάδα · 漢字 · עברית · العربية · Dž · 🚀 · 0xAbC';
    expect(sanitize(text)).toBe(text);
  });

  test('shows an escape sequence instead of letting the terminal obey it', () => {
    expect(sanitize('\x1b]52;c;aGk=\x07\r\n\b\x9b2J')).toBe('\\x1b]52;c;aGk=\\x07\\r\\n\\x08\\x9b2J');
    expect(sanitize('user\u202eexe.txt\ud800\u{e0041}')).toBe('user\\u202eexe.txt\\ud800\\u{e0041}');
  });

  test('bounds a text of a million characters and says how much is missing', () => {
    const text = sanitizeBounded('x'.repeat(1_000_000), 100);
    expect(text).toBe(`${'x'.repeat(100)}… (999900 more characters)`);
  });
});

describe('JSON', () => {
  test('stands for exactly the same value, code point by code point, and holds none a terminal would obey', () => {
    for (const block of everyCodePoint()) {
      const text = block.join('|');
      const json = toJsonLine({ text });
      expect(JSON.parse(json).text).toBe(text);
      expect(holdsDanger(json)).toBe(false);
    }
  });

  test('is indented for people and one line for programs', () => {
    expect(toJson({ a: ['\u2028'] })).toBe('{\n  "a": [\n    "\\u2028"\n  ]\n}');
    expect(toJsonLine({ a: 'x\ny' })).toBe('{"a":"x\\ny"}');
  });
});

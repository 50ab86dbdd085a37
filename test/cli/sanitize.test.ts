import { describe, expect, test } from 'vitest';
import { toJson, toJsonLine } from '../../src/cli/output/json.ts';
import { cellText, sanitize, sanitizeBounded, sanitizeJson } from '../../src/cli/output/sanitize.ts';

describe('sanitize', () => {
  test('leaves ordinary text of any script alone', () => {
    const text = 'Ether Ξ · Ελλάδα · 漢字 · עברית · العربية · Dž · 🚀 · 0xAbC · ทั้งนี้ · हिन्दी · 각';
    expect(sanitize(text)).toBe(text);
  });

  test('shows an escape sequence instead of letting the terminal obey it', () => {
    expect(sanitize('\x1b]52;c;aGk=\x07\r\n\b\x9b2J')).toBe('\\x1b]52;c;aGk=\\x07\\r\\n\\x08\\x9b2J');
    expect(sanitize('user\u202eexe.txt\ud800\u{e0041}')).toBe('user\\u202eexe.txt\\ud800\\u{e0041}');
  });

  test('leaves no stack of marks that would be drawn over the lines above and below', () => {
    expect(sanitize(`a${'\u0336'.repeat(6)}b`)).toBe(`a${'\u0336'.repeat(4)}\\u0336\\u0336b`);
    expect(sanitize('\u0301')).toBe('\\u0301');
    expect(sanitizeJson(`"a${'\u0336'.repeat(5)}"`)).toBe(`"a${'\u0336'.repeat(4)}\\u0336"`);
  });

  test('a blank that is no blank is seen', () => {
    expect(sanitize('a\u2800\u3164b')).toBe('a\\u2800\\u3164b');
  });
});

describe('a bounded text', () => {
  test('of a million characters says how much is missing', () => {
    const text = sanitizeBounded('x'.repeat(1_000_000), 100);
    expect(text).toBe(`${'x'.repeat(100)}… (999900 more characters)`);
  });

  test('is bounded in columns: by what it looks like, not by what it was', () => {
    expect(sanitizeBounded('漢'.repeat(100), 50)).toBe(`${'漢'.repeat(25)}… (75 more characters)`);
    expect(sanitizeBounded('\u{e0041}'.repeat(100), 50)).toBe(`${'\\u{e0041}'.repeat(5)}… (190 more characters)`);
    expect(cellText('\x1b'.repeat(10_000)).length).toBeLessThan(250);
  });

  test('is not cut in the middle of a character', () => {
    expect(sanitizeBounded('🚀🚀🚀', 4)).toBe('🚀🚀… (2 more characters)');
    expect(sanitizeBounded('a🚀🚀', 2)).toBe('a… (4 more characters)');
  });

  test('does not bring a part of itself to the beginning of a line by many blanks', () => {
    expect(sanitizeBounded(`x${' '.repeat(79)}✔ Sent.`)).toBe('x    (79 blanks)    ✔ Sent.');
    expect(sanitizeBounded(`x${'\u3000'.repeat(40)}y`)).toBe('x    (40 blanks)    y');
    expect(sanitizeBounded('a        b')).toBe('a        b');
  });
});

describe('JSON', () => {
  test('is indented for people and one line for programs', () => {
    expect(toJson({ a: ['\u2028'] })).toBe('{\n  "a": [\n    "\\u2028"\n  ]\n}');
    expect(toJsonLine({ a: 'x\ny' })).toBe('{"a":"x\\ny"}');
  });
});

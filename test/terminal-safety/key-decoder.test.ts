import { describe, expect, test } from 'vitest';
import { type Key, KeyDecoder } from '../../src/cli/prompter/key-decoder.ts';

const PASTE = ['\x1b[200~', '\x1b[201~'] as const;

function decoded(...pieces: readonly string[]): Key[] {
  const decoder = new KeyDecoder();
  return [...pieces.flatMap((piece) => decoder.decode(piece)), ...decoder.flush()];
}

/** Pieces of text put together: how they were cut does not count. */
function joined(keys: readonly Key[]): Key[] {
  const all: Key[] = [];
  for (const key of keys) {
    const last = all.at(-1);
    if (key.name === 'text' && last?.name === 'text') all.splice(-1, 1, { name: 'text', text: last.text + key.text });
    else all.push(key);
  }
  return all;
}

describe('keys', () => {
  test.each<[string, Key]>([
    ['\x1b[A', { name: 'up' }],
    ['\x1bOB', { name: 'down' }],
    ['\x1b[H', { name: 'home' }],
    ['\x1b[4~', { name: 'end' }],
    ['\x1b[6~', { name: 'page-down' }],
    ['\x1b[3~', { name: 'delete' }],
    ['\x7f', { name: 'backspace' }],
    ['\b', { name: 'backspace' }],
    ['\r', { name: 'enter' }],
    ['\n', { name: 'enter' }],
    ['\r\n', { name: 'enter' }],
    ['\t', { name: 'tab' }],
    ['\x1b', { name: 'escape' }],
    ['\x03', { name: 'control', text: '\x03' }],
    ['\x00', { name: 'control', text: '\x00' }],
    ['\x9b', { name: 'control', text: '\x9b' }],
    ['\x1b[15~', { name: 'unknown' }],
    ['\x1b[1;5C', { name: 'unknown' }],
    ['\x1b[[A', { name: 'unknown' }],
    ['\x1b[I', { name: 'unknown' }],
    ['\x1ba', { name: 'unknown' }],
    ['pässword 🚀', { name: 'text', text: 'pässword 🚀' }],
  ])('%j', (bytes, key) => {
    expect(decoded(bytes)).toEqual([key]);
  });

  test('mean the same however the terminal cuts what it sends', () => {
    const all = `ab\x1b[A\x1bOB\x1b[15~é\r${PASTE[0]}x\r\ny\x1b[A${PASTE[1]}\x7f\x1b[3~z`;
    const expected = joined(decoded(all));
    expect(expected.map(({ name }) => name)).toEqual([
      'text',
      'up',
      'down',
      'unknown',
      'text',
      'enter',
      'paste',
      'backspace',
      'delete',
      'text',
    ]);
    for (let size = 1; size < all.length; size += 1) {
      const pieces = Array.from({ length: Math.ceil(all.length / size) }, (_, at) =>
        all.slice(at * size, (at + 1) * size),
      );
      expect(joined(decoded(...pieces))).toEqual(expected);
    }
  });

  test('an Esc before a word is the key Esc, and the word is whole', () => {
    const decoder = new KeyDecoder();
    expect(decoder.decode('\x1b')).toEqual([]);
    expect(decoder.isUnfinished).toBe(true);
    expect(decoder.flush()).toEqual([{ name: 'escape' }]);
    expect(decoder.decode('pass')).toEqual([{ name: 'text', text: 'pass' }]);
  });
});

describe('a paste', () => {
  test('is one thing, whatever is in it', () => {
    const text = `a\r\nb\x00\x03\x1b[A\x1b[200~\x7f'"${'x'.repeat(10_000)}`;
    expect(decoded(PASTE[0] + text + PASTE[1])).toEqual([{ name: 'paste', text }]);
  });

  test('that the terminal never ends is ended by Ctrl-C', () => {
    expect(decoded(PASTE[0], 'abc', '\x03', 'd')).toEqual([
      { name: 'control', text: '\x03' },
      { name: 'text', text: 'd' },
    ]);
  });

  test('of ten million characters is bounded and quick', () => {
    const piece = 'x'.repeat(65_536);
    const keys = decoded(PASTE[0], ...Array<string>(160).fill(piece), PASTE[1], 'y');
    expect(keys.map((key) => ('text' in key ? key.text.length : 0))).toEqual([1_048_576, 1]);
  });
});

import { describe, expect, test } from 'vitest';
import { KeyDecoder } from '../../src/cli/prompter/key-decoder.ts';
import { NOTES, SecretEntry } from '../../src/cli/prompter/secret-entry.ts';
import { pasted } from './support/scene.ts';

/** Types as a terminal sends it: each string in an instant of its own. */
function typed(...instants: readonly string[]): { entry: SecretEntry; ended: string } {
  const [entry, decoder] = [new SecretEntry(), new KeyDecoder()];
  let ended = 'open';
  for (const instant of instants) {
    const keys = decoder.decode(instant);
    for (const [index, key] of keys.entries()) ended = entry.press(key, index < keys.length - 1);
  }
  return { entry, ended };
}

describe('a secret', () => {
  test('is what was typed and pasted, put together', () => {
    expect(typed('a b', pasted('\x00c\nd'), '\te').entry.secret).toBe('a b\x00c\nd\te');
  });

  test('pasted has the line ends that were copied, although most terminals send Return for them', () => {
    expect(typed(pasted('a\rb')).entry.secret).toBe('a\nb');
    expect(typed(pasted('a\nb\r\nc\rd')).entry.secret).toBe('a\nb\r\nc\rd');
  });

  test('loses the one line end that copying a line brings along, and no other', () => {
    expect(typed(pasted('a\n')).entry.secret).toBe('a');
    expect(typed(pasted('a\r')).entry.secret).toBe('a');
    expect(typed(pasted('\na\n\n')).entry.secret).toBe('\na\n');
    expect(typed(pasted('a\n'), 'b').entry.secret).toBe('a\nb');
    expect(typed(pasted(' a ')).entry.secret).toBe(' a ');
  });

  test('is corrected character by character as a person counts them, or cleared with Ctrl-U', () => {
    expect(typed('ae\u0301', '\x7f').entry.secret).toBe('a');
    expect(typed('a👨‍👩‍👧', '\x7f').entry.secret).toBe('a');
    expect(typed('a', '\x7f', '\x7f').entry.isEmpty).toBe(true);
    expect(typed('abc', '\x15', 'd').entry.secret).toBe('d');
  });

  test('is not changed by keys that mean nothing here', () => {
    const { entry } = typed('a', '\x1b[A', '\x1b[D', '\x1b[15~', '\x14', '\x0c', '\x12', 'b');
    expect(entry.secret).toBe('ab');
  });

  test('of several lines from a terminal that does not mark pastes is refused whole, and its rest is no other key', () => {
    const { entry, ended } = typed('first\rsecond\rthird\r');
    expect([entry.isEmpty, ended, entry.note]).toEqual([true, 'open', NOTES.unmarked]);
    expect(typed('first\rsecond', 'x').entry.secret).toBe('x');
  });

  test('that is empty, too long, or no text is said so', () => {
    expect(typed('\r').entry.note).toBe(NOTES.empty);
    expect(typed(pasted('\n'), '\r').entry.note).toBe(NOTES.empty);
    expect(typed(pasted('x'.repeat(70_000))).entry).toMatchObject({ isEmpty: true, note: NOTES.tooLong });
    expect(typed('a\ufffd').entry).toMatchObject({ isEmpty: true, note: NOTES.notText });
    expect(typed('a', '\x01').entry.note).toBe(NOTES.control);
  });

  test('is left with Ctrl-D only before it is begun', () => {
    expect(typed('\x04').ended).toBe('leave');
    expect(typed('a', '\x04').ended).toBe('open');
    expect(typed('a', '\r').ended).toBe('complete');
  });
});

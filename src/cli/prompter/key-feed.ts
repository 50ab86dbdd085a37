import { PassThrough } from 'node:stream';
import { isUnsafe } from '../output/sanitize.ts';
import type { Key } from './key-decoder.ts';

/** Stands for every character that cannot be shown; an answer with it is refused. */
export const UNSHOWN = '\ufffd';

/** What is left of pasted text for one line: inquirer's line editor is made for that. */
const LONGEST_PASTE = 2_000;

const BYTES: Readonly<Partial<Record<Key['name'], string>>> = {
  enter: '\r',
  backspace: '\x7f',
  tab: '\t',
  up: '\x1b[A',
  down: '\x1b[B',
  right: '\x1b[C',
  left: '\x1b[D',
  home: '\x1b[H',
  end: '\x1b[F',
  delete: '\x1b[3~',
};

/** Begin and end of the line, left and right, and what deletes. */
const EDITING = new Set(['\x01', '\x02', '\x04', '\x05', '\x06', '\x0b', '\x15', '\x17']);

/** What inquirer reads: keys that its line editor understands, and never a line end that was pasted. */
export class KeyFeed extends PassThrough {
  /** For inquirer; the raw mode is the keyboard's affair. */
  readonly isTTY = true;

  setRawMode(): this {
    return this;
  }

  press(key: Key): void {
    const bytes = bytesOf(key);
    if (bytes !== '') this.write(bytes);
  }
}

function bytesOf(key: Key): string {
  if (key.name === 'text') return shown(key.text);
  if (key.name === 'paste') return shown(key.text.trim().slice(0, LONGEST_PASTE));
  if (key.name === 'control') return EDITING.has(key.text) ? key.text : '';
  return BYTES[key.name] ?? '';
}

function shown(text: string): string {
  return [...text].map((character) => (isUnsafe(character) ? UNSHOWN : character)).join('');
}

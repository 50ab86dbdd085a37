import type { WriteStream } from 'node:tty';
import { clip } from '../output/clip.ts';
import { sanitizeBounded } from '../output/sanitize.ts';

const ERASE_LINE = '\r\x1b[2K';
/** What is quicker than this needs no progress. */
const QUIET_MS = 300;

/** One line on a terminal that says how far a longer work is; it is gone before anything else is written. */
export class Progress {
  readonly #stream: WriteStream;
  #text = '';
  #shown = false;
  #timer: NodeJS.Timeout | undefined;

  constructor(stream: WriteStream) {
    this.#stream = stream;
  }

  /** Shows `text` from a short while on, or at once when progress is shown already. It may hold anything. */
  update(text: string): void {
    this.#text = sanitizeBounded(text);
    if (this.#shown) this.#draw();
    else this.#timer ??= setTimeout(() => this.#draw(), QUIET_MS).unref();
  }

  /** Removes the line. */
  clear(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (this.#shown) this.#stream.write(ERASE_LINE);
    this.#shown = false;
  }

  #draw(): void {
    this.#shown = true;
    // A line longer than the terminal would wrap and could not be erased.
    this.#stream.write(ERASE_LINE + clip(this.#text, Math.max(1, this.#stream.columns - 1)));
  }
}

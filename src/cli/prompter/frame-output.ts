import { Writable } from 'node:stream';
import { stripVTControlCharacters } from 'node:util';
import { widthOf } from '../output/width.ts';

const ERASE_LINE = '\x1b[2K';
const UP = '\x1b[1A';
/** How inquirer leaves a frame whose cursor is not on its last line. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: escape sequences of our own
const CURSOR_ABOVE = /\x1b\[\d+A\x1b\[\d+G$/;

/**
 * What inquirer draws a prompt on. inquirer takes a frame away by the number of lines that it had; a terminal that has become narrower
 * has broken the longer ones meanwhile, and a program that was suspended finds other lines where its frame was.
 */
export class FrameOutput extends Writable {
  readonly isTTY = true;
  readonly #terminal: NodeJS.WriteStream;
  #frame = '';
  #columns = 0;

  constructor(terminal: NodeJS.WriteStream) {
    super({ decodeStrings: false });
    this.#terminal = terminal;
  }

  get columns(): number {
    return this.#terminal.columns || 80;
  }

  get rows(): number {
    return this.#terminal.rows || 24;
  }

  override _write(chunk: string, _encoding: BufferEncoding, done: () => void): void {
    const erases = chunk.includes(ERASE_LINE);
    this.#terminal.write(erases ? this.#takeAwayBroken() + chunk : chunk);
    // A chunk without text moves the cursor only.
    if (erases || stripVTControlCharacters(chunk) !== '') {
      this.#frame = chunk;
      this.#columns = this.columns;
    }
    done();
  }

  /** Draws the frame again, below what others have written. */
  redraw(): void {
    // It begins with erasing the one before it, which is not there.
    const erased = this.#frame.split(ERASE_LINE).length - 1;
    this.#terminal.write('\n'.repeat(Math.max(0, erased - 1)) + this.#frame);
  }

  /** The lines that the frame has become longer by. */
  #takeAwayBroken(): string {
    const { columns } = this;
    if (columns >= this.#columns || CURSOR_ABOVE.test(this.#frame)) return '';
    const lines = stripVTControlCharacters(this.#frame).split('\n');
    const broken = lines.reduce((sum, line) => sum + Math.max(0, Math.ceil(widthOf(line) / columns) - 1), 0);
    return (ERASE_LINE + UP).repeat(broken);
  }
}

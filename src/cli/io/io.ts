import type { Host } from '../host.ts';
import { sanitizeBounded } from '../output/sanitize.ts';
import { type Paint, paintFor, wantsColour } from './colour.ts';
import { Progress } from './progress.ts';

export interface IoOptions {
  noColor?: boolean;
  quiet?: boolean;
  noInput?: boolean;
}

/** The three streams: data to stdout, everything else to stderr. */
export class Io {
  readonly host: Host;
  /** For what goes to stdout. */
  paint: Paint = paintFor(false);
  /** For what goes to stderr. */
  errorPaint: Paint = paintFor(false);
  /** Whether what goes to stdout may be coloured. */
  colour = false;
  #quiet = false;
  #noInput = false;
  readonly #progress: Progress;

  constructor(host: Host) {
    this.host = host;
    this.#progress = new Progress(host.stderr);
    this.configure({});
  }

  /** Takes over what the command line says, as soon as it has been read. */
  configure({ noColor = false, quiet = false, noInput = false }: IoOptions): void {
    const { stdout, stderr, env } = this.host;
    this.#quiet = quiet;
    this.#noInput = noInput;
    this.colour = wantsColour({ isTerminal: stdout.isTTY, env, refused: noColor });
    this.paint = paintFor(this.colour);
    this.errorPaint = paintFor(wantsColour({ isTerminal: stderr.isTTY, env, refused: noColor }));
  }

  /** Whether somebody is there to be asked: prompts are read from stdin and drawn on stderr. */
  get canPrompt(): boolean {
    const { stdin, stderr } = this.host;
    return !this.#noInput && Boolean(stdin.isTTY) && Boolean(stderr.isTTY);
  }

  /** Whether the interactive wallet can be used: it also shows results. */
  get isInteractive(): boolean {
    return this.canPrompt && Boolean(this.host.stdout.isTTY);
  }

  /** Columns of the terminal that shows the data; undefined when it goes elsewhere. */
  get width(): number | undefined {
    const { stdout } = this.host;
    return stdout.isTTY ? stdout.columns || 80 : undefined;
  }

  /** Lines of the terminal. */
  get height(): number {
    return this.host.stdout.rows || 24;
  }

  /** Data, as it is, to stdout. Resolves when more may be written. */
  async write(text: string): Promise<void> {
    this.clearProgress();
    const { stdout } = this.host;
    if (stdout.write(text)) return;
    await new Promise<void>((resolve) => {
      stdout.once('drain', resolve);
    });
  }

  async writeLines(lines: readonly string[]): Promise<void> {
    if (lines.length > 0) await this.write(`${lines.join('\n')}\n`);
  }

  /** A sentence that helps a person and that `--quiet` leaves out. Made safe here. */
  notice(text: string): void {
    if (!this.#quiet) this.errorLine(sanitizeBounded(text));
  }

  /** Lines that are safe already, as {@link notice}. */
  noticeLines(lines: readonly string[]): void {
    if (!this.#quiet) for (const line of lines) this.errorLine(line);
  }

  warn(text: string): void {
    if (!this.#quiet) this.errorLine(`${this.errorPaint.yellow('Warning:')} ${sanitizeBounded(text)}`);
  }

  /** A line to stderr as it is: the caller has made it safe. */
  errorLine(line: string): void {
    this.clearProgress();
    this.host.stderr.write(`${line}\n`);
  }

  progress(text: string): void {
    if (this.host.stderr.isTTY && !this.#quiet) this.#progress.update(text);
  }

  clearProgress(): void {
    this.#progress.clear();
  }
}

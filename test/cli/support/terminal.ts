import type { Socket } from 'node:net';
import { stripVTControlCharacters } from 'node:util';
import { spawn } from '@lydell/node-pty';
import { onTestFinished } from 'vitest';
import { PROGRAM } from './program.ts';

const PATIENCE_MS = 15_000;
export const KEY = {
  enter: '\r',
  escape: '\x1b',
  down: '\x1b[B',
  ctrlC: '\x03',
  ctrlD: '\x04',
  ctrlT: '\x14',
} as const;

export interface TerminalOptions {
  columns?: number;
  rows?: number;
  cwd?: string;
  /** What is started there, the arguments after it. @default the built program */
  through?: readonly string[];
}

/** The built program in a real pseudo-terminal. */
export class Terminal {
  readonly #pty: ReturnType<typeof spawn>;
  readonly exited: Promise<number>;
  /** Every byte that was drawn. */
  bytes = '';
  #seen = 0;

  constructor(args: readonly string[], env: NodeJS.ProcessEnv, options: TerminalOptions = {}) {
    const { columns = 100, rows = 30, cwd, through = [process.execPath, PROGRAM] } = options;
    const [file = '', ...before] = through;
    this.#pty = spawn(file, [...before, ...args], {
      cols: columns,
      rows,
      ...(cwd !== undefined && { cwd }),
      env: { PATH: process.env.PATH, TERM: 'xterm-256color', ...env },
    });
    this.#pty.onData((data) => {
      this.bytes += data;
    });
    this.exited = new Promise((resolve) => {
      // As shells count.
      this.#pty.onExit(({ exitCode, signal = 0 }) => resolve(signal > 0 ? 128 + signal : exitCode));
    });
    onTestFinished(() => {
      try {
        this.#pty.kill('SIGKILL');
      } catch {
        // It has ended.
      }
    });
  }

  get processId(): number {
    return this.#pty.pid;
  }

  /** What a person could have read so far. */
  get text(): string {
    return stripVTControlCharacters(this.bytes);
  }

  /** Waits until `text` has been drawn since the last time that something was waited for. */
  async sees(text: string): Promise<void> {
    const deadline = Date.now() + PATIENCE_MS;
    for (;;) {
      const found = this.text.indexOf(text, this.#seen);
      if (found >= 0) {
        this.#seen = found + text.length;
        return;
      }
      if (Date.now() > deadline) throw new Error(`"${text}" did not appear. On the screen:\n${this.text}`);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }

  /** A prompt throws away what was typed before it was drawn, so a person's pause is needed. */
  async types(...keys: readonly string[]): Promise<void> {
    for (const key of keys) {
      await new Promise((resolve) => setTimeout(resolve, 80));
      this.#pty.write(key);
    }
  }

  /** Closes the terminal as its window would be closed; nothing else is told to anybody. */
  hangUp(): void {
    // node-pty's own destroy() also sends the signal that the system is to send.
    (this.#pty as unknown as { _socket: Socket })._socket.destroy();
  }

  resize(columns: number, rows: number): void {
    this.#pty.resize(columns, rows);
  }

  /** Whether the last thing said about the cursor is that it is shown. */
  get cursorIsShown(): boolean {
    return this.bytes.lastIndexOf('\x1b[?25h') >= this.bytes.lastIndexOf('\x1b[?25l');
  }
}

import { Io } from '../../../src/cli/io/io.ts';
import { InquirerPrompter } from '../../../src/cli/prompter/inquirer-prompter.ts';
import type { Prompter } from '../../../src/cli/prompter/prompter.ts';
import { dangersIn } from './danger.ts';
import { FakeTerminal, type FakeTerminalOptions } from './fake-terminal.ts';
import { Screen } from './screen.ts';

const PATIENCE_MS = 10_000;

// biome-ignore-start lint/suspicious/noControlCharactersInRegex: what a prompt may write besides text
/** Colours, cursor, erasing, the marking of pastes; with numbers that no payload uses. */
const OWN = /\x1b\[(?!77)(?:\d{0,2}[ABCDGKJ]|[\d;]*m|\?25[hl]|\?2004[hl])|\r/g;
// biome-ignore-end lint/suspicious/noControlCharactersInRegex: what a prompt may write besides text

export const KEYS = {
  enter: '\r',
  escape: '\x1b',
  up: '\x1b[A',
  down: '\x1b[B',
  end: '\x1b[F',
  pageDown: '\x1b[6~',
  backspace: '\x7f',
  tab: '\t',
  ctrlC: '\x03',
  ctrlD: '\x04',
  ctrlT: '\x14',
  ctrlU: '\x15',
} as const;

export function pasted(text: string): string {
  return `\x1b[200~${text}\x1b[201~`;
}

/** A person at a terminal: what the program draws goes to an emulator, what they type to the program. */
export class Scene {
  readonly terminal: FakeTerminal;
  readonly screen: Screen;
  readonly prompter: Prompter;
  readonly #interrupt = new AbortController();
  #drawing: Promise<void> = Promise.resolve();
  bytes = '';

  constructor({ columns = 70, rows = 24, ...options }: FakeTerminalOptions = {}) {
    this.screen = new Screen({ columns, rows, scrollback: 200 }).watchOperatingSystem();
    this.terminal = new FakeTerminal({
      ...options,
      isTTY: true,
      columns,
      rows,
      onText: (text) => {
        this.bytes += text;
        // The line discipline's part.
        this.#drawing = this.#drawing.then(async () => this.screen.write(text.replaceAll('\n', '\r\n')));
      },
    });
    const { host } = this.terminal;
    this.prompter = new InquirerPrompter({ io: new Io(host), interrupt: this.#interrupt.signal });
  }

  /** Types after a person's pause: what comes before a prompt is ready is dropped. */
  async types(...keys: readonly string[]): Promise<void> {
    for (const key of keys) {
      await aMoment();
      this.terminal.stdin.write(key);
    }
    await aMoment();
    await this.#drawing;
  }

  async sees(text: string): Promise<void> {
    for (const deadline = Date.now() + PATIENCE_MS; ; ) {
      await this.#drawing;
      if (this.screen.text.includes(text)) return;
      if (Date.now() > deadline) throw new Error(`"${text}" did not appear. On the screen:\n${this.screen.text}`);
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  }

  /** Until all that was written is on the screen. */
  async settles(): Promise<void> {
    await this.#drawing;
  }

  async resize(columns: number, rows: number): Promise<void> {
    await this.#drawing;
    this.screen.resize(columns, rows);
    this.terminal.resize(columns, rows);
    await aMoment();
    await this.#drawing;
  }

  /** What was written that is neither text nor our own way to draw it; and what it did outside of the screen. */
  get harm(): string[] {
    return [...dangersIn(this.bytes.replace(OWN, '')), ...this.screen.obeyed];
  }
}

/** What streams and prompts need to pass a key on. */
async function aMoment(): Promise<void> {
  for (let turn = 0; turn < 3; turn += 1) await new Promise((resolve) => setImmediate(resolve));
}

import { Unicode11Addon } from '@xterm/addon-unicode11';
import headless from '@xterm/headless';

/** Every final byte of a CSI, and prefixes and intermediates that terminals know. */
const FINALS = Array.from({ length: 0x7e - 0x40 + 1 }, (_, index) => String.fromCharCode(0x40 + index));
const OSC_CODES = Array.from({ length: 2_100 }, (_, code) => code).concat(5_522, 7_777);

/** A real terminal emulator, which tells what a text did to it besides showing it. */
export class Screen {
  readonly #terminal: InstanceType<typeof headless.Terminal>;
  /** Commands that it took from what was written, answers that it would have sent, bells that it would have rung. */
  readonly obeyed: string[] = [];

  /** @param scrollback without it, a terminal that gets narrower cuts its lines instead of breaking them */
  constructor({ columns = 100, rows = 30, scrollback = 0 } = {}) {
    this.#terminal = new headless.Terminal({ cols: columns, rows, scrollback, allowProposedApi: true });
    this.#terminal.loadAddon(new Unicode11Addon());
    this.#terminal.unicode.activeVersion = '11';
    this.#terminal.onBell(() => this.obeyed.push('bell'));
    this.#terminal.onTitleChange((title) => this.obeyed.push(`title ${title}`));
    this.#terminal.onData((data) => this.obeyed.push(`answer ${JSON.stringify(data)}`));
  }

  /** Notes every command, colours too: for what is printed without any. */
  watchCommands(): this {
    const { parser } = this.#terminal;
    const note = (what: string) => () => {
      this.obeyed.push(what);
      return false;
    };
    for (const final of FINALS) {
      for (const prefix of ['', '?', '>', '=', '<']) {
        const id = prefix === '' ? { final } : { prefix, final };
        parser.registerCsiHandler(id, note(`CSI ${prefix}${final}`));
      }
      for (const intermediates of ['!', '$', ' ', '"', "'"]) {
        parser.registerCsiHandler({ intermediates, final }, note(`CSI ${intermediates}${final}`));
      }
      for (const intermediates of ['', '$', '+']) {
        const id = intermediates === '' ? { final } : { intermediates, final };
        parser.registerDcsHandler(id, note(`DCS ${intermediates}${final}`));
      }
    }
    for (const final of [...FINALS, ...'0123456789:;<=>?']) parser.registerEscHandler({ final }, note(`ESC ${final}`));
    this.watchOperatingSystem();
    return this;
  }

  /** Title, clipboard, links, notifications. */
  watchOperatingSystem(): this {
    for (const code of OSC_CODES) {
      this.#terminal.parser.registerOscHandler(code, (data) => {
        this.obeyed.push(`OSC ${code} ${data}`);
        return false;
      });
    }
    return this;
  }

  async write(text: string): Promise<void> {
    await new Promise<void>((resolve) => this.#terminal.write(text, resolve));
  }

  resize(columns: number, rows: number): void {
    this.#terminal.resize(columns, rows);
  }

  get cursor(): { column: number; row: number } {
    const { cursorX, cursorY } = this.#terminal.buffer.active;
    return { column: cursorX, row: cursorY };
  }

  get isAlternate(): boolean {
    return this.#terminal.buffer.active.type === 'alternate';
  }

  /** What differs from a terminal that nothing was done to. */
  get changedModes(): Record<string, unknown> {
    const fresh = new headless.Terminal({ allowProposedApi: true }).modes;
    return Object.fromEntries(
      Object.entries(modesOf(this.#terminal.modes)).filter(([name, value]) => value !== modesOf(fresh)[name]),
    );
  }

  /** The rows, without blanks at their ends. */
  get lines(): string[] {
    const { active } = this.#terminal.buffer;
    const rows = Array.from({ length: this.#terminal.rows }, (_, row) => active.getLine(active.baseY + row));
    return rows.map((line) => line?.translateToString(true) ?? '');
  }

  /** The column in which a text begins in a row; -1 where it does not occur. */
  columnOf(text: string, row: number): number {
    const line = this.#terminal.buffer.active.getLine(row);
    for (let column = 0; column < this.#terminal.cols; column += 1) {
      if (line?.translateToString(true, column).startsWith(text) && line.getCell(column)?.getWidth() !== 0)
        return column;
    }
    return -1;
  }

  get text(): string {
    return this.lines.join('\n').trimEnd();
  }

  dispose(): void {
    this.#terminal.dispose();
  }
}

function modesOf(modes: object): Record<string, unknown> {
  const names = [
    'applicationCursorKeysMode',
    'applicationKeypadMode',
    'bracketedPasteMode',
    'insertMode',
    'mouseTrackingMode',
    'originMode',
    'reverseWraparoundMode',
    'sendFocusMode',
    'wraparoundMode',
  ];
  return Object.fromEntries(names.map((name) => [name, (modes as Record<string, unknown>)[name]]));
}

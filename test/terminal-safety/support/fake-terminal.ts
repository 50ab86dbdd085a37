import { PassThrough, Writable } from 'node:stream';
import type { Host } from '../../../src/cli/host.ts';

/** One stream that the program writes to. */
class Output extends Writable {
  text = '';
  columns: number | undefined;
  rows: number | undefined;
  readonly isTTY: boolean;
  readonly #onText: (text: string) => void;

  constructor(isTTY: boolean, size: { columns: number; rows: number }, onText: (text: string) => void) {
    super({ decodeStrings: false });
    this.isTTY = isTTY;
    this.#onText = onText;
    if (isTTY) Object.assign(this, size);
  }

  override _write(chunk: string | Buffer, _encoding: BufferEncoding, done: () => void): void {
    const text = chunk.toString();
    this.text += text;
    this.#onText(text);
    done();
  }
}

class Input extends PassThrough {
  isRaw = false;
  readonly isTTY: boolean;

  constructor(isTTY: boolean) {
    super();
    this.isTTY = isTTY;
  }

  setRawMode(raw: boolean): this {
    this.isRaw = raw;
    return this;
  }
}

export interface FakeTerminalOptions {
  /** Else the three streams are pipes. */
  isTTY?: boolean;
  /** What the pipe for stdin holds. */
  input?: string | Buffer;
  columns?: number;
  rows?: number;
  env?: NodeJS.ProcessEnv;
  onText?: (text: string) => void;
}

/** What the program runs in, without a process of its own: many runs are cheap. */
export class FakeTerminal {
  readonly stdin: Input;
  readonly stdout: Output;
  readonly stderr: Output;
  readonly host: Host;

  constructor({
    isTTY = false,
    columns = 100,
    rows = 30,
    input = '',
    env = {},
    onText = () => undefined,
  }: FakeTerminalOptions = {}) {
    this.stdin = new Input(isTTY);
    this.stdout = new Output(isTTY, { columns, rows }, onText);
    this.stderr = new Output(isTTY, { columns, rows }, onText);
    this.host = { stdin: this.stdin, stdout: this.stdout, stderr: this.stderr, env } as unknown as Host;
    if (!isTTY) this.stdin.end(input);
  }

  resize(columns: number, rows: number): void {
    for (const output of [this.stdout, this.stderr]) {
      Object.assign(output, { columns, rows });
      output.emit('resize');
    }
  }
}

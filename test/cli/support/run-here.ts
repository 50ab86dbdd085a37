import { PassThrough, Writable } from 'node:stream';
import type { Host } from '../../../src/cli/host.ts';
import type { Ending, RunOptions } from './program.ts';

const BUILT = new URL('../../../dist/cli/main.js', import.meta.url).href;

/** The one that runs: Node has one place for warnings, which the program takes over. */
let running: Promise<unknown> = Promise.resolve();

/**
 * The built program in this process, with streams and an environment of its own, one command line after the other: a twentieth of what
 * a process costs.
 */
export function runHere(args: readonly string[], options: RunOptions): Promise<Ending> {
  const ending = running.then(() => runAlone(args, options));
  running = ending.catch(() => undefined);
  return ending;
}

async function runAlone(args: readonly string[], { env = {}, input = '' }: RunOptions): Promise<Ending> {
  const { main } = (await import(BUILT)) as typeof import('../../../src/cli/main.ts');
  const [stdout, stderr] = [new Sink(), new Sink()];
  const stdin = new PassThrough();
  stdin.end(input);
  const host = { stdin, stdout, stderr, env: { PATH: process.env.PATH, ...env } } as unknown as Host;
  const listeners = process.rawListeners('warning') as NodeJS.WarningListener[];
  try {
    const exitCode = await main(args, host);
    return { exitCode, signal: null, stdout: stdout.text, stderr: stderr.text };
  } finally {
    // Warnings are told in the next turn.
    await new Promise((resolve) => setImmediate(resolve));
    process.removeAllListeners('warning');
    for (const listener of listeners) process.on('warning', listener);
  }
}

class Sink extends Writable {
  readonly #chunks: Buffer[] = [];

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: () => void): void {
    this.#chunks.push(chunk);
    done();
  }

  get text(): string {
    return Buffer.concat(this.#chunks).toString();
  }
}

import { main } from '../../../src/cli/main.ts';
import { FakeTerminal, type FakeTerminalOptions } from './fake-terminal.ts';

export interface Printed {
  exitCode: number;
  stdout: string;
  stderr: string;
}

/** One command line, in this process: hundreds are cheap. */
export async function runInProcess(args: readonly string[], options: FakeTerminalOptions = {}): Promise<Printed> {
  const terminal = new FakeTerminal(options);
  const exitCode = await runOn(terminal, args);
  return { exitCode, stdout: terminal.stdout.text, stderr: terminal.stderr.text };
}

/** The config folder is the process's own affair. */
export async function runOn(terminal: FakeTerminal, args: readonly string[]): Promise<number> {
  const before = process.env.UPVEST_CONFIG_DIR;
  process.env.UPVEST_CONFIG_DIR = terminal.host.env.UPVEST_CONFIG_DIR;
  try {
    return await main(args, terminal.host);
  } finally {
    if (before === undefined) delete process.env.UPVEST_CONFIG_DIR;
    else process.env.UPVEST_CONFIG_DIR = before;
  }
}

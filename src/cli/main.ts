import { VERSION } from '../version.ts';
import type { Host } from './host.ts';
import { closeLostTerminals } from './lost-terminal.ts';

/**
 * Runs one command line and answers with its exit code (see exit-codes.ts). Nothing but the version is loaded before it is known
 * that more is needed.
 *
 * @param argv without node and the program's own name
 */
export async function main(argv: readonly string[], host: Host = process): Promise<number> {
  if (host === process) process.once('exit', closeLostTerminals);
  const [first] = argv;
  if (argv.length === 1 && (first === '--version' || first === '-V')) {
    return printVersion(host);
  }
  const { runCommandLine } = await import('./run-command-line.ts');
  return runCommandLine(argv, host);
}

/** Resolves when it is written, or cannot be. */
function printVersion({ stdout, stderr }: Host): Promise<number> {
  stdout.on('error', () => undefined);
  return new Promise((resolve) => {
    stdout.write(`${VERSION}\n`, (error?: NodeJS.ErrnoException | null) => {
      if (!error || error.code === 'EPIPE') return resolve(0);
      stderr.write(`Error: The output could not be written (${error.code}).\nMake room there, or send it elsewhere.\n`);
      resolve(1);
    });
  });
}

import { VERSION } from '../version.ts';
import type { Host } from './host.ts';

/**
 * Runs one command line and answers with its exit code (see exit-codes.ts). Nothing but the version is loaded before it is known
 * that more is needed.
 *
 * @param argv without node and the program's own name
 */
export async function main(argv: readonly string[], host: Host = process): Promise<number> {
  const [first] = argv;
  if (argv.length === 1 && (first === '--version' || first === '-V')) {
    host.stdout.write(`${VERSION}\n`);
    return 0;
  }
  const { runCommandLine } = await import('./run-command-line.ts');
  return runCommandLine(argv, host);
}

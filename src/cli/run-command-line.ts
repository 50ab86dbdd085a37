import { closeAll, createContext, lastWords, settled } from './context.ts';
import { Interrupted } from './errors.ts';
import { EXIT } from './exit-codes.ts';
import type { Host } from './host.ts';
import { HelpShown } from './program/parse-errors.ts';
import { createProgram } from './program/program.ts';
import { reportError } from './report-error.ts';
import { handleEndings, restoreTerminal, withinLimit } from './signals.ts';
import { showWarnings } from './warnings.ts';

/** Parses, runs, reports, cleans up. Never throws. */
export async function runCommandLine(argv: readonly string[], host: Host): Promise<number> {
  const interrupt = new AbortController();
  const context = createContext(host, interrupt.signal);
  const stopHandling = handleEndings({
    host,
    interrupt,
    settled: () => settled(context),
    lastWords: () => lastWords(context),
  });
  showWarnings(context);
  try {
    const { program, outcome } = createProgram(context);
    await program.parseAsync([...argv], { from: 'user' });
    return outcome.exitCode;
  } catch (error) {
    if (error instanceof HelpShown) return EXIT.done;
    if (error instanceof Interrupted) {
      await withinLimit(settled(context));
      restoreTerminal(host);
      return error.exitCode;
    }
    return reportError(error, context);
  } finally {
    await closeAll(context);
    stopHandling();
  }
}

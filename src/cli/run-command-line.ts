import { type Context, closeAll, createContext, lastWords, settled } from './context.ts';
import { Interrupted, OutcomeOpenError, TerminalError } from './errors.ts';
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
    report: (error) => reportError(error, context),
    outputError: (code) => outputError(code, context),
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

/** A script that sends again whenever the exit code says that nothing was done must not be told so. */
function outputError(code: string, { carriedOut }: Context): TerminalError {
  return carriedOut.any
    ? new OutcomeOpenError(
        `It was carried out, and the output could not be written (${code}).`,
        'Look at what was done before you do it again.',
      )
    : new TerminalError(`The output could not be written (${code}).`, 'Make room there, or send it elsewhere.');
}

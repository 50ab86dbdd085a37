import type { Context, Unfinished } from '../context.ts';
import { ReportedError } from '../errors.ts';
import { EXIT } from '../exit-codes.ts';
import { sanitizeBounded } from '../output/sanitize.ts';
import { reportError } from '../report-error.ts';

export interface Sent<T> {
  /** The request. It is begun once. */
  work: () => Promise<T>;
  /** Said when it was carried out although somebody ended the program meanwhile: what was done. */
  carriedOut: (result: T) => string;
  /** The command that finds out how it ended. */
  findOut: string;
}

/**
 * Sends what must not be lost sight of. When the program is told to end meanwhile, the request is not taken back (nobody could tell how
 * far it got): the program waits a few seconds for the answer and tells it. Without an answer by then, or at a second Ctrl-C, it says
 * that the outcome is unknown, and exits with 6.
 */
export async function seeThrough<T>(context: Context, { work, carriedOut, findOut }: Sent<T>): Promise<T> {
  const { io, interrupt, unfinished } = context;
  interrupt.throwIfAborted();
  const onInterrupt = () =>
    io.errorLine('The request is on its way; waiting a few seconds for its answer. Ctrl-C again does not.');
  interrupt.addEventListener('abort', onInterrupt);
  let open = true;
  let exitCode: number | undefined;
  const told = work().then(
    (result) => {
      open = false;
      context.carriedOut.any = true;
      if (interrupt.aborted) io.errorLine(sanitizeBounded(carriedOut(result)));
      return { result };
    },
    (error: unknown) => {
      open = false;
      if (interrupt.aborted) exitCode = reportError(error, context);
      return { error };
    },
  );
  const entry: Unfinished = {
    settled: async () => void (await told),
    close: () => undefined,
    lastWords: () => (open ? tellOpen(context, findOut) : exitCode),
  };
  unfinished.add(entry);
  const outcome = await told;
  interrupt.removeEventListener('abort', onInterrupt);
  if (exitCode !== undefined) throw new ReportedError(exitCode);
  unfinished.delete(entry);
  interrupt.throwIfAborted();
  if ('error' in outcome) throw outcome.error;
  return outcome.result;
}

function tellOpen({ io }: Context, findOut: string): number {
  io.errorLine(
    `${io.errorPaint.red('Error:')} It was on its way when the program ended; whether it was carried out is not known.`,
  );
  io.errorLine(sanitizeBounded(`Find out before you do it again: ${findOut}`));
  return EXIT.outcomeUnknown;
}

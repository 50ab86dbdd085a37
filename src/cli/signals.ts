import { Interrupted, ReportedError } from './errors.ts';
import { ENDING_SIGNALS, type EndingSignal, exitCodeForSignal } from './exit-codes.ts';
import type { Host } from './host.ts';
import { END_PROMPT } from './prompter/terminal-modes.ts';

const SETTLE_LIMIT_MS = 5_000;
/**
 * What comes so soon after a signal is the same one: npm passes on the Ctrl-C that the terminal has sent to everybody already, and conf's
 * writer has a handler that sends it once more. No finger is so quick.
 */
const ECHO_MS = 100;

export interface SignalOptions {
  host: Host;
  /** Aborted with {@link Interrupted}, so that prompts end. */
  interrupt: AbortController;
  /**
   * What must be finished before the program may end: the answer of a renewal that is on its way and its way to the disk, a
   * sandbox's data file. Bounded; a second signal does not wait at all.
   */
  settled(): Promise<void>;
  /** Tells an error that nobody awaits. @returns the exit code */
  report(error: unknown): number;
  /** The error for output that cannot be written, with the system's word for why. */
  outputError(code: string): Error;
  /** Tells what is open all the same, and answers the exit code if that decides it. */
  lastWords(): number | undefined;
}

/**
 * Ends the program on SIGINT, SIGTERM and SIGHUP with the code that shells expect (or the one that tells of money on its way), the
 * cursor shown, and no renewed token lost; quietly when whoever reads stdout has gone, and in plain words when something breaks outside
 * of everything that is awaited. @returns undoes it
 */
export function handleEndings({ host, interrupt, settled, report, outputError, lastWords }: SignalOptions): () => void {
  let endingSince: number | undefined;
  const end = (exitCode: number, reason: Interrupted) => {
    if (endingSince !== undefined) return;
    endingSince = performance.now();
    interrupt.abort(reason);
    void withinLimit(settled()).then(() => {
      restoreTerminal(host);
      process.exit(lastWords() ?? exitCode);
    });
  };
  const onSignal = (signal: EndingSignal) => {
    if (endingSince !== undefined && performance.now() - endingSince > ECHO_MS) {
      process.exit(lastWords() ?? exitCodeForSignal(signal));
    }
    end(exitCodeForSignal(signal), new Interrupted(signal));
  };
  const onError = (error: unknown) => {
    const exitCode = report(error);
    end(exitCode, new ReportedError(exitCode));
  };
  const onOutputError = ({ code = 'unknown reason' }: NodeJS.ErrnoException) => {
    if (code === 'EPIPE') return end(0, new ReportedError(0));
    onError(outputError(code));
  };
  const ignore = () => undefined;
  for (const signal of ENDING_SIGNALS) process.on(signal, onSignal);
  host.stdout.on('error', onOutputError);
  // A terminal that goes away ends the program by SIGHUP, or by the prompt that reads from it.
  host.stdin.on('error', ignore);
  host.stderr.on('error', ignore);
  process.on('uncaughtException', onError);
  return () => {
    process.off('uncaughtException', onError);
    for (const signal of ENDING_SIGNALS) process.off(signal, onSignal);
  };
}

/** Waits for what must not be lost, but not for ever. */
export async function withinLimit(settled: Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, SETTLE_LIMIT_MS);
  });
  await Promise.race([settled.catch(() => undefined), limit]);
  clearTimeout(timer);
}

/** Whatever a prompt was doing: the next program finds the terminal as it should be. */
export function restoreTerminal({ stdin, stderr }: Host): void {
  try {
    if (stdin.isTTY) stdin.setRawMode(false);
    if (stderr.isTTY) stderr.write(END_PROMPT);
  } catch {
    // The terminal is gone, and with it its state.
  }
}

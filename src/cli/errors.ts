import { type EndingSignal, EXIT, exitCodeForSignal } from './exit-codes.ts';

/** An error of the terminal itself: one line what went wrong, one line what to do next. */
export class TerminalError extends Error {
  readonly code: string = 'failed';
  readonly exitCode: number = EXIT.refused;
  readonly hint: string;

  constructor(message: string, hint: string) {
    super(message);
    this.hint = hint;
  }
}

/** The command line cannot be right, or something is missing and may not be asked for. */
export class UsageError extends TerminalError {
  override readonly code = 'usage';
  override readonly exitCode = EXIT.usage;
}

/** There is no session to work with. */
export class LoginNeededError extends TerminalError {
  override readonly code = 'not_logged_in';
  override readonly exitCode = EXIT.authentication;
}

/** Somebody ended the program: by a signal, by Ctrl-C or Ctrl-D at a prompt, by closing the terminal. Nothing to report. */
export class Interrupted extends Error {
  readonly exitCode: number;

  constructor(signal: EndingSignal = 'SIGINT') {
    super('Interrupted.');
    this.exitCode = exitCodeForSignal(signal);
  }
}

/** The person went back from a question that something needed: a command ends as with Ctrl-C, a menu comes back. */
export class Cancelled extends Interrupted {}

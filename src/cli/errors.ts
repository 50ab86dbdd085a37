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

/** What was asked for may have been carried out, or goes on, and how it ends is not known. The hint names the command that finds out. */
export class OutcomeOpenError extends TerminalError {
  override readonly code = 'outcome_unknown';
  override readonly exitCode = EXIT.outcomeUnknown;
}

/** The password was refused for this one call; the session is as it was. */
export class WrongPasswordError extends TerminalError {
  override readonly code = 'wrong_password';
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

/** Somebody ended the program, and an error that came after that has been told already. */
export class ReportedError extends Interrupted {
  override readonly exitCode: number;

  constructor(exitCode: number) {
    super();
    this.exitCode = exitCode;
  }
}

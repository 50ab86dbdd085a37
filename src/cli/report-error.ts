import type { Context } from './context.ts';
import { exitCodeFor } from './exit-codes.ts';
import { toJsonLine } from './output/json.ts';
import { sanitizeBounded } from './output/sanitize.ts';

/** What errors of the library and of the terminal may carry. */
interface ErrorFacts {
  code?: unknown;
  message: string;
  hint?: unknown;
  status?: unknown;
  requestId?: unknown;
  exitCode?: unknown;
}

/** Written out, since this file must not load the library. */
const ALL_SCOPES = 'read write echo wallet transaction';

/** Logging in again is one command here. */
const LOGIN_HINTS = new Set(['not_logged_in', 'session_expired']);

/** One line what went wrong, one line what to do next; then what `--verbose` and JSON add. @returns the exit code */
export function reportError(error: unknown, { io, global, env }: Context): number {
  const facts = factsOf(error);
  io.errorLine(`${io.errorPaint.red('Error:')} ${sanitizeBounded(facts.message, 2_000)}`);
  io.errorLine(sanitizeBounded(hintFor(facts, global.profile ?? env.profile), 2_000));
  if (global.verbose && typeof facts.requestId === 'string') {
    io.errorLine(`Request id: ${sanitizeBounded(facts.requestId)}`);
  }
  if (global.verbose && !isOurs(error)) for (const frame of framesOf(error)) io.errorLine(sanitizeBounded(frame));
  if (global.format === 'json' || global.format === 'ndjson') io.errorLine(toJsonLine({ error: summary(facts) }));
  return exitCodeFor(facts);
}

/** The message and hint of an error in two lines, for menus that go on after it. */
export function errorLines(error: unknown): string[] {
  const { message, hint } = factsOf(error);
  return [message, ...(typeof hint === 'string' ? [hint] : [])].map((text) => sanitizeBounded(text, 2_000));
}

/** Of an error that is not ours nothing is known: its message may quote a token. Only its kind is told. */
function factsOf(error: unknown): ErrorFacts {
  return isOurs(error) ? error : { message: `Something unexpected happened inside upvest-wallet (${kindOf(error)}).` };
}

function isOurs(error: unknown): error is Error & ErrorFacts {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' && /^[a-z_]+$/.test(error.code);
}

function kindOf(error: unknown): string {
  if (!(error instanceof Error)) return 'a thing was thrown that is no error';
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  return [error.constructor.name, code].filter((word) => /^\w{1,60}$/.test(word)).join(' ');
}

/** Where it happened. The lines of the message, which stand before, stay out. */
function framesOf(error: unknown): string[] {
  return error instanceof Error ? (error.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line)) : [];
}

function hintFor({ code, hint, exitCode }: ErrorFacts, profile: string | undefined): string {
  // An error of the terminal itself names its command already.
  if (typeof code === 'string' && LOGIN_HINTS.has(code) && exitCode === undefined)
    return `Run: ${loginCommand(profile)}`;
  if (code === 'insufficient_scope') return `Log in again with more: ${loginCommand(profile)} --scope "${ALL_SCOPES}"`;
  return typeof hint === 'string' ? hint : 'Run it again with --verbose for more, and report it if it stays.';
}

export function loginCommand(profile: string | undefined): string {
  return profile === undefined ? 'upvest-wallet login' : `upvest-wallet login --profile ${profile}`;
}

function summary({ code, message, status, requestId }: ErrorFacts) {
  return {
    code: typeof code === 'string' ? code : 'unexpected',
    message,
    status: typeof status === 'number' ? status : null,
    request_id: typeof requestId === 'string' ? requestId : null,
  };
}

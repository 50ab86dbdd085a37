/** The promises of the terminal; a script relies on them. */
export const EXIT = {
  done: 0,
  refused: 1,
  usage: 2,
  authentication: 4,
  network: 5,
  outcomeUnknown: 6,
} as const;

/** By the stable `code` of the error, so that deciding loads no library. */
const BY_CODE: Readonly<Record<string, number>> = {
  invalid_input: EXIT.usage,
  usage: EXIT.usage,
  login_failed: EXIT.authentication,
  not_logged_in: EXIT.authentication,
  session_expired: EXIT.authentication,
  // The remedy is the same as for the others: log in again, asking for more.
  insufficient_scope: EXIT.authentication,
  connection_failed: EXIT.network,
  timeout: EXIT.network,
  outcome_unknown: EXIT.outcomeUnknown,
};

const UNAUTHORIZED = 401;

export function exitCodeFor(error: { code?: unknown; status?: unknown; exitCode?: unknown }): number {
  if (typeof error.exitCode === 'number') return error.exitCode;
  if (error.status === UNAUTHORIZED) return EXIT.authentication;
  const byCode = typeof error.code === 'string' && Object.hasOwn(BY_CODE, error.code) ? BY_CODE[error.code] : undefined;
  return byCode ?? EXIT.refused;
}

const SIGNAL_NUMBERS = { SIGHUP: 1, SIGINT: 2, SIGTERM: 15 } as const;
export type EndingSignal = keyof typeof SIGNAL_NUMBERS;
export const ENDING_SIGNALS = Object.keys(SIGNAL_NUMBERS) as EndingSignal[];

/** As shells count: 130 for Ctrl-C. */
export function exitCodeForSignal(signal: EndingSignal): number {
  return 128 + SIGNAL_NUMBERS[signal];
}

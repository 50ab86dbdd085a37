/** What may come of a call, with what a program sees of it (`name`, `code`) and what a script does (`exit`, of the terminal's contract). */
export const OUTCOMES = {
  done: { name: 'done', code: '', exit: 0 },
  refused: { name: 'ApiError', code: 'api_error', exit: 1 },
  unauthorized: { name: 'ApiError', code: 'api_error', exit: 4 },
  notFound: { name: 'NotFoundError', code: 'not_found', exit: 1 },
  limited: { name: 'RateLimitError', code: 'rate_limited', exit: 1 },
  unexpected: { name: 'UnexpectedResponseError', code: 'unexpected_response', exit: 1 },
  connection: { name: 'ConnectionError', code: 'connection_failed', exit: 5 },
  timeout: { name: 'TimeoutError', code: 'timeout', exit: 5 },
  unknown: { name: 'OutcomeUnknownError', code: 'outcome_unknown', exit: 6 },
  login: { name: 'LoginError', code: 'login_failed', exit: 4 },
  expired: { name: 'SessionExpiredError', code: 'session_expired', exit: 4 },
  scope: { name: 'InsufficientScopeError', code: 'insufficient_scope', exit: 4 },
} as const;

export type Outcome = keyof typeof OUTCOMES;

/**
 * What kind of request meets the fault. `list`: a list whose caller stops at some point; `search`: one that the
 * client goes over by itself; `page`: one of which a single page is enough; `echo`: a POST that
 * changes nothing and may be repeated; `send`: any other POST, it must not be repeated; `login` and `renewal`: the two token requests.
 */
export const KINDS = ['read', 'list', 'search', 'page', 'echo', 'send', 'login', 'renewal'] as const;
export type Kind = (typeof KINDS)[number];

/** Any one of them is right; where there are two, it is a race. */
export type Outcomes = Readonly<Record<Kind, readonly Outcome[]>>;

type Given = Outcome | readonly Outcome[];

/** The token requests end like each other, and everything that may be repeated like a read, unless `more` knows better. */
export function outcomes(read: Given, send: Given, login: Given, more: Partial<Record<Kind, Given>> = {}): Outcomes {
  const list = more.list ?? read;
  const given = { read, list, search: list, page: read, echo: read, send, login, renewal: login, ...more };
  return Object.fromEntries(Object.entries(given).map(([kind, value]) => [kind, [value].flat()])) as Outcomes & object;
}

/** It makes no difference. */
export const HARMLESS = outcomes('done', 'done', 'done');
/** Nothing was ever sent, so nothing was carried out. */
export const UNREACHABLE = outcomes('connection', 'connection', 'connection');
/** It was sent, and no answer came. A login may be repeated by its caller; what a POST did nobody knows. */
export const BROKEN = outcomes('connection', 'unknown', 'connection');
/** The same, by the clock. */
export const SILENT = outcomes('timeout', 'unknown', 'timeout');
/** A success that cannot be read. */
export const UNREADABLE = outcomes('unexpected', 'unknown', 'unexpected');
/** An answer of which nobody wants to see the end. */
export const TOO_LARGE = outcomes('unexpected', 'unknown', 'connection');
/** The server says for certain that it did nothing. */
export const REFUSED = outcomes('refused', 'refused', 'refused');
/** The server failed, perhaps after it did something. */
export const FAILED = outcomes('refused', 'unknown', 'connection');

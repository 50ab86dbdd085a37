const FIRST_PAUSE_MS = 300;
const LONGEST_PAUSE_MS = 8_000;

/** Statuses after which a repeatable request may do better. Contract 1.3: 408, 429 and 5xx are transient. */
const TRANSIENT = new Set([408, 425, 429, 500, 502, 503, 504]);

export interface FailedAttempt {
  /** Attempts made so far, this one included. */
  attempt: number;
  /** Attempts allowed in all. */
  maxAttempts: number;
  repeatable: boolean;
  /** The answer's status; undefined when none came. */
  status?: number;
  /** Without an answer: whether any byte of the request may have reached the server. */
  sent?: boolean;
}

/** Whether to send again. A ladder of refusals, the most general first. */
export function shouldRetry(failed: FailedAttempt): boolean {
  if (failed.attempt >= failed.maxAttempts) return false;
  // Never reached the server: repeating cannot do anything twice.
  if (failed.status === undefined && failed.sent === false) return true;
  // Refused before acting, whatever the method.
  if (failed.status === 429) return true;
  // Everything else may have been carried out (decision 5: money moves once).
  if (!failed.repeatable) return false;
  return failed.status === undefined || TRANSIENT.has(failed.status);
}

/**
 * How long to wait before the next attempt: what the server asked for, else doubling pauses.
 * @param random 0 to 1; spreads clients that failed together over half of the pause.
 */
export function retryDelayMs(attempt: number, retryAfterMs: number | undefined, random: number): number {
  if (retryAfterMs !== undefined) return retryAfterMs;
  const pause = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** (attempt - 1));
  return pause * (0.5 + random / 2);
}

/**
 * `Retry-After` in milliseconds (RFC 9110 section 10.2.3): seconds or an HTTP date. Undefined for anything else; a date in
 * the past is 0. A malformed header loses its timing, not the repeat.
 * @param now epoch milliseconds
 */
export function parseRetryAfterMs(header: string | undefined, now: number): number | undefined {
  if (header === undefined) return undefined;
  const text = header.trim();
  if (/^\d{1,10}$/.test(text)) return Number(text) * 1000;
  // The three date forms of RFC 9110 all begin with a day's name; Date.parse alone would accept "-5".
  if (!/^(Mon|Tue|Wed|Thu|Fri|Sat|Sun)/.test(text)) return undefined;
  // The oldest form names no zone: it is GMT all the same.
  const date = Date.parse(text.endsWith('GMT') ? text : `${text} GMT`);
  return Number.isNaN(date) ? undefined : Math.max(0, date - now);
}

import { InvalidInputError, TimeoutError } from '../errors.ts';
import type { CallOptions, Clock } from '../transport/index.ts';

export interface PollOptions extends CallOptions {
  /** How long to wait in all, in milliseconds. */
  timeoutMs?: number | undefined;
}

const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 30_000;
/** At the end of the time there is one more read, which takes a moment. */
const LAST_LOOK_MS = 1_000;

export interface Poll<T> {
  read: (options: CallOptions) => Promise<T>;
  isDone: (value: T) => boolean;
  /** What is waited for, for the message: "The transaction". */
  what: string;
  timeoutMs: number;
  signal: AbortSignal | undefined;
  clock: Clock;
}

/**
 * Reads until it is done, with pauses from a second doubling to half a minute (contract 3.5).
 * @throws {TimeoutError} the time was up; what was waited for may still come about. Rejects with the signal's reason on abort.
 * @throws {InvalidInputError} no time limit for a timer
 */
export async function poll<T>({ read, isDone, what, timeoutMs, signal, clock }: Poll<T>): Promise<T> {
  assertTimeout(timeoutMs);
  const endsAt = clock.now() + timeoutMs;
  for (let pause = FIRST_PAUSE_MS; ; pause = Math.min(LONGEST_PAUSE_MS, pause * 2)) {
    // Ends a read that hangs: the client's own limit may be far longer than what is left here.
    const timeIsUp = AbortSignal.timeout(Math.ceil(Math.max(endsAt - clock.now(), LAST_LOOK_MS)));
    const either = signal ? AbortSignal.any([signal, timeIsUp]) : timeIsUp;
    const value = await read({ signal: either }).catch((error: unknown) => {
      throw error === timeIsUp.reason ? notFinished(what, timeoutMs) : error;
    });
    if (isDone(value)) return value;
    const left = endsAt - clock.now();
    if (left <= 0) throw notFinished(what, timeoutMs);
    await clock.sleep(Math.min(pause, left), signal);
  }
}

function notFinished(what: string, timeoutMs: number): TimeoutError {
  return new TimeoutError(`${what} is not finished after ${Math.round(timeoutMs / 1000)} s.`, {
    hint: 'It goes on without you and may still succeed: look again later.',
  });
}

function assertTimeout(timeoutMs: unknown): void {
  if (typeof timeoutMs === 'number' && timeoutMs > 0 && timeoutMs < 2 ** 31) return;
  throw new InvalidInputError('timeoutMs must be a number of milliseconds above 0, at most 2147483647.', {
    hint: 'Leave it out for the default.',
  });
}

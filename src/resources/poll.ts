import { TimeoutError } from '../errors.ts';
import type { CallOptions, Clock } from '../transport/index.ts';

export interface PollOptions extends CallOptions {
  /** How long to wait in all, in milliseconds. */
  timeoutMs?: number | undefined;
}

const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 30_000;

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
 */
export async function poll<T>({ read, isDone, what, timeoutMs, signal, clock }: Poll<T>): Promise<T> {
  const endsAt = clock.now() + timeoutMs;
  for (let pause = FIRST_PAUSE_MS; ; pause = Math.min(LONGEST_PAUSE_MS, pause * 2)) {
    const value = await read({ signal });
    if (isDone(value)) return value;
    const left = endsAt - clock.now();
    if (left <= 0) {
      throw new TimeoutError(`${what} is not finished after ${Math.round(timeoutMs / 1000)} s.`, {
        hint: 'It goes on without you and may still succeed: look again later.',
      });
    }
    await clock.sleep(Math.min(pause, left), signal);
  }
}

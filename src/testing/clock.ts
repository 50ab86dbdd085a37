import { setImmediate } from './real-time.ts';

/** Time during a replay: give it to the client as its `clock`. */
export interface TapeClock {
  /** Epoch milliseconds. Begins at the time in the tape's header, and moves by pauses and by {@link advance} only. */
  now(): number;
  /** Takes no time, and moves the clock by as much: waits and repeats cost nothing. Rejects with the signal's reason once that is aborted. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
  /** Moves the clock, to let a token end for example. */
  advance(ms: number): void;
}

export function tapeClock(at: string): TapeClock {
  let time = Date.parse(at) || 0;
  return {
    now: () => time,
    async sleep(ms, signal) {
      signal?.throwIfAborted();
      time += ms;
      // Whoever waits gives others a turn.
      await new Promise((resolve) => setImmediate(resolve));
      signal?.throwIfAborted();
    },
    advance(ms) {
      time += ms;
    },
  };
}

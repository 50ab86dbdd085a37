import type { Clock } from '../../src/index.ts';

/** A clock that moves only when told to, or by the pauses that the client asks for: those end at once and are written down. */
export class TestClock implements Clock {
  epochMs: number;
  readonly sleeps: number[] = [];
  /** Called at each pause, before it ends. */
  onSleep: (ms: number) => void | Promise<void> = () => undefined;

  constructor(epochMs = Date.UTC(2026, 0, 15, 12)) {
    this.epochMs = epochMs;
  }

  now(): number {
    return this.epochMs;
  }

  async sleep(ms: number, signal?: AbortSignal): Promise<void> {
    this.sleeps.push(ms);
    await this.onSleep(ms);
    signal?.throwIfAborted();
    this.epochMs += ms;
  }
}

import { TimeoutError } from '../errors.ts';

/** Thrown through the signal when the time is up; recognised by identity of its class and never shown to callers. */
export class DeadlinePassed extends Error {}

/**
 * One call's end: the caller's signal and the time limit, whichever comes first, as one signal. An absolute deadline, since
 * a socket's idle timeout does not end an answer that trickles. Dispose it when the call is over.
 */
export class Deadline {
  readonly #controller = new AbortController();
  readonly #caller: AbortSignal | undefined;
  readonly #onAbort: () => void;
  #timer: NodeJS.Timeout | undefined;
  #endsAt = 0;
  #pausedWithMs: number | undefined;

  constructor(timeoutMs: number, caller?: AbortSignal) {
    this.#caller = caller;
    this.#onAbort = () => this.#controller.abort(caller?.reason);
    this.#start(timeoutMs);
    if (caller?.aborted) this.#onAbort();
    else caller?.addEventListener('abort', this.#onAbort, { once: true });
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** Whether it was the time limit, not the caller, that ended the call. */
  get passed(): boolean {
    return this.signal.reason instanceof DeadlinePassed;
  }

  get remainingMs(): number {
    return this.#pausedWithMs ?? Math.max(0, this.#endsAt - performance.now());
  }

  /** Time stands still; the caller's signal still counts. */
  pause(): void {
    this.#pausedWithMs = this.remainingMs;
    clearTimeout(this.#timer);
  }

  resume(): void {
    if (this.#pausedWithMs === undefined) return;
    this.#start(this.#pausedWithMs);
    this.#pausedWithMs = undefined;
  }

  /** The promise's result, or a rejection as soon as the call is over. @throws {TimeoutError} with `message` */
  race<T>(promise: Promise<T>, message: string): Promise<T> {
    const { signal } = this;
    return new Promise<T>((resolve, reject) => {
      const onAbort = () =>
        reject(this.passed ? new TimeoutError(message, { hint: 'Try again, or allow more time.' }) : signal.reason);
      if (signal.aborted) onAbort();
      else signal.addEventListener('abort', onAbort, { once: true });
      promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', onAbort));
    });
  }

  #start(timeoutMs: number): void {
    this.#endsAt = performance.now() + timeoutMs;
    this.#timer = setTimeout(() => this.#controller.abort(new DeadlinePassed()), timeoutMs);
  }

  [Symbol.dispose](): void {
    clearTimeout(this.#timer);
    this.#caller?.removeEventListener('abort', this.#onAbort);
  }
}

/** Thrown through the signal when the time is up; recognised by identity of its class and never shown to callers. */
export class DeadlinePassed extends Error {}

/**
 * One call's end: the caller's signal and the time limit, whichever comes first, as one signal. An absolute deadline, since
 * a socket's idle timeout does not end an answer that trickles. Dispose it when the call is over.
 */
export class Deadline {
  readonly #controller = new AbortController();
  readonly #timer: NodeJS.Timeout;
  readonly #caller: AbortSignal | undefined;
  readonly #onAbort: () => void;
  readonly #endsAt: number;

  constructor(timeoutMs: number, caller?: AbortSignal) {
    this.#caller = caller;
    this.#endsAt = performance.now() + timeoutMs;
    this.#onAbort = () => this.#controller.abort(caller?.reason);
    this.#timer = setTimeout(() => this.#controller.abort(new DeadlinePassed()), timeoutMs);
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
    return Math.max(0, this.#endsAt - performance.now());
  }

  /** The promise's result, or a rejection with the signal's reason as soon as the call is over. */
  race<T>(promise: Promise<T>): Promise<T> {
    const { signal } = this;
    return new Promise<T>((resolve, reject) => {
      const onAbort = () => reject(signal.reason);
      if (signal.aborted) onAbort();
      else signal.addEventListener('abort', onAbort, { once: true });
      promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', onAbort));
    });
  }

  [Symbol.dispose](): void {
    clearTimeout(this.#timer);
    this.#caller?.removeEventListener('abort', this.#onAbort);
  }
}

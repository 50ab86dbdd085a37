/** How long a nonce of a signature without an end is remembered. */
const WITHOUT_END_SECONDS = 600;

/** A client that signs nonces for years, or without a pause, costs no more memory than this: the oldest are forgotten. */
const MOST = 10_000;

/** Remembers nonces for as long as their signatures could be replayed. */
export class NonceBook {
  readonly #usedUntil = new Map<string, number>();

  /** @returns false when it was used before. @param now unix seconds */
  use(keyId: string, nonce: string, expires: number | undefined, now: number): boolean {
    for (const [entry, until] of this.#usedUntil) if (until < now) this.#usedUntil.delete(entry);
    const entry = `${keyId} ${nonce}`;
    if (this.#usedUntil.has(entry)) return false;
    for (const oldest of this.#usedUntil.keys()) {
      if (this.#usedUntil.size < MOST) break;
      this.#usedUntil.delete(oldest);
    }
    this.#usedUntil.set(entry, expires ?? now + WITHOUT_END_SECONDS);
    return true;
  }
}

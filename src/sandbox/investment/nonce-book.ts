/** How long a nonce of a signature without an end is remembered. */
const WITHOUT_END_SECONDS = 600;

/** A client that signs nonces for years, or without a pause, costs no more memory than this: the oldest are forgotten. */
const MOST = 10_000;

/** Remembers nonces for as long as their signatures could be replayed. */
export class NonceBook {
  readonly #usedUntil = new Map<string, number>();

  /** @returns false when it was used before. @param now unix seconds */
  use(keyId: string, nonce: string, expires: number | undefined, now: number): boolean {
    const entry = `${keyId} ${nonce}`;
    const before = this.#usedUntil.get(entry);
    if (before !== undefined && before >= now) return false;
    if (this.#usedUntil.size >= MOST) this.#makeRoom(now);
    this.#usedUntil.set(entry, expires ?? now + WITHOUT_END_SECONDS);
    return true;
  }

  #makeRoom(now: number): void {
    for (const [entry, until] of this.#usedUntil) if (until < now) this.#usedUntil.delete(entry);
    for (const oldest of this.#usedUntil.keys()) {
      // Some at once, so that not every request has to look through all of them.
      if (this.#usedUntil.size < 0.9 * MOST) return;
      this.#usedUntil.delete(oldest);
    }
  }
}

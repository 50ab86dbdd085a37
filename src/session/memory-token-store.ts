import type { TokenSet } from '../token-set.ts';
import type { TokenStore } from './token-store.ts';

/** Keeps the session for as long as the process lives. The default. */
export class MemoryTokenStore implements TokenStore {
  #tokens: TokenSet | undefined;
  #last: Promise<unknown> = Promise.resolve();

  async load(): Promise<TokenSet | undefined> {
    return this.#tokens;
  }

  async save(tokens: TokenSet): Promise<void> {
    this.#tokens = tokens;
  }

  async clear(): Promise<void> {
    this.#tokens = undefined;
  }

  exclusive<T>(fn: () => Promise<T>): Promise<T> {
    const turn = this.#last.then(fn);
    this.#last = turn.catch(() => undefined);
    return turn;
  }
}

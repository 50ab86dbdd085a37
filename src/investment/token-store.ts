import type { ScopedToken } from './scoped-token.ts';

/**
 * Keeps tokens beyond the process, one per key; a key names the API, the client and the set of scopes, and no secret. Like
 * the wallet's `TokenStore`. For keeping a token as text see `ScopedToken.serialize` and `ScopedToken.parse`.
 */
export interface ScopedTokenStore {
  load(key: string): Promise<ScopedToken | undefined>;
  save(key: string, token: ScopedToken): Promise<void>;
  clear(key: string): Promise<void>;
  /** Runs `fn` while nobody else who shares this key runs theirs. */
  exclusive<T>(key: string, fn: () => Promise<T>): Promise<T>;
}

/** Keeps tokens as long as the process runs; share one between clients that should share tokens. */
export class MemoryScopedTokenStore implements ScopedTokenStore {
  readonly #tokens = new Map<string, ScopedToken>();
  readonly #queues = new Map<string, Promise<unknown>>();

  async load(key: string): Promise<ScopedToken | undefined> {
    return this.#tokens.get(key);
  }

  async save(key: string, token: ScopedToken): Promise<void> {
    this.#tokens.set(key, token);
  }

  async clear(key: string): Promise<void> {
    this.#tokens.delete(key);
  }

  async exclusive<T>(key: string, fn: () => Promise<T>): Promise<T> {
    const before = this.#queues.get(key) ?? Promise.resolve();
    const mine = before.then(fn, fn);
    const settled = mine.catch(() => undefined);
    this.#queues.set(key, settled);
    try {
      return await mine;
    } finally {
      if (this.#queues.get(key) === settled) this.#queues.delete(key);
    }
  }
}

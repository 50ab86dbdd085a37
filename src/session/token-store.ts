import type { TokenSet } from '../token-set.ts';

/**
 * Where a session is kept. Bring your own to share one session over many machines: store `tokens.serialize()` and read it
 * back with `TokenSet.parse`.
 */
export interface TokenStore {
  /** The session, or undefined. Asked before every call, so that a change by another process is noticed. */
  load(): Promise<TokenSet | undefined>;
  /** Resolves when the tokens are safely stored: the ones that they replace are worthless already. */
  save(tokens: TokenSet): Promise<void>;
  clear(): Promise<void>;
  /**
   * Runs `fn` while nobody else who shares this session runs theirs: the server revokes a refresh token the moment it is
   * used, so exactly one may renew. `fn` calls `load`, `save` and `clear` of this same store. A holder must never lose the lock
   * while it lives; one that died must not keep it.
   */
  exclusive<T>(fn: () => Promise<T>): Promise<T>;
}

import type { CallOptions } from '../transport/index.ts';
import { InvestmentConnection, type InvestmentOptions } from './connection.ts';
import type { ScopedToken } from './scoped-token.ts';
import { type InvestmentScope, scopeSet } from './scopes.ts';
import { requestToken } from './token-request.ts';

/** A token that is on its way, to everybody who waits for it. */
interface Flight {
  readonly token: Promise<ScopedToken>;
  waiting: number;
  /** Nobody waits any more. */
  readonly left: AbortController;
}

/**
 * Access tokens by purpose: one for each set of scopes, asked for when it is first needed and again shortly before it ends
 * (contract 4). There is no refresh token and no revocation.
 *
 * ```ts
 * const tokens = new InvestmentTokens({ baseUrl, clientId, clientSecret, signingKey });
 * const token = await tokens.accessToken(['users:read']);
 * ```
 */
export class InvestmentTokens {
  readonly #connection: InvestmentConnection;
  readonly #tokens = new Map<string, ScopedToken>();
  readonly #flights = new Map<string, Flight>();

  /** @throws {InvalidInputError} an option that cannot be right; the message names it. Nothing is sent. */
  constructor(options: InvestmentOptions | InvestmentConnection) {
    this.#connection = options instanceof InvestmentConnection ? options : new InvestmentConnection(options);
  }

  get baseUrl(): string {
    return this.#connection.baseUrl;
  }

  get clientId(): string {
    return this.#connection.clientId;
  }

  /**
   * Secret: the text for `authorization: Bearer`. Asks the API when there is none for this set of scopes, or its end is
   * less than 30 s away (half of its life where that is shorter). Calls for the same set share one request.
   *
   * @throws {InvalidInputError} no scope, or one that cannot be. @throws {InvestmentApiError} refused: 401 means a wrong client,
   *   secret, key or a scope that the client may not have. @throws {LoginError} refused with an OAuth code.
   * @throws {UnexpectedResponseError} @throws {ConnectionError} @throws {TimeoutError} @see POST /auth/token, contract 2 and 4
   */
  async accessToken(scope: InvestmentScope | readonly InvestmentScope[], options?: CallOptions): Promise<string> {
    return (await this.token(scope, options)).accessToken;
  }

  /** Like {@link accessToken}, with what was granted and until when; `grantedScope` may be less than asked for. */
  async token(scope: InvestmentScope | readonly InvestmentScope[], options: CallOptions = {}): Promise<ScopedToken> {
    const set = scopeSet(scope);
    const key = this.#key(set);
    const known = this.#tokens.get(key);
    if (known?.isFresh(this.#connection.clock.now())) return known;
    options.signal?.throwIfAborted();
    const deadline = this.#connection.transport.deadline(options);
    const flight = this.#flight(key, set);
    flight.waiting += 1;
    try {
      // One caller who gives up does not take the token from the others.
      return await deadline.race(flight.token, 'There was no access token in time.');
    } finally {
      deadline[Symbol.dispose]();
      flight.waiting -= 1;
      // The last one does: nothing is repeated for nobody.
      if (flight.waiting === 0) flight.left.abort();
    }
  }

  /** Forgets a token that the API refused, unless a newer one has taken its place already. */
  async drop(token: ScopedToken): Promise<void> {
    const key = this.#key(token.requestedScope);
    if (this.#tokens.get(key)?.equals(token)) this.#tokens.delete(key);
    const { store } = this.#connection;
    await store?.exclusive(key, async () => {
      if ((await store.load(key))?.equals(token)) await store.clear(key);
    });
  }

  #flight(key: string, set: readonly string[]): Flight {
    const current = this.#flights.get(key);
    if (current && !current.left.signal.aborted) return current;
    const left = new AbortController();
    const token = this.#obtain(key, set, left.signal).finally(() => {
      if (this.#flights.get(key) === flight) this.#flights.delete(key);
    });
    const flight: Flight = { token, left, waiting: 0 };
    // A flight that everybody left must not end the process.
    token.catch(() => undefined);
    this.#flights.set(key, flight);
    return flight;
  }

  async #obtain(key: string, set: readonly string[], signal: AbortSignal): Promise<ScopedToken> {
    const { store } = this.#connection;
    const token = store
      ? await store.exclusive(key, async () => {
          const stored = await store.load(key);
          if (stored && this.#fits(stored, key)) return stored;
          const fresh = await this.#request(set, signal);
          await store.save(key, fresh);
          return fresh;
        })
      : await this.#request(set, signal);
    this.#tokens.set(key, token);
    return token;
  }

  async #request(set: readonly string[], signal: AbortSignal): Promise<ScopedToken> {
    const deadline = this.#connection.transport.deadline({ signal });
    try {
      return await requestToken(this.#connection, set, deadline);
    } finally {
      deadline[Symbol.dispose]();
    }
  }

  /** A store may hand out anything: only what was issued by this API to this client for this set is used. */
  #fits(token: ScopedToken, key: string): boolean {
    const { baseUrl, clientId, requestedScope } = token;
    return keyOf(baseUrl, clientId, requestedScope) === key && token.isFresh(this.#connection.clock.now());
  }

  #key(set: readonly string[]): string {
    return keyOf(this.baseUrl, this.clientId, set);
  }
}

function keyOf(baseUrl: string, clientId: string, set: readonly string[]): string {
  return [baseUrl, clientId, ...set].join(' ');
}

import {
  ConnectionError,
  LoginError,
  NotLoggedInError,
  OutcomeUnknownError,
  SessionExpiredError,
  TimeoutError,
} from '../errors.ts';
import type { TokenSet } from '../token-set.ts';
import type { Clock, Deadline, Transport } from '../transport/index.ts';
import type { Credentials, Grants } from './grants.ts';
import type { TokenStore } from './token-store.ts';

export interface SessionOptions {
  /** Normalised, ends in `/1.0/`. */
  baseUrl: string;
  clientId: string;
  /** When given, only this user's session is used. */
  username?: string | undefined;
  scope: readonly string[];
  tokenStore: TokenStore;
  grants: Grants;
  transport: Transport;
  clock: Clock;
  reauthenticate?: (() => Promise<Credentials>) | undefined;
  onWarning: (message: string, code: string) => void;
}

export interface SessionStatus {
  loggedIn: boolean;
  /** Whose session; undefined when there is none. */
  username: string | undefined;
  /** Granted scopes. */
  scope: readonly string[];
  /** When the access token ends (the session itself goes on for as long as it can be renewed); undefined when unknown. */
  expiresAt: Date | undefined;
  baseUrl: string;
}

/** `renewed`: this process asked for them just now. */
export interface Replacement {
  tokens: TokenSet;
  renewed: boolean;
}

/** What came of a renewal under the lock. */
type Renewal = { tokens: TokenSet } | { ended: SessionExpiredError };

/**
 * Hands out tokens, and is the only part that touches them. Every answer re-reads the store, so that what another process
 * did (renewed, logged out, logged in as someone else) is noticed at the next token.
 */
export class Session {
  readonly #options: SessionOptions;
  /** The one renewal of this process. */
  #renewal: Promise<TokenSet> | undefined;
  /** Renewed tokens that the store refused to take: the ones they replace are dead, so these must not be lost. */
  #unsaved: { replaces: TokenSet; tokens: TokenSet } | undefined;
  /** The calls that wait for a renewal: their time stands still while a person is asked for the password. */
  readonly #waiting = new Set<Deadline>();
  #asking = false;
  /** Requests for tokens whose answer is not yet in the store. */
  readonly #unsettled = new Set<Promise<unknown>>();

  constructor(options: SessionOptions) {
    this.#options = options;
  }

  /** Password grant; saved before it answers. A failed one leaves the session that was there. */
  async login(credentials: Credentials, deadline: Deadline): Promise<TokenSet> {
    const { grants, scope, tokenStore } = this.#options;
    const tokens = await this.#settling(async () => {
      const granted = await grants.password(credentials, scope, deadline).catch((error: unknown) => {
        // A login may be repeated: each starts a session of its own and revokes none (contract 2.3).
        throw error instanceof OutcomeUnknownError ? harmless(error, deadline) : error;
      });
      await tokenStore.exclusive(() => tokenStore.save(granted));
      return granted;
    });
    this.#unsaved = undefined;
    const missing = scope.filter((name) => !tokens.scope.includes(name));
    if (missing.length > 0) {
      const warning = `The server granted fewer scopes than asked for; missing: ${missing.join(', ')}.`;
      this.#options.onWarning(warning, 'UPVEST_FEWER_SCOPES');
    }
    return tokens;
  }

  /** Forgets the tokens. The API has no revocation: the server lets the access token run out. */
  async logout(): Promise<void> {
    const { tokenStore } = this.#options;
    this.#unsaved = undefined;
    await tokenStore.exclusive(() => tokenStore.clear());
  }

  async status(): Promise<SessionStatus> {
    const { baseUrl, clock } = this.#options;
    const tokens = await this.#find();
    const loggedIn = tokens !== undefined && (tokens.refreshToken !== undefined || tokens.isFresh(clock.now()));
    return {
      loggedIn,
      username: tokens?.username,
      scope: tokens?.scope ?? [],
      expiresAt: tokens?.expiresAt === undefined ? undefined : new Date(tokens.expiresAt),
      baseUrl,
    };
  }

  /**
   * Tokens whose access token is good for at least the leeway, renewed if needed.
   * @throws {NotLoggedInError} @throws {SessionExpiredError} @throws {ConnectionError} the renewal failed; the session stays
   * @throws {TokenStoreError}
   */
  async tokens(deadline: Deadline): Promise<TokenSet> {
    return this.#inTime(deadline, async () => {
      const tokens = await this.#present();
      return tokens.isFresh(this.#options.clock.now()) ? tokens : this.#renewed(tokens);
    });
  }

  /**
   * Other tokens than the ones that the server just refused with 401: newer ones from the store, else renewed ones.
   * @param mayRenew false answers undefined where a renewal would be needed
   */
  async replace(rejected: TokenSet, mayRenew: boolean, deadline: Deadline): Promise<Replacement | undefined> {
    return this.#inTime(deadline, async () => {
      const stored = await this.#present();
      if (!stored.equals(rejected) && stored.isFresh(this.#options.clock.now()))
        return { tokens: stored, renewed: false };
      return mayRenew ? { tokens: await this.#renewed(rejected), renewed: true } : undefined;
    });
  }

  /** Resolves when no request for tokens is under way whose answer must still be saved. Never rejects. */
  async settled(): Promise<void> {
    while (this.#unsettled.size > 0) await Promise.allSettled(this.#unsettled);
  }

  async #settling<T>(action: () => Promise<T>): Promise<T> {
    const unsettled = action();
    this.#unsettled.add(unsettled);
    try {
      return await unsettled;
    } finally {
      this.#unsettled.delete(unsettled);
    }
  }

  /** A caller may stop waiting; a renewal goes on, since its answer must be saved. */
  async #inTime<T>(deadline: Deadline, action: () => Promise<T>): Promise<T> {
    this.#waiting.add(deadline);
    if (this.#asking) deadline.pause();
    try {
      return await deadline.race(action(), 'The session could not be renewed in time.');
    } finally {
      this.#waiting.delete(deadline);
    }
  }

  #renewed(stale: TokenSet): Promise<TokenSet> {
    this.#renewal ??= this.#renew(stale).finally(() => {
      this.#renewal = undefined;
    });
    return this.#renewal;
  }

  async #renew(stale: TokenSet): Promise<TokenSet> {
    const outcome = await this.#options.tokenStore.exclusive(() => this.#renewExclusively(stale));
    return 'tokens' in outcome ? outcome.tokens : this.#reauthenticated(outcome.ended);
  }

  async #renewExclusively(stale: TokenSet): Promise<Renewal> {
    const current = orNotLoggedIn(await this.#findHolding());
    // Another process was faster.
    if (!current.equals(stale) && current.isFresh(this.#options.clock.now())) return { tokens: current };
    if (!hasRefreshToken(current)) return this.#end(current, 'and the server gave no refresh token to renew it with');
    const renewed = await this.#settling(() => this.#renewAndSave(current));
    if ('tokens' in renewed) return renewed;
    // Without a lock across processes somebody may have been faster after all; what they saved is never cleared.
    const latest = await this.#findHolding();
    if (latest && !latest.equals(current)) return { tokens: latest };
    return this.#end(current, renewed.ended);
  }

  async #renewAndSave(current: RenewableTokens): Promise<{ tokens: TokenSet } | { ended: string }> {
    const renewed = await this.#requestRenewal(current);
    if ('ended' in renewed) return renewed;
    this.#unsaved = { replaces: current, tokens: renewed.tokens };
    await this.#options.tokenStore.save(renewed.tokens);
    this.#unsaved = undefined;
    return renewed;
  }

  /**
   * Asks for new tokens. When the answer is lost, the server may have replaced the refresh token already: asking once more
   * with the same one tells.
   */
  async #requestRenewal(current: RenewableTokens): Promise<{ tokens: TokenSet } | { ended: string }> {
    const { grants, transport } = this.#options;
    for (let answerLost = false; ; answerLost = true) {
      using deadline = transport.deadline();
      try {
        return { tokens: await grants.refresh(current, deadline) };
      } catch (error) {
        if (error instanceof LoginError && error.oauthError === 'invalid_grant') {
          return {
            ended: answerLost
              ? 'since the answer to its renewal was lost on the way and the server had replaced the old tokens by then'
              : 'since the server no longer accepts its refresh token',
          };
        }
        if (!(error instanceof OutcomeUnknownError)) throw error;
        if (answerLost) throw renewalUnanswered(error);
      }
    }
  }

  /** Clears exactly the tokens that are dead. */
  async #end(dead: TokenSet, why: string): Promise<Renewal> {
    const { tokenStore } = this.#options;
    if ((await tokenStore.load())?.equals(dead)) await tokenStore.clear();
    this.#unsaved = undefined;
    return {
      ended: new SessionExpiredError(`The session of ${dead.username} has ended, ${why}.`, { hint: 'Log in again.' }),
    };
  }

  async #reauthenticated(ended: SessionExpiredError): Promise<TokenSet> {
    const { reauthenticate, transport } = this.#options;
    if (!reauthenticate) throw ended;
    const credentials = await this.#withoutDeadlines(reauthenticate);
    using deadline = transport.deadline();
    // Awaited, or the time limit would be disposed of before it could pass.
    return await this.login(credentials, deadline);
  }

  /** A person at a prompt, or a vault that asks one, takes the time it takes. */
  async #withoutDeadlines<T>(ask: () => Promise<T>): Promise<T> {
    this.#asking = true;
    for (const deadline of this.#waiting) deadline.pause();
    try {
      return await ask();
    } finally {
      this.#asking = false;
      for (const deadline of this.#waiting) deadline.resume();
    }
  }

  /** The session; while somebody is asked to log in again, the one that comes of it, since the dead one is cleared by then. */
  async #present(): Promise<TokenSet> {
    const stored = await this.#find();
    if (!stored && this.#asking && this.#renewal) return this.#renewal;
    return orNotLoggedIn(stored);
  }

  /** The stored session, if it is this client's. Brings an unsaved renewal to safety first. */
  async #find(): Promise<TokenSet | undefined> {
    const { tokenStore } = this.#options;
    if (this.#unsaved) return tokenStore.exclusive(() => this.#findHolding());
    return this.#ours(await tokenStore.load());
  }

  /** {@link Session.#find} for who holds the store's lock. */
  async #findHolding(): Promise<TokenSet | undefined> {
    const { tokenStore } = this.#options;
    const stored = await tokenStore.load();
    const unsaved = this.#unsaved;
    if (!unsaved || !stored?.equals(unsaved.replaces)) return this.#ours(stored);
    await tokenStore.save(unsaved.tokens);
    this.#unsaved = undefined;
    return unsaved.tokens;
  }

  #ours(stored: TokenSet | undefined): TokenSet | undefined {
    return stored?.belongsTo(this.#options) ? stored : undefined;
  }
}

type RenewableTokens = TokenSet & { refreshToken: string };

function orNotLoggedIn(tokens: TokenSet | undefined): TokenSet {
  if (tokens) return tokens;
  throw new NotLoggedInError('Nobody is logged in.', { hint: 'Log in first.' });
}

function hasRefreshToken(tokens: TokenSet): tokens is RenewableTokens {
  return tokens.refreshToken !== undefined;
}

/** @returns what the caller gave as a reason, when the caller gave up */
function harmless(error: OutcomeUnknownError, deadline: Deadline): unknown {
  if (deadline.signal.aborted && !deadline.passed) return deadline.signal.reason;
  const facts = { hint: 'Nothing was changed: try to log in again.' };
  return deadline.passed
    ? new TimeoutError('The server did not answer the login in time.', facts)
    : new ConnectionError(`The login got no usable answer: ${error.message}`, facts);
}

function renewalUnanswered(error: OutcomeUnknownError): ConnectionError {
  return new ConnectionError(`The session could not be renewed: ${error.message}`, {
    hint: 'You are still logged in as far as is known: try again.',
    reason: 'RENEWAL_UNANSWERED',
  });
}

import { InvalidInputError } from './errors.ts';
import {
  Assets,
  echo,
  offboard,
  type SendJournal,
  Signatures,
  Transactions,
  Utxos,
  Wallets,
} from './resources/index.ts';
import {
  ApiCaller,
  type Credentials,
  Grants,
  MemoryTokenStore,
  Session,
  type SessionStatus,
  type TokenStore,
} from './session/index.ts';
import { ALL_SCOPES, type Scope, type TokenSet } from './token-set.ts';
import { type CallOptions, parseApiBaseUrl, systemClock, Transport, type TransportOptions } from './transport/index.ts';
import type { Offboarding } from './wire.ts';

export interface WalletClientOptions extends TransportOptions {
  /** Such as `https://api-playground.eu.upvest.co/1.0/`, with or without `1.0` and the last slash. https, or http to loopback. */
  baseUrl: string;
  clientId: string;
  clientSecret: string;
  /** What to ask for at login. @default all five */
  scope?: readonly Scope[] | undefined;
  /** When given, only this user's session is taken from the store. */
  username?: string | undefined;
  /** @default new MemoryTokenStore() */
  tokenStore?: TokenStore | undefined;
  /**
   * Asked when the session has ended; the calls that need one wait, and go on with the new one. It must not itself wait for a call of
   * this client. Without it: {@link SessionExpiredError}.
   */
  reauthenticate?: (() => Promise<Credentials>) | undefined;
  /** Guards against sending the same thing twice after an unknown outcome. @default none */
  sendJournal?: SendJournal | undefined;
  /** Told what is odd but no failure. @default Node's `process.emitWarning` */
  onWarning?: ((message: string, code: string) => void) | undefined;
}

/** A client of the Blockchain API for one user's session: log in once and forget about tokens. */
export class WalletClient {
  readonly wallets: Wallets;
  readonly assets: Assets;
  readonly utxos: Utxos;
  readonly transactions: Transactions;
  readonly signatures: Signatures;
  readonly #api: ApiCaller;
  readonly #session: Session;
  readonly #transport: Transport;

  /** @throws {InvalidInputError} names the option that cannot be right. Nothing is sent before the first call. */
  constructor(options: WalletClientOptions) {
    const {
      clientId,
      clientSecret,
      scope = ALL_SCOPES,
      username,
      tokenStore = new MemoryTokenStore(),
      reauthenticate,
    } = options;
    assertOptions(options);
    const baseUrl = parseApiBaseUrl(options.baseUrl);
    const clock = options.clock ?? systemClock;
    this.#transport = new Transport({ ...options, clock });
    this.#session = new Session({
      baseUrl,
      clientId,
      username,
      scope: [...scope],
      tokenStore,
      grants: new Grants(this.#transport, { baseUrl, clientId, clientSecret, clock }),
      transport: this.#transport,
      clock,
      reauthenticate,
      onWarning:
        options.onWarning ?? ((message, code) => process.emitWarning(message, { type: 'UpvestWarning', code })),
    });
    this.#api = new ApiCaller(this.#session, this.#transport, baseUrl);
    this.wallets = new Wallets(this.#api, clock);
    this.utxos = new Utxos(this.#api);
    this.transactions = new Transactions(this.#api, this.wallets, clock, options.sendJournal);
    this.signatures = new Signatures(this.#api, this.wallets);
    this.assets = new Assets(this.#api);
  }

  /**
   * Logs in with the password grant (RFC 6749 section 4.3, contract 2.1) and stores the session. The password is sent once
   * and not kept. Granted scopes may be fewer than asked: see `scope` of the result.
   *
   * @throws {LoginError} wrong credentials or client. @throws {ConnectionError} @throws {TokenStoreError}
   */
  async login(credentials: Credentials, options?: CallOptions): Promise<TokenSet> {
    assertCredentials(credentials);
    using deadline = this.#transport.deadline(options);
    // Awaited, or the time limit would be disposed of before it could pass.
    return await this.#session.login(credentials, deadline);
  }

  /** Forgets the session here. The API cannot revoke: the access token ends by itself. */
  async logout(): Promise<void> {
    await this.#session.logout();
  }

  /** Who is logged in, from the store alone: nothing is sent, and no secret is in it. */
  async status(): Promise<SessionStatus> {
    return this.#session.status();
  }

  /**
   * An access token that is valid now, renewed if needed. Secret.
   * @throws {NotLoggedInError} @throws {SessionExpiredError} @throws {ConnectionError} when a needed renewal failed
   */
  async accessToken(options?: CallOptions): Promise<string> {
    using deadline = this.#transport.deadline(options);
    return (await this.#session.tokens(deadline)).accessToken;
  }

  /** Sends a text to be sent back, in any script. Scopes `echo` and `write`. */
  async echo(text: string, options?: CallOptions): Promise<string> {
    return echo(this.#api, text, options);
  }

  /**
   * The keys of all wallets, encrypted with the user's password (contract 3.8). Slow on purpose: allow a minute or more. Scope `write`.
   * @throws {ApiError} refused, e.g. a wrong password
   */
  async offboard(options: { password: string }, callOptions?: CallOptions): Promise<Offboarding> {
    return offboard(this.#api, options, callOptions);
  }

  /**
   * Resolves when no login or renewal is under way. A server that rotates tokens has ended the old ones by the time it answers, so
   * a program that wants to stop should wait for this first (and bound the wait). The library installs no signal handlers.
   */
  async settled(): Promise<void> {
    await this.#session.settled();
  }

  /** Closes kept connections, so that a process can end at once. The client stays usable. */
  close(): void {
    this.#transport.close();
  }
}

const LONGEST_TIMEOUT_MS = 2 ** 31 - 1;

function assertOptions(options: WalletClientOptions): void {
  for (const name of ['baseUrl', 'clientId', 'clientSecret'] as const) {
    if (typeof options[name] !== 'string' || options[name] === '') {
      throw new InvalidInputError(`The option ${name} is missing.`, { hint: 'It must be a non-empty text.' });
    }
  }
  for (const name of ['timeoutMs', 'connectTimeoutMs', 'maxResponseBytes', 'maxAttempts'] as const) {
    const value = options[name];
    if (value !== undefined && !(Number.isInteger(value) && value > 0 && value <= LONGEST_TIMEOUT_MS)) {
      throw new InvalidInputError(`The option ${name} must be a whole number above 0.`, {
        hint: 'Leave it out for the default.',
      });
    }
  }
  const { scope } = options;
  // RFC 6749 section 3.3: what a scope may consist of.
  if (scope && !(Array.isArray(scope) && scope.every((name) => /^[\x21\x23-\x5b\x5d-\x7e]+$/.test(name)))) {
    throw new InvalidInputError('The option scope must be a list of scope names.', {
      hint: `Such as ${ALL_SCOPES.join(', ')}.`,
    });
  }
}

function assertCredentials({ username, password }: Credentials): void {
  for (const [name, value] of Object.entries({ username, password })) {
    if (typeof value !== 'string' || value === '') {
      throw new InvalidInputError(`The ${name} is missing.`, {
        hint: 'Username and password must be non-empty texts.',
      });
    }
  }
}

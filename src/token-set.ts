import { InvalidInputError } from './errors.ts';

/** Every scope of the Blockchain API (contract 2.4). */
export const ALL_SCOPES = ['read', 'write', 'echo', 'wallet', 'transaction'] as const;
export type Scope = (typeof ALL_SCOPES)[number] | (string & {});

/** Whose session it is. Tokens are used for exactly this API, client and user and for no other. */
export interface TokenOwner {
  /** Normalised, ends in `/1.0/`. */
  baseUrl: string;
  clientId: string;
  username: string;
}

export interface TokenSetValues extends TokenOwner {
  accessToken: string;
  /** Absent when the server issued none: the session then ends with the access token. */
  refreshToken?: string | undefined;
  /** Granted scopes. */
  scope: readonly string[];
  /** Epoch milliseconds at which the answer arrived. */
  issuedAt: number;
  /** Epoch milliseconds; absent when the server did not say: then the token is used until it is refused. */
  expiresAt?: number | undefined;
}

const LEEWAY_MAX_MS = 60_000;
const FORMAT_VERSION = 1;

/**
 * The tokens of one session. Its two secrets are private: printing, inspecting, spreading or `JSON.stringify` show none of
 * them. To keep a session somewhere of your own, store {@link serialize}'s text and read it back with {@link TokenSet.parse}.
 */
export class TokenSet {
  readonly #accessToken: string;
  readonly #refreshToken: string | undefined;
  readonly baseUrl: string;
  readonly clientId: string;
  readonly username: string;
  readonly scope: readonly string[];
  /** Epoch milliseconds. */
  readonly issuedAt: number;
  /** Epoch milliseconds; undefined when the server did not say. */
  readonly expiresAt: number | undefined;

  constructor(values: TokenSetValues) {
    this.#accessToken = values.accessToken;
    this.#refreshToken = values.refreshToken;
    this.baseUrl = values.baseUrl;
    this.clientId = values.clientId;
    this.username = values.username;
    this.scope = Object.freeze([...values.scope]);
    this.issuedAt = values.issuedAt;
    this.expiresAt = values.expiresAt;
  }

  /** Secret. Good for the `Authorization: Bearer` header. */
  get accessToken(): string {
    return this.#accessToken;
  }

  /** Secret. Undefined when the server issued none. */
  get refreshToken(): string | undefined {
    return this.#refreshToken;
  }

  /**
   * How long before its end a token is no longer handed out: the smaller of a minute and a tenth of its life, so that it
   * survives the call for which it was asked.
   */
  get leewayMs(): number {
    if (this.expiresAt === undefined) return 0;
    return Math.max(0, Math.min(LEEWAY_MAX_MS, (this.expiresAt - this.issuedAt) / 10));
  }

  /** Whether the access token is good for at least the leeway. @param now epoch milliseconds */
  isFresh(now: number): boolean {
    return this.expiresAt === undefined || now < this.expiresAt - this.leewayMs;
  }

  /** Whether both stand for the very same tokens. */
  equals(other: TokenSet | undefined): boolean {
    return (
      other !== undefined && this.#accessToken === other.#accessToken && this.#refreshToken === other.#refreshToken
    );
  }

  belongsTo(owner: { baseUrl: string; clientId: string; username?: string | undefined }): boolean {
    return (
      this.baseUrl === owner.baseUrl &&
      this.clientId === owner.clientId &&
      (owner.username === undefined || this.username === owner.username)
    );
  }

  /** One line of JSON **with the secrets in it**, for a token store. Keep it as you would a password. */
  serialize(): string {
    return JSON.stringify({
      version: FORMAT_VERSION,
      baseUrl: this.baseUrl,
      clientId: this.clientId,
      username: this.username,
      scope: this.scope,
      issuedAt: this.issuedAt,
      expiresAt: this.expiresAt,
      accessToken: this.#accessToken,
      refreshToken: this.#refreshToken,
    });
  }

  /** Reads what {@link serialize} wrote. @throws {InvalidInputError} when it is anything else; the message quotes nothing of it. */
  static parse(text: string): TokenSet {
    let value: unknown;
    try {
      value = JSON.parse(text);
    } catch {
      throw notATokenSet();
    }
    return TokenSet.fromObject(value);
  }

  /** Like {@link TokenSet.parse}, of the object that the text stands for. */
  static fromObject(value: unknown): TokenSet {
    if (!isStoredTokenSet(value)) throw notATokenSet();
    return new TokenSet(value);
  }

  /** No secret in it: the owner, the scopes and the times. */
  toJSON(): object {
    const { baseUrl, clientId, username, scope, issuedAt, expiresAt } = this;
    return { baseUrl, clientId, username, scope, issuedAt, expiresAt, accessToken: '[redacted]' };
  }

  /** What Node prints. Without it, `util.inspect` with `getters` would call the two that answer with secrets. */
  [Symbol.for('nodejs.util.inspect.custom')](): object {
    return { ...this.toJSON(), [Symbol.toStringTag]: 'TokenSet' };
  }
}

function notATokenSet(): InvalidInputError {
  return new InvalidInputError('The stored session is not in the form in which upvest-wallet writes it.', {
    hint: 'Log in again.',
  });
}

function isStoredTokenSet(value: unknown): value is TokenSetValues {
  if (typeof value !== 'object' || value === null) return false;
  const stored = value as Record<string, unknown>;
  return (
    stored.version === FORMAT_VERSION &&
    ['baseUrl', 'clientId', 'username', 'accessToken'].every((key) => typeof stored[key] === 'string') &&
    (stored.refreshToken === undefined || typeof stored.refreshToken === 'string') &&
    Array.isArray(stored.scope) &&
    stored.scope.every((name) => typeof name === 'string') &&
    Number.isFinite(stored.issuedAt) &&
    (stored.expiresAt === undefined || Number.isFinite(stored.expiresAt))
  );
}

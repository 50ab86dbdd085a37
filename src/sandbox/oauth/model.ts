import OAuth2Server from '@node-oauth/oauth2-server';
import { alphanumerics, type RandomBytes } from '../random.ts';
import type { Users } from '../users.ts';
import type { OAuthClients } from './clients.ts';
import { decodeField } from './fields.ts';
import { isScope, SCOPES, type Scope } from './scopes.ts';
import type { TokenRegistry } from './token-registry.ts';

/** Length of access and refresh tokens (contract 2.3). */
const TOKEN_LENGTH = 30;

export interface ModelParts {
  users: Users;
  clients: OAuthClients;
  tokens: TokenRegistry;
  randomBytes: RandomBytes;
  /** Life of an access token, in seconds. */
  tokenTtlSeconds: number;
  refreshTokenRotation: boolean;
}

/**
 * What @node-oauth/oauth2-server asks about clients, users and tokens, for **one** token request. The library hands a
 * refresh request's scope to nobody before it has spent the refresh token; here it is checked first, so that asking for
 * too much costs no session. That is why the model knows the request's scope.
 */
export class TokenRequestModel implements OAuth2Server.PasswordModel, OAuth2Server.RefreshTokenModel {
  readonly #parts: ModelParts;
  readonly #requestedScopes: readonly string[];
  #client: OAuth2Server.Client | undefined;
  #refreshToken: string | undefined;

  constructor(parts: ModelParts, requestedScopes: readonly string[]) {
    this.#parts = parts;
    this.#requestedScopes = requestedScopes;
  }

  async getClient(clientId: string, clientSecret: string): Promise<OAuth2Server.Client | undefined> {
    const client = this.#parts.clients.authenticate(decodeField(clientId), decodeField(clientSecret));
    this.#client = client && { id: client.clientId, grants: ['password', 'refresh_token'] };
    return this.#client;
  }

  async getUser(username: string, password: string): Promise<OAuth2Server.User | undefined> {
    const user = await this.#parts.users.authenticate(decodeField(username), decodeField(password));
    return user && { username: user.username };
  }

  /** No scope asked for means all of them; an unknown one spoils the request (contract 2.1, 2.2). */
  async validateScope(
    _user: OAuth2Server.User,
    _client: OAuth2Server.Client,
    scope?: string[],
  ): Promise<Scope[] | false> {
    if (scope === undefined) return [...SCOPES];
    return inOrder(scope) ?? false;
  }

  async getRefreshToken(field: string): Promise<OAuth2Server.RefreshToken | undefined> {
    const refreshToken = decodeField(field);
    const record = this.#parts.tokens.findByRefreshToken(refreshToken);
    if (record === undefined || record.clientId !== this.#client?.id) return undefined;
    if (this.#parts.users.find(record.username) === undefined) return undefined;
    const widens = this.#requestedScopes.some((scope) => !isScope(scope) || !record.scopes.includes(scope));
    if (widens) throw new OAuth2Server.InvalidScopeError('The scope was not granted originally.');
    this.#refreshToken = refreshToken;
    // No refreshTokenExpiresAt: refresh tokens do not expire by time (contract 2.3).
    return { refreshToken, client: this.#client, user: { username: record.username }, scope: [...record.scopes] };
  }

  async revokeToken(token: OAuth2Server.RefreshToken): Promise<boolean> {
    return this.#parts.tokens.spendRefreshToken(token.refreshToken);
  }

  async generateAccessToken(): Promise<string> {
    return alphanumerics(TOKEN_LENGTH, this.#parts.randomBytes);
  }

  async generateRefreshToken(): Promise<string> {
    return alphanumerics(TOKEN_LENGTH, this.#parts.randomBytes);
  }

  async saveToken(
    token: OAuth2Server.Token,
    client: OAuth2Server.Client,
    user: OAuth2Server.User,
  ): Promise<OAuth2Server.Token> {
    const { tokens, tokenTtlSeconds, refreshTokenRotation } = this.#parts;
    if (!refreshTokenRotation && this.#refreshToken !== undefined) tokens.revokeAccessOf(this.#refreshToken);
    const scopes = inOrder(token.scope ?? []) ?? [];
    const refresh = token.refreshToken === undefined ? {} : { refreshToken: token.refreshToken };
    tokens.issue(
      { username: String(user.username), clientId: client.id, scopes },
      { accessToken: token.accessToken, ...refresh, ttlSeconds: tokenTtlSeconds },
    );
    return { accessToken: token.accessToken, ...refresh, scope: scopes, client, user };
  }

  /** Part of the library's type; bearer tokens are checked in bearer.ts, whose answers the contract fixes word by word. */
  async getAccessToken(): Promise<undefined> {
    return undefined;
  }
}

/** Known scopes once each in the usual order; undefined if one is not known. */
function inOrder(scopes: readonly string[]): Scope[] | undefined {
  return scopes.every(isScope) ? SCOPES.filter((scope) => scopes.includes(scope)) : undefined;
}

import { TokenSet } from '../token-set.ts';
import { type Clock, createTransportFetch, type Deadline, isLoopback, type Transport } from '../transport/index.ts';
import { notATokenAnswer, readTokenAnswer } from './token-answer.ts';

export interface Credentials {
  username: string;
  password: string;
}

export interface GrantOptions {
  /** Normalised, ends in `/1.0/`. */
  baseUrl: string;
  clientId: string;
  clientSecret: string;
  clock: Clock;
}

/** What the token endpoint granted, checked. */
interface GrantedTokens {
  access_token: string;
  expires_in?: number | undefined;
  scope?: string | undefined;
  refresh_token?: string | undefined;
}

/** Beyond that a life is as good as endless, and a date could no longer hold it. */
const LONGEST_LIFE_SECONDS = 10 * 365 * 24 * 3600;

/**
 * The two grants of the token endpoint `clientele/oauth2/token` (contract 2.1), spoken by openid-client over our transport. Neither is
 * repeated once it may have been carried out.
 */
export class Grants {
  readonly #transport: Transport;
  readonly #options: GrantOptions;

  constructor(transport: Transport, options: GrantOptions) {
    this.#transport = transport;
    this.#options = options;
  }

  /**
   * RFC 6749 section 4.3. The password is sent and forgotten.
   * @throws {LoginError} @throws {ConnectionError} @throws {OutcomeUnknownError} @throws {UnexpectedResponseError}
   */
  async password({ username, password }: Credentials, scope: readonly string[], deadline: Deadline): Promise<TokenSet> {
    const parameters: Record<string, string> = { username, password };
    if (scope.length > 0) parameters.scope = scope.join(' ');
    const granted = await this.#request('password', parameters, [password], deadline);
    return this.#toTokenSet(granted, username, scope, undefined);
  }

  /** RFC 6749 section 6. A rotated refresh token replaces the old one, an omitted one keeps it; so does the scope. */
  async refresh(current: TokenSet & { refreshToken: string }, deadline: Deadline): Promise<TokenSet> {
    const { refreshToken, username, scope } = current;
    const granted = await this.#request('refresh_token', { refresh_token: refreshToken }, [refreshToken], deadline);
    return this.#toTokenSet(granted, username, scope, refreshToken);
  }

  async #request(
    grantType: string,
    parameters: Record<string, string>,
    secrets: string[],
    deadline: Deadline,
  ): Promise<GrantedTokens> {
    const { baseUrl, clientId, clientSecret } = this.#options;
    const openid = await import('openid-client');
    const server = { issuer: new URL(baseUrl).origin, token_endpoint: new URL('clientele/oauth2/token', baseUrl).href };
    const configuration = new openid.Configuration(server, clientId, {}, openid.ClientSecretPost(clientSecret));
    if (isLoopback(new URL(baseUrl).hostname)) openid.allowInsecureRequests(configuration);
    const { fetch, state } = createTransportFetch(this.#transport, {
      deadline,
      secrets: [...secrets, clientSecret],
      inspect: (response, request) => readTokenAnswer(response, request, this.#transport.retryAfterMs(response)),
    });
    configuration[openid.customFetch] = (url, init) =>
      fetch(url, {
        method: init.method,
        // The contract's content type to the letter (2.1): openid-client adds a charset.
        headers: { ...init.headers, 'content-type': 'application/x-www-form-urlencoded' },
        body: init.body,
      });
    // No timer of its own: the deadline is ours.
    configuration.timeout = 0;
    try {
      return await openid.genericGrantRequest(configuration, grantType, parameters);
    } catch {
      if (state.failure) throw state.failure;
      // Its cause may hold the very tokens: only the fact survives.
      throw notATokenAnswer();
    }
  }

  #toTokenSet(
    granted: GrantedTokens,
    username: string,
    asked: readonly string[],
    refreshToken: string | undefined,
  ): TokenSet {
    const { clock, baseUrl, clientId } = this.#options;
    const issuedAt = clock.now();
    const life = granted.expires_in;
    return new TokenSet({
      baseUrl,
      clientId,
      username,
      accessToken: granted.access_token,
      refreshToken: granted.refresh_token ?? refreshToken,
      // Absent means: as asked (RFC 6749 section 5.1).
      scope: granted.scope?.split(/\s+/).filter(Boolean) ?? asked,
      issuedAt,
      // A life that is not positive tells nothing; the server will say when the token ends.
      expiresAt: life !== undefined && life > 0 ? issuedAt + Math.min(life, LONGEST_LIFE_SECONDS) * 1000 : undefined,
    });
  }
}

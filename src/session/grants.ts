import { LoginError, UnexpectedResponseError } from '../errors.ts';
import { TokenSet } from '../token-set.ts';
import {
  type Clock,
  createTransportFetch,
  type Deadline,
  type HttpRequest,
  type HttpResponse,
  isLoopback,
  parseJson,
  readAnswer,
  readErrorBody,
  type Transport,
} from '../transport/index.ts';

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

/** RFC 6749 appendix A.12: what a token may consist of. Anything else could not travel in a header. */
const TOKEN_TEXT = /^[\x21-\x7e]+$/;

/**
 * The two grants of the token endpoint `clientele/oauth2/token` (contract 2.1), spoken by openid-client over our transport.
 * Neither is ever repeated here.
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
      inspect: inspectTokenAnswer,
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
      throw new UnexpectedResponseError(
        'The token endpoint answered with something that is no token (RFC 6749 section 5.1).',
        {
          hint: 'Check that the base URL is that of a Blockchain API.',
        },
      );
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

/**
 * Refusals become errors here, whatever their status: the OAuth code decides, and openid-client would stop at a
 * `WWW-Authenticate` header before reading it. A success is reduced to the five known members, its nulls taken as absent.
 */
function inspectTokenAnswer(response: HttpResponse, request: HttpRequest): HttpResponse {
  if (response.status < 200 || response.status > 299) throw refusal(response, request);
  const answer = parseJson(response.body);
  if (typeof answer !== 'object' || answer === null) throw notATokenAnswer(response);
  const { access_token, token_type, expires_in, scope, refresh_token } = answer as Record<string, unknown>;
  if (typeof access_token !== 'string' || !TOKEN_TEXT.test(access_token)) throw notATokenAnswer(response);
  const known = {
    access_token,
    // Only access_token is promised (contract 2.1).
    token_type: token_type ?? 'bearer',
    expires_in: expires_in ?? undefined,
    scope: scope ?? undefined,
    refresh_token: refresh_token === '' ? undefined : (refresh_token ?? undefined),
  };
  if (typeof known.token_type !== 'string' || known.token_type.toLowerCase() !== 'bearer')
    throw notATokenAnswer(response);
  return {
    ...response,
    status: 200,
    headers: { 'content-type': 'application/json' },
    body: new TextEncoder().encode(JSON.stringify(known)),
  };
}

function notATokenAnswer(response: HttpResponse): UnexpectedResponseError {
  return new UnexpectedResponseError(
    'The token endpoint answered with something that is no bearer token (RFC 6749 section 5.1).',
    {
      status: response.status,
      requestId: response.requestId,
      hint: 'Check that the base URL is that of a Blockchain API.',
    },
  );
}

const REFUSALS: Record<string, { message: string; hint: string }> = {
  invalid_grant: { message: 'The username or the password is wrong.', hint: 'Check both and log in again.' },
  invalid_client: {
    message: 'The client id or the client secret is wrong.',
    hint: 'Take both from where the client was registered (UPVEST_CLIENT_ID, UPVEST_CLIENT_SECRET).',
  },
  invalid_scope: {
    message: 'The server does not grant the scopes that were asked for.',
    hint: 'Ask for fewer scopes.',
  },
  unauthorized_client: {
    message: 'This client may not log users in with a password.',
    hint: 'Have the password grant enabled for the client id.',
  },
};

/** RFC 6749 section 5.2: a refusal that names its code is one, whatever the status; anything else is an ordinary failure. */
function refusal(response: HttpResponse, request: HttpRequest): unknown {
  const { oauthError, message } = readErrorBody(response, request.secrets);
  const refused = response.status >= 400 && response.status < 500 && response.status !== 429 && response.status !== 408;
  if (oauthError === undefined || !refused) {
    try {
      return readAnswer(request, response, undefined);
    } catch (error) {
      return error;
    }
  }
  const known = REFUSALS[oauthError];
  return new LoginError(
    known?.message ?? `The token endpoint refused (${oauthError})${message ? `: ${message}` : '.'}`,
    {
      oauthError,
      status: response.status,
      hint: known?.hint ?? 'Check the base URL, the client and the credentials.',
    },
  );
}

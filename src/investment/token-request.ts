import { LoginError, UnexpectedResponseError } from '../errors.ts';
import {
  createTransportFetch,
  type Deadline,
  type HttpRequest,
  type HttpResponse,
  isLoopback,
  parseJson,
} from '../transport/index.ts';
import type { InvestmentConnection } from './connection.ts';
import { requestIdOf } from './problem.ts';
import { readOAuthCode, refusal } from './refusal.ts';
import { ScopedToken } from './scoped-token.ts';

/** What `authorization: Bearer` may hold (contract 4). */
const TOKEN_TEXT = /^[a-zA-Z0-9\-._~+/]+=*$/;
/** A life beyond that is as good as endless, and a date could no longer hold it. */
const LONGEST_LIFE_SECONDS = 10 * 365 * 24 * 3600;

/**
 * The client-credentials grant (RFC 6749 section 4.4) at `/auth/token`, spoken by openid-client, signed like every call
 * (contract 2). Losing an answer harms nobody, so it may be repeated.
 *
 * @throws {InvestmentApiError} refused with a problem. @throws {LoginError} refused with an OAuth code.
 * @throws {UnexpectedResponseError} a success that is no token. @throws {ConnectionError} @throws {TimeoutError}
 */
export async function requestToken(
  connection: InvestmentConnection,
  scope: readonly string[],
  deadline: Deadline,
): Promise<ScopedToken> {
  const { baseUrl, clientId, clientSecret, clock, transport, sender } = connection;
  const issuedAt = clock.now();
  let granted: { access_token: string; scope?: string | undefined; expires_in?: number | undefined };
  const openid = await import('openid-client');
  const server = { issuer: new URL(baseUrl).origin, token_endpoint: `${baseUrl}auth/token` };
  const configuration = new openid.Configuration(server, clientId, {}, openid.ClientSecretPost(clientSecret));
  if (isLoopback(new URL(baseUrl).hostname)) openid.allowInsecureRequests(configuration);
  const repeatable = {
    send: (request: HttpRequest) => sender.send({ ...request, repeatable: true }, deadline),
  };
  const { fetch, state } = createTransportFetch(repeatable, {
    deadline,
    secrets: [clientSecret],
    inspect: (response) => inspectAnswer(response, clientSecret, transport.retryAfterMs(response)),
  });
  configuration[openid.customFetch] = (url, init) =>
    // The contract's headers to the letter; openid-client's content type has a charset.
    fetch(url, {
      method: init.method,
      headers: { ...connection.commonHeaders, 'content-type': 'application/x-www-form-urlencoded' },
      body: init.body,
    });
  // No timer of its own: the deadline is ours.
  configuration.timeout = 0;
  try {
    granted = await openid.clientCredentialsGrant(configuration, { scope: scope.join(' ') });
  } catch {
    // Its own error may hold the very token in its cause: only the fact survives.
    throw state.failure ?? notAToken();
  }
  const life = granted.expires_in;
  return new ScopedToken({
    baseUrl,
    clientId,
    requestedScope: scope,
    // Absent means: as asked (RFC 6749 section 5.1).
    grantedScope: granted.scope?.split(/\s+/).filter(Boolean) ?? scope,
    accessToken: granted.access_token,
    issuedAt,
    expiresAt: life !== undefined && life > 0 ? issuedAt + Math.min(life, LONGEST_LIFE_SECONDS) * 1000 : undefined,
  });
}

/** Refusals become errors here; a success is checked and reduced to the members that openid-client is to read. */
function inspectAnswer(response: HttpResponse, clientSecret: string, retryAfterMs: number | undefined): HttpResponse {
  if (response.status < 200 || response.status > 299) throw tokenRefusal(response, clientSecret, retryAfterMs);
  const answer = parseJson(response.body);
  if (typeof answer !== 'object' || answer === null) throw notAToken(response);
  const { access_token, token_type, expires_in, scope } = answer as Record<string, unknown>;
  if (typeof access_token !== 'string' || !TOKEN_TEXT.test(access_token)) throw notAToken(response);
  const known = { access_token, token_type: token_type ?? 'bearer', expires_in: expires_in ?? undefined, scope };
  if (String(known.token_type).toLowerCase() !== 'bearer') throw notAToken(response);
  return {
    ...response,
    status: 200,
    headers: { 'content-type': 'application/json' },
    body: Buffer.from(JSON.stringify(known)),
  };
}

function tokenRefusal(response: HttpResponse, clientSecret: string, retryAfterMs: number | undefined): Error {
  const oauthError = readOAuthCode(response);
  if (oauthError !== undefined && response.status < 500 && response.status !== 429) {
    return new LoginError(`The API refused the client or the scopes (${oauthError}).`, {
      oauthError,
      status: response.status,
      hint: 'Check client id, client secret and scopes; all belong to one environment.',
    });
  }
  return refusal(response, {
    what: response.status < 500 ? 'The token request was refused' : 'The token endpoint failed',
    secrets: [clientSecret],
    retryAfterMs,
    unauthorisedHint: 'Check client id, client secret and key, and that the client may have these scopes.',
    forbiddenHint: 'The client may not ask for these scopes.',
  });
}

function notAToken(response?: HttpResponse): UnexpectedResponseError {
  return new UnexpectedResponseError('The token endpoint answered with something that is no bearer token.', {
    status: response?.status,
    requestId: response && requestIdOf(response),
    hint: 'Check that the base URL is that of the Investment API.',
  });
}

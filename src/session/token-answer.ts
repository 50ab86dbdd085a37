import { LoginError, UnexpectedResponseError } from '../errors.ts';
import { type HttpRequest, type HttpResponse, parseJson, readAnswer, readErrorBody } from '../transport/index.ts';

/** RFC 6749 appendix A.12: what a token may consist of. Anything else could not travel in a header. */
const TOKEN_TEXT = /^[\x21-\x7e]+$/;

/** No server takes a longer header. */
const LONGEST_TEXT = 10_000;

/**
 * The token endpoint's answer before openid-client sees it. Refusals become errors here, whatever their status: the OAuth code decides,
 * and openid-client would stop at a `WWW-Authenticate` header before reading it. A success is reduced to the five known members.
 *
 * Only a usable bearer token is insisted on. Anything else that is null or malformed counts as absent: at a renewal the old tokens are
 * dead by now, and an odd `expires_in` is no reason to throw away the new ones.
 */
export function readTokenAnswer(
  response: HttpResponse,
  request: HttpRequest,
  retryAfterMs: number | undefined,
): HttpResponse {
  if (response.status < 200 || response.status > 299) throw refusal(response, request, retryAfterMs);
  const answer = parseJson(response.body);
  if (typeof answer !== 'object' || answer === null) throw notATokenAnswer(response);
  const { access_token, token_type, expires_in, scope, refresh_token } = answer as Record<string, unknown>;
  // Only access_token is promised (contract 2.1), so a missing type is bearer; another type could not be used.
  const type = token_type ?? 'bearer';
  const isBearer = typeof type === 'string' && type.toLowerCase() === 'bearer';
  if (!isToken(access_token) || !isBearer) throw notATokenAnswer(response);
  const known = {
    access_token,
    token_type: 'bearer',
    expires_in: toSeconds(expires_in),
    scope: typeof scope === 'string' && scope.length <= LONGEST_TEXT ? scope : undefined,
    refresh_token: isToken(refresh_token) ? refresh_token : undefined,
  };
  return {
    ...response,
    status: 200,
    headers: { 'content-type': 'application/json' },
    body: new TextEncoder().encode(JSON.stringify(known)),
  };
}

export function notATokenAnswer(response?: HttpResponse): UnexpectedResponseError {
  return new UnexpectedResponseError(
    'The token endpoint answered with something that is no bearer token (RFC 6749 section 5.1).',
    {
      status: response?.status,
      requestId: response?.requestId,
      hint: 'Check that the base URL is that of a Blockchain API.',
    },
  );
}

function isToken(value: unknown): value is string {
  return typeof value === 'string' && value.length <= LONGEST_TEXT && TOKEN_TEXT.test(value);
}

/** A life that is not positive tells nothing. Some servers send the number as text. */
function toSeconds(value: unknown): number | undefined {
  const seconds = typeof value === 'string' && /^\d{1,15}$/.test(value) ? Number(value) : value;
  return typeof seconds === 'number' && seconds > 0 && Number.isFinite(seconds) ? seconds : undefined;
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
function refusal(response: HttpResponse, request: HttpRequest, retryAfterMs: number | undefined): unknown {
  const { oauthError, message } = readErrorBody(response, request.secrets);
  const refused = response.status >= 400 && response.status < 500 && response.status !== 429 && response.status !== 408;
  if (oauthError === undefined || !refused) {
    try {
      return readAnswer(request, response, retryAfterMs);
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

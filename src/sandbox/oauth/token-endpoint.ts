import OAuth2Server from '@node-oauth/oauth2-server';
import type { OAuthErrorBody, TokenResponse } from '../../wire.ts';
import { encodeField, parseTokenFields, type TokenFields, withBasicCredentials } from './fields.ts';
import { type ModelParts, TokenRequestModel } from './model.ts';

/** Contract 2.2: oauthlib 2.x answers most of these with 401 where RFC 6749 has 400. */
const STATUS_OF_ERROR = {
  invalid_request: 400,
  unsupported_grant_type: 400,
  invalid_client: 401,
  invalid_grant: 401,
  invalid_scope: 401,
} as const;

export type TokenErrorCode = keyof typeof STATUS_OF_ERROR;

export type TokenAnswer =
  | { status: 200; body: TokenResponse; error?: never }
  | { status: 400 | 401; body: OAuthErrorBody; error: TokenErrorCode };

export interface TokenRequest {
  body: string;
  contentType: string | undefined;
  authorization: string | undefined;
}

const GRANT_TYPES = new Set(['password', 'refresh_token']);

/**
 * The token endpoint (contract 2.1 to 2.3). The grants themselves are @node-oauth/oauth2-server's; what is here is the
 * vendor's way of refusing. Order of the checks: grant type, client, then the grant's own fields.
 */
export async function answerTokenRequest(request: TokenRequest, parts: ModelParts): Promise<TokenAnswer> {
  const { fields: bodyFields, duplicate } = parseTokenFields(request.body, request.contentType);
  const fields = withBasicCredentials(bodyFields, request.authorization);
  const grantType = fields.get('grant_type');
  if (grantType === undefined || !GRANT_TYPES.has(grantType)) return refuse('unsupported_grant_type');
  if (duplicate !== undefined) return refuse('invalid_request', `Duplicate ${duplicate} parameter.`);
  try {
    return grant(await runGrant(fields, parts), parts);
  } catch (error) {
    if (!(error instanceof OAuth2Server.OAuthError)) throw error;
    return translate(error, fields);
  }
}

function runGrant(fields: TokenFields, parts: ModelParts): Promise<OAuth2Server.Token> {
  const requestedScopes = fields.get('scope')?.split(/\s+/).filter(Boolean) ?? [];
  const body = Object.fromEntries([...fields].map(([name, value]) => [name, encodeField(value)]));
  if (requestedScopes.length > 0) body.scope = requestedScopes.map(encodeField).join(' ');
  else delete body.scope;
  const server = new OAuth2Server({
    model: new TokenRequestModel(parts, requestedScopes),
    accessTokenLifetime: parts.tokenTtlSeconds,
    alwaysIssueNewRefreshToken: parts.refreshTokenRotation,
  });
  // The headers are those of the request as it is handed on; its own were read above.
  const headers = { 'content-type': 'application/x-www-form-urlencoded', 'content-length': '1' };
  return server.token(
    new OAuth2Server.Request({ method: 'POST', headers, query: {}, body }),
    new OAuth2Server.Response(),
  );
}

function grant(token: OAuth2Server.Token, parts: ModelParts): TokenAnswer {
  const body: TokenResponse = {
    access_token: token.accessToken,
    // The library would count from the system's clock, and the sandbox's may be another.
    expires_in: parts.tokenTtlSeconds,
    token_type: 'Bearer',
    scope: (token.scope ?? []).join(' '),
  };
  if (token.refreshToken !== undefined) body.refresh_token = token.refreshToken;
  return { status: 200, body };
}

function translate(error: OAuth2Server.OAuthError, fields: TokenFields): TokenAnswer {
  switch (error.name) {
    case 'invalid_client':
    case 'invalid_scope':
      return refuse(error.name);
    case 'invalid_grant':
      return refuse(
        'invalid_grant',
        fields.get('grant_type') === 'password' ? 'Invalid credentials given.' : undefined,
      );
    case 'invalid_request':
      return refuse('invalid_request', describeMissing(fields));
    default:
      throw error;
  }
}

/** The words of oauthlib 2.x (contract 2.2). */
function describeMissing(fields: TokenFields): string | undefined {
  if (fields.get('grant_type') === 'refresh_token') return 'Missing refresh token parameter.';
  const missing = ['username', 'password'].find((name) => !fields.has(name));
  return missing && `Request is missing ${missing} parameter.`;
}

function refuse(error: TokenErrorCode, description?: string): TokenAnswer {
  const body: OAuthErrorBody = { error };
  if (description !== undefined) body.error_description = description;
  return { status: STATUS_OF_ERROR[error], body, error };
}

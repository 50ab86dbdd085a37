import type { Caller } from '../caller.ts';
import { ApiFailure } from '../error-envelope.ts';
import type { Users } from '../users.ts';
import type { Scope } from './scopes.ts';
import type { TokenRegistry } from './token-registry.ts';

/** Contract 2.5; throws the refusal. */
export function authenticateBearer(
  authorization: string | undefined,
  { tokens, users }: { tokens: TokenRegistry; users: Users },
): Caller {
  const match = /^bearer(?: +(.*))?$/i.exec(authorization ?? '');
  if (match === null) {
    throw unauthorized('Authentication credentials were not provided.', 'Bearer realm="api"');
  }
  const record = tokens.findByAccessToken(match[1]?.trim() ?? '');
  const user = record && users.find(record.username);
  if (record === undefined || user === undefined) throw invalidToken('The access token is invalid.');
  if (record.expired) throw invalidToken('The access token has expired.');
  return { kind: 'user', user, scopes: record.scopes };
}

/** Scopes are a token's: an API key has none and needs none. 403 without `WWW-Authenticate`: a new token would not help, and a client is not to try (contract 2.5). */
export function requireScopes(caller: Caller, needed: readonly Scope[]): void {
  if (caller.kind !== 'user') return;
  const missing = needed.filter((scope) => !caller.scopes.includes(scope));
  if (missing.length === 0) return;
  throw new ApiFailure(403, `The access token lacks the scope ${missing.join(', ')}.`, {
    details: [
      { location: 'Authorization', locationType: 'header', reason: 'insufficientScope', message: missing.join(' ') },
    ],
  });
}

function invalidToken(description: string): ApiFailure {
  return unauthorized(description, `Bearer realm="api",error="invalid_token",error_description="${description}"`);
}

function unauthorized(message: string, challenge: string): ApiFailure {
  return new ApiFailure(401, message, { headers: { 'WWW-Authenticate': challenge } });
}

import type { Caller } from './caller.ts';
import type { SandboxContext } from './http-env.ts';
import { authenticateBearer } from './oauth/bearer.ts';
import type { TokenRegistry } from './oauth/token-registry.ts';
import { checkSignature, type SignatureRules } from './tenancy/api-key-signature.ts';
import type { Users } from './users.ts';

export interface Authorities {
  users: Users;
  tokens: TokenRegistry;
  signatures: SignatureRules;
}

/**
 * Who is calling. What is below `clientele/` is for users, what is below `tenancy/` for tenants, everything else for both
 * (contract 3, 4), where the header of an API key decides. `path` is the route's. Throws the refusal.
 */
export function authenticate(context: SandboxContext, path: string, parts: Authorities): Caller {
  const { req } = context;
  if (path === 'time/') return { kind: 'anyone' };
  const hasKey = req.header('x-up-api-key') !== undefined;
  if (path.startsWith('tenancy/') || (hasKey && !path.startsWith('clientele/'))) {
    const { method, url } = context.env.incoming;
    checkSignature(
      { header: (name) => req.header(name), method: method ?? '', target: url ?? '', body: context.get('bodyBytes') },
      parts.signatures,
    );
    return { kind: 'tenant', users: parts.users.all() };
  }
  return authenticateBearer(req.header('authorization'), parts);
}

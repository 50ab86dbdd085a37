import { randomBytes, timingSafeEqual } from 'node:crypto';
import type { InvestmentSandboxClient } from './options.ts';
import { badRequest, unauthorised } from './problem.ts';

interface Grant {
  clientId: string;
  scopes: readonly string[];
  /** Unix seconds. */
  expires: number;
}

/** Issues and recognises access tokens: opaque, without renewal or revocation (contract investment 2). */
export class AccessTokens {
  readonly #grants = new Map<string, Grant>();
  readonly #ttlSeconds: number;
  readonly #now: () => number;

  /** @param now unix seconds */
  constructor(ttlSeconds: number, now: () => number) {
    this.#ttlSeconds = ttlSeconds;
    this.#now = now;
  }

  /** Answers the form of a token request. @param client whose signature was checked */
  issue(form: URLSearchParams, client: InvestmentSandboxClient): object {
    for (const field of ['client_id', 'client_secret', 'grant_type', 'scope']) {
      if (form.getAll(field).length !== 1) throw badRequest('bad_request', `The form needs exactly one ${field}.`);
    }
    if (form.get('grant_type') !== 'client_credentials') {
      throw badRequest('bad_request', 'The grant_type must be client_credentials.');
    }
    const right =
      form.get('client_id') === client.clientId && sameText(form.get('client_secret') ?? '', client.clientSecret);
    if (!right) throw unauthorised('The client credentials are wrong.');
    const scopes = [...new Set((form.get('scope') ?? '').split(' '))];
    if (!scopes.every((scope) => client.scopes.includes(scope))) {
      throw unauthorised('The client is not configured for a requested scope.');
    }
    const token = `sandbox_${randomBytes(32).toString('base64url')}`;
    this.#grants.set(token, { clientId: client.clientId, scopes, expires: this.#now() + this.#ttlSeconds });
    return { access_token: token, expires_in: this.#ttlSeconds, scope: scopes.join(' '), token_type: 'bearer' };
  }

  /** The scopes of the token in an `authorization` header. */
  scopesOf(authorization: string | undefined, clientId: string): readonly string[] {
    const [, token = ''] = /^Bearer ([a-zA-Z0-9\-._~+/]+=*)$/.exec(authorization ?? '') ?? [];
    const grant = this.#grants.get(token);
    if (!grant || grant.clientId !== clientId || grant.expires <= this.#now()) {
      throw unauthorised('The access token is unknown or has expired.');
    }
    return grant.scopes;
  }

  /** Makes every token issued so far unknown; for trying what a client does then. */
  forgetAll(): void {
    this.#grants.clear();
  }
}

function sameText(given: string, expected: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(expected)];
  return a.length === b.length && timingSafeEqual(a, b);
}

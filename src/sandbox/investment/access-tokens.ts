import { randomBytes } from 'node:crypto';
import { fingerprint, sameSecret } from '../constant-time.ts';
import type { InvestmentSandboxClient } from './options.ts';
import { badRequest, unauthorised } from './problem.ts';

interface Grant {
  clientId: string;
  scopes: readonly string[];
  /** Unix seconds. */
  expires: number;
}

/** Beyond it the oldest end before their time. */
const MOST_GRANTS = 10_000;

/** Issues and recognises access tokens: opaque, without renewal or revocation (contract investment 2). */
export class AccessTokens {
  /** By the fingerprint of the token, oldest first. */
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
      form.get('client_id') === client.clientId && sameSecret(form.get('client_secret') ?? '', client.clientSecret);
    if (!right) throw unauthorised('The client credentials are wrong.');
    const scopes = [...new Set((form.get('scope') ?? '').split(' '))];
    if (!scopes.every((scope) => client.scopes.includes(scope))) {
      throw unauthorised('The client is not configured for a requested scope.');
    }
    const token = `sandbox_${randomBytes(32).toString('base64url')}`;
    this.#makeRoom();
    this.#grants.set(fingerprint(token), {
      clientId: client.clientId,
      scopes,
      expires: this.#now() + this.#ttlSeconds,
    });
    return { access_token: token, expires_in: this.#ttlSeconds, scope: scopes.join(' '), token_type: 'bearer' };
  }

  /** The scopes of the token in an `authorization` header. */
  scopesOf(authorization: string | undefined, clientId: string): readonly string[] {
    const [, token = ''] = /^Bearer ([a-zA-Z0-9\-._~+/]+=*)$/.exec(authorization ?? '') ?? [];
    const grant = this.#grants.get(fingerprint(token));
    if (!grant || grant.clientId !== clientId || grant.expires <= this.#now()) {
      throw unauthorised('The access token is unknown or has expired.');
    }
    return grant.scopes;
  }

  /** All live equally long, so the first ones are those that end first. */
  #makeRoom(): void {
    for (const [token, { expires }] of this.#grants) {
      if (expires > this.#now() && this.#grants.size < MOST_GRANTS) return;
      this.#grants.delete(token);
    }
  }

  /** Makes every token issued so far unknown; for trying what a client does then. */
  forgetAll(): void {
    this.#grants.clear();
  }
}

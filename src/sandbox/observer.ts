import type { MiddlewareHandler } from 'hono';
import { pathBelowPrefix, type SandboxEnv, TOKEN_PATH } from './http-env.ts';

/** One served request, without anything secret. */
export interface SandboxRequestEvent {
  method: string;
  /** The whole path, without the query. */
  path: string;
  /** What was answered; 0 when the connection was closed without an answer. */
  status: number;
  /** On the token endpoint, if the request named one. */
  grantType?: string;
  /** The OAuth error code of a refused token request. */
  oauthError?: string;
  /** A bug of the sandbox that ended as a 500. */
  failure?: Error;
}

/** Counts since the start. A grant counts when it was made, even if its answer was lost. */
export interface SandboxStats {
  passwordGrants: number;
  refusedPasswordGrants: number;
  renewals: number;
  refusedRenewals: number;
  /** Requests other than to the token endpoint, by status; 0 stands for a dropped connection. */
  apiRequests: Record<number, number>;
}

export class Observer {
  readonly #onRequest: (event: SandboxRequestEvent) => void;
  readonly #stats: SandboxStats = {
    passwordGrants: 0,
    refusedPasswordGrants: 0,
    renewals: 0,
    refusedRenewals: 0,
    apiRequests: {},
  };

  constructor(onRequest: (event: SandboxRequestEvent) => void) {
    this.#onRequest = onRequest;
  }

  stats(): SandboxStats {
    return structuredClone(this.#stats);
  }

  /** To be called where a grant is decided. */
  countGrant(grantType: string | undefined, granted: boolean): void {
    if (grantType === 'password') this.#stats[granted ? 'passwordGrants' : 'refusedPasswordGrants'] += 1;
    if (grantType === 'refresh_token') this.#stats[granted ? 'renewals' : 'refusedRenewals'] += 1;
  }

  /** The outermost step: what it sees is what was answered. */
  middleware(): MiddlewareHandler<SandboxEnv> {
    return async (context, next) => {
      const report = {};
      context.set('report', report);
      await next();
      const { dropped, writtenStatus, ...rest } = context.get('report');
      const status = dropped === true ? 0 : (writtenStatus ?? context.res.status);
      if (pathBelowPrefix(context.req.path) !== TOKEN_PATH) {
        this.#stats.apiRequests[status] = (this.#stats.apiRequests[status] ?? 0) + 1;
      }
      this.#onRequest({ method: context.req.method, path: context.req.path, status, ...rest });
    };
  }
}

import type { HttpBindings } from '@hono/node-server';
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response';
import type { Context } from 'hono';

/** What the sandbox learns about one request while it is served, for stats and `onRequest`. */
export interface RequestReport {
  grantType?: string;
  oauthError?: string;
  /** Set when the connection was closed without an answer. */
  dropped?: true;
  /** The status that was written past Hono. */
  writtenStatus?: number;
  /** A bug of the sandbox that ended as a 500. */
  failure?: Error;
}

export type SandboxEnv = {
  Bindings: HttpBindings;
  Variables: { report: RequestReport; body: string; bodyBytes: Uint8Array };
};

export type SandboxContext = Context<SandboxEnv>;

/** The prefix of every path (contract 1.1). */
export const API_PREFIX = '/1.0/';

export const TOKEN_PATH = 'clientele/oauth2/token';

/** The path below the API's prefix, e.g. `kms/wallets/`; the whole path if it is not below it. */
export function pathBelowPrefix(path: string): string {
  return path.startsWith(API_PREFIX) ? path.slice(API_PREFIX.length) : path;
}

/** For a response that went, or never goes, out by the raw socket. A fresh one each time: the library's own is shared. */
export function alreadySent(): Response {
  // A clone is of Node's own class, also where an application's Hono server has replaced the global one by one that is sent unread.
  return RESPONSE_ALREADY_SENT.clone();
}

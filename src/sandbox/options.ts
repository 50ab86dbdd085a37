import type { Fault } from './faults.ts';
import type { OAuthClient } from './oauth/clients.ts';
import type { SandboxRequestEvent } from './observer.ts';
import { type RandomBytes, systemRandomBytes } from './random.ts';

/** A user besides the demo one. */
export interface SandboxUser {
  username: string;
  password: string;
  /** How many wallets it starts with, over all networks in turn; the n-th holds n of the smallest unit. Default 0. */
  wallets?: number;
}

export interface SandboxOptions {
  /** TCP port; 0 takes a free one. Default 0. */
  port?: number;
  /**
   * Address to listen on. Default `127.0.0.1`. On a loopback address only requests to loopback names are answered; on another one
   * those to an address in digits, to a name that is not for sale (without a dot, or below `local`, `localhost`, `internal` or
   * `test`), and to `host` itself.
   */
  host?: string;
  /** Life of an access token in whole seconds, at least 1. Default 36 000 (contract 2.1). */
  tokenTtlSeconds?: number;
  /** Decides keys, addresses, ids and the demo client's credentials. Default: a fixed text, or the data file's. */
  seed?: string;
  /** Enforces the scopes `wallet` and `transaction` too (contract 2.4). Default false. */
  strict?: boolean;
  /** Users besides the demo one. One that the data file has already is left as it is there. Default none. */
  users?: readonly SandboxUser[];
  /** OAuth clients besides the demo one. Default none. */
  clients?: readonly OAuthClient[];
  /**
   * Scheme of `next` and `previous` links, to prove that a client ignores it (contract section 6). Default: the
   * request's.
   */
  nextScheme?: 'http' | 'https';
  /** Now, in epoch milliseconds. Default the system's clock. */
  clock?: () => number;
  /** Source of tokens and salts. Default the system's. */
  randomBytes?: RandomBytes;
  /** Called once for each request, before its answer is on the wire. Default none. */
  onRequest?: (event: SandboxRequestEvent) => void;
  /** A file that keeps users, wallets and sessions across restarts; written whole, mode 0600. Default: memory only. */
  data?: string;
  /** A renewal answers with a new refresh token and ends the old one (contract 2.3). Default true. */
  refreshTokenRotation?: boolean;
  /** How long a new wallet is PENDING, in milliseconds. Default 0: ACTIVE in the create answer (contract 3.4). */
  activationDelayMs?: number;
  /** How far a signed request's time may be from the sandbox's, either way, in seconds. Default 300 (contract 4.1). */
  signatureToleranceSeconds?: number;
  /**
   * How long a transaction stays in each of its states on the way: QUEUED (if it is asynchronous), PENDING and CONFIRMING,
   * in milliseconds (contract 3.5). Default 1000.
   */
  transactionStepMs?: number;
  /** Faults that are armed from the start; more can be added while it runs. Default none. */
  faults?: readonly Fault[];
}

export const DEFAULT_SEED = 'upvest-wallet sandbox';

const DEFAULTS = {
  port: 0,
  host: '127.0.0.1',
  tokenTtlSeconds: 36_000,
  seed: undefined,
  strict: false,
  users: [],
  clients: [],
  nextScheme: undefined,
  clock: Date.now,
  randomBytes: systemRandomBytes,
  onRequest: () => undefined,
  data: undefined,
  refreshTokenRotation: true,
  activationDelayMs: 0,
  transactionStepMs: 1_000,
  signatureToleranceSeconds: 300,
  faults: [],
} satisfies Complete<SandboxOptions>;

type Complete<Options> = { [Name in keyof Options]-?: Options[Name] | undefined };

type Optional = 'seed' | 'nextScheme' | 'data';

export type ResolvedOptions = {
  [Name in Exclude<keyof SandboxOptions, Optional>]-?: Required<SandboxOptions>[Name];
} & {
  [Name in Optional]: SandboxOptions[Name] | undefined;
};

/** Fills in the defaults. An option that is present but undefined counts as absent. */
export function resolveOptions(options: SandboxOptions): ResolvedOptions {
  const given = Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));
  const resolved: ResolvedOptions = { ...DEFAULTS, ...given };
  checkInteger('port', resolved.port, 0, 65_535);
  checkInteger('tokenTtlSeconds', resolved.tokenTtlSeconds, 1, 1_000_000_000);
  checkInteger('activationDelayMs', resolved.activationDelayMs, 0, 1_000_000_000);
  checkInteger('transactionStepMs', resolved.transactionStepMs, 0, 1_000_000_000);
  checkInteger('signatureToleranceSeconds', resolved.signatureToleranceSeconds, 0, 1_000_000_000);
  // Node would take it for every address of the machine.
  if (resolved.host === '') throw new TypeError('The option host is empty.');
  for (const user of resolved.users) {
    if (user.username === '') throw new TypeError('The option users has a user without a name.');
    checkInteger('users[].wallets', user.wallets ?? 0, 0, 100_000);
  }
  return resolved;
}

function checkInteger(name: string, value: number, min: number, max: number): void {
  if (!Number.isInteger(value) || value < min || value > max) {
    throw new RangeError(`The option ${name} must be an integer from ${min} to ${max}, not ${value}.`);
  }
}

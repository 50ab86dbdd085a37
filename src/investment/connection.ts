import { InvalidInputError } from '../errors.ts';
import { type Clock, parseOrigin, systemClock, Transport, type TransportOptions } from '../transport/index.ts';
import { RequestSigner, type RequestSignerOptions } from './request-signer.ts';
import { SignedSender } from './signed-sender.ts';
import type { ScopedTokenStore } from './token-store.ts';

/** The two environments (contract 1). Client, secret and key belong to one of them. */
export const INVESTMENT_BASE_URLS = { sandbox: 'https://sandbox.upvest.co', live: 'https://api.upvest.co' } as const;

export interface InvestmentOptions extends TransportOptions, Omit<RequestSignerOptions, 'now'> {
  /** E.g. `INVESTMENT_BASE_URLS.sandbox`; https, or http to this machine. */
  baseUrl: string;
  /** UUID from onboarding; also sent as `upvest-client-id`. */
  clientId: string;
  /** At most 1000 characters. Sent to `/auth/token` only. */
  clientSecret: string;
  /** Keeps tokens beyond the process. @default tokens live as long as the object */
  store?: ScopedTokenStore | undefined;
}

/** What tokens and client share: one API, one client id, one key, one way out. Checks its options once. */
export class InvestmentConnection {
  readonly #clientSecret: string;
  /** Normalised, ends in `/`. */
  readonly baseUrl: string;
  readonly clientId: string;
  readonly clock: Clock;
  readonly transport: Transport;
  readonly sender: SignedSender;
  readonly store: ScopedTokenStore | undefined;

  constructor(options: InvestmentOptions) {
    const { baseUrl, clientId, clientSecret, store, signingKey, expiresInSeconds, nonce, ...transportOptions } =
      options;
    const url = parseOrigin(baseUrl);
    this.baseUrl = url.origin + url.pathname.replace(/\/*$/, '/');
    this.clientId = assertText('client id', clientId, /^[\x21-\x7e]+$/);
    this.#clientSecret = assertText('client secret', clientSecret, /^.{1,1000}$/su);
    this.clock = options.clock ?? systemClock;
    this.store = store;
    // Each attempt is signed anew, so the transport itself must not repeat.
    this.transport = new Transport({ ...transportOptions, maxAttempts: 1 });
    this.sender = new SignedSender(this.transport, {
      signer: new RequestSigner({ signingKey, expiresInSeconds, nonce, now: () => this.clock.now() }),
      clock: this.clock,
      maxAttempts: options.maxAttempts ?? 3,
      random: options.random ?? Math.random,
    });
  }

  /** Secret. */
  get clientSecret(): string {
    return this.#clientSecret;
  }

  /** Headers of every call, the token request included (contract 5). */
  get commonHeaders(): Record<string, string> {
    return { accept: 'application/json', 'upvest-client-id': this.clientId, 'upvest-api-version': '1' };
  }
}

function assertText(name: string, value: unknown, pattern: RegExp): string {
  if (typeof value === 'string' && pattern.test(value)) return value;
  throw new InvalidInputError(`The ${name} is missing, or cannot be one.`, {
    hint: `Give the ${name} as you received it at onboarding.`,
  });
}

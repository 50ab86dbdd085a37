import { inspect } from 'node:util';
import { InvalidInputError } from '../errors.ts';

export interface ScopedTokenValues {
  /** Normalised, ends in `/`. */
  baseUrl: string;
  clientId: string;
  /** As asked for: sorted, each once. */
  requestedScope: readonly string[];
  /** As granted: sorted; may be less than asked for, and without a word of the server is the same. */
  grantedScope: readonly string[];
  accessToken: string;
  /** Epoch milliseconds, from before the request was sent. */
  issuedAt: number;
  /** Epoch milliseconds; undefined when the server did not say: then the token is used until it is refused. */
  expiresAt: number | undefined;
}

const LONGEST_MARGIN_MS = 30_000;
const FORMAT_VERSION = 1;

/** An access token and what it is good for. Printing, inspecting, spreading or `JSON.stringify` do not show the token. */
export class ScopedToken {
  readonly #accessToken: string;
  readonly baseUrl: string;
  readonly clientId: string;
  readonly requestedScope: readonly string[];
  readonly grantedScope: readonly string[];
  /** Epoch milliseconds. */
  readonly issuedAt: number;
  /** Epoch milliseconds; undefined when the server did not say. */
  readonly expiresAt: number | undefined;

  constructor(values: ScopedTokenValues) {
    this.#accessToken = values.accessToken;
    this.baseUrl = values.baseUrl;
    this.clientId = values.clientId;
    this.requestedScope = Object.freeze([...values.requestedScope]);
    this.grantedScope = Object.freeze([...values.grantedScope].sort());
    this.issuedAt = values.issuedAt;
    this.expiresAt = values.expiresAt;
  }

  /** Secret. Good for the `authorization: Bearer` header. */
  get accessToken(): string {
    return this.#accessToken;
  }

  /** Scopes that were asked for and not granted. */
  get missingScope(): readonly string[] {
    return this.requestedScope.filter((name) => !this.grantedScope.includes(name));
  }

  /** How long before its end it is no longer handed out: 30 s, never more than half of its life (contract 4). */
  get renewalMarginMs(): number {
    return this.expiresAt === undefined ? 0 : Math.min(LONGEST_MARGIN_MS, (this.expiresAt - this.issuedAt) / 2);
  }

  /** Whether it may still be handed out. @param now epoch milliseconds */
  isFresh(now: number): boolean {
    return this.expiresAt === undefined || now < this.expiresAt - this.renewalMarginMs;
  }

  /** Whether both are the very same token. */
  equals(other: ScopedToken | undefined): boolean {
    return other !== undefined && this.#accessToken === other.#accessToken;
  }

  /** One line of JSON **with the token in it**, for a token store. Keep it as you would a password. */
  serialize(): string {
    return JSON.stringify({ version: FORMAT_VERSION, ...this, accessToken: this.#accessToken });
  }

  /** Reads what {@link serialize} wrote. @throws {InvalidInputError} for anything else; the message quotes nothing of it. */
  static parse(text: string): ScopedToken {
    let value: unknown;
    try {
      value = JSON.parse(text);
    } catch {
      value = undefined;
    }
    if (isStored(value)) return new ScopedToken(value);
    throw new InvalidInputError('The stored token is not in the form in which upvest-wallet writes it.', {
      hint: 'Remove it; the next call asks for a new one.',
    });
  }

  toJSON(): object {
    return { ...this, accessToken: '[redacted]' };
  }

  [inspect.custom](): string {
    return `ScopedToken ${inspect(this.toJSON())}`;
  }
}

function isStored(value: unknown): value is ScopedTokenValues {
  if (typeof value !== 'object' || value === null) return false;
  const stored = value as Record<string, unknown>;
  return (
    stored.version === FORMAT_VERSION &&
    ['baseUrl', 'clientId', 'accessToken'].every((key) => typeof stored[key] === 'string') &&
    isTextList(stored.requestedScope) &&
    isTextList(stored.grantedScope) &&
    Number.isFinite(stored.issuedAt) &&
    (stored.expiresAt === undefined || Number.isFinite(stored.expiresAt))
  );
}

function isTextList(value: unknown): boolean {
  return Array.isArray(value) && value.every((entry) => typeof entry === 'string');
}

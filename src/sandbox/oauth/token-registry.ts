import { fingerprint } from '../constant-time.ts';
import type { Scope } from './scopes.ts';

/** What both tokens of one answer stand for. */
export interface TokenGrant {
  username: string;
  clientId: string;
  /** Of the access token. */
  scopes: Scope[];
}

/** One answer of the token endpoint, as it is kept: fingerprints, never the tokens. Plain data. */
export interface TokenRecord extends TokenGrant {
  /** Null once revoked. */
  access: string | null;
  accessExpiresAtMs: number;
  /** Null once used, or where the answer had none. Refresh tokens do not expire by time (contract 2.3). */
  refresh: string | null;
}

/** An expired access token is remembered this long, to be refused as expired and not as unknown (contract 2.5). */
const EXPIRED_MEMORY_MS = 7 * 24 * 3600 * 1000;

/** More sessions than any test has; beyond it the oldest end, since refresh tokens do not by themselves. */
const MOST_RECORDS = 20_000;

/**
 * The tokens that were issued. A renewal revokes the old refresh token and the access token issued with it at once; a
 * password grant revokes nothing (contract 2.3).
 */
export class TokenRegistry {
  readonly #clock: () => number;
  readonly #byAccess = new Map<string, TokenRecord>();
  readonly #byRefresh = new Map<string, TokenRecord>();
  readonly #mostRecords: number;

  constructor(clock: () => number, records: readonly TokenRecord[] = [], mostRecords = MOST_RECORDS) {
    this.#clock = clock;
    this.#mostRecords = mostRecords;
    for (const record of records) this.#index(record);
  }

  issue(grant: TokenGrant, tokens: { accessToken: string; refreshToken?: string; ttlSeconds: number }): void {
    this.#forgetLongExpired();
    this.#forgetBeyondMost();
    this.#index({
      ...grant,
      access: fingerprint(tokens.accessToken),
      accessExpiresAtMs: this.#clock() + tokens.ttlSeconds * 1000,
      refresh: tokens.refreshToken === undefined ? null : fingerprint(tokens.refreshToken),
    });
  }

  findByRefreshToken(refreshToken: string): TokenRecord | undefined {
    return this.#byRefresh.get(fingerprint(refreshToken));
  }

  findByAccessToken(accessToken: string): (TokenRecord & { expired: boolean }) | undefined {
    const record = this.#byAccess.get(fingerprint(accessToken));
    return record && { ...record, expired: record.accessExpiresAtMs <= this.#clock() };
  }

  /**
   * Spends a refresh token: true for exactly one caller, since nothing is awaited between the look-up and the deletion.
   */
  spendRefreshToken(refreshToken: string): boolean {
    const record = this.findByRefreshToken(refreshToken);
    if (record?.refresh == null) return false;
    this.#byRefresh.delete(record.refresh);
    record.refresh = null;
    this.#revokeAccess(record);
    return true;
  }

  /** Without rotation the refresh token stays; only the access token that it last gave is replaced. */
  revokeAccessOf(refreshToken: string): void {
    const record = this.findByRefreshToken(refreshToken);
    if (record !== undefined) this.#revokeAccess(record);
  }

  /** Every access token ends now; refresh tokens stay. Answers how many there were. */
  revokeAllAccess(): number {
    const records = [...this.#byAccess.values()];
    for (const record of records) this.#revokeAccess(record);
    return records.length;
  }

  /** Ends every token of a user who is deleted: nobody of that name who comes later is to inherit them. */
  forgetUser(username: string): void {
    for (const record of this.records()) {
      if (record.username === username) this.#end(record);
    }
  }

  records(): TokenRecord[] {
    return [...new Set([...this.#byAccess.values(), ...this.#byRefresh.values()])];
  }

  #index(record: TokenRecord): void {
    if (record.access !== null) this.#byAccess.set(record.access, record);
    if (record.refresh !== null) this.#byRefresh.set(record.refresh, record);
  }

  #end(record: TokenRecord): void {
    this.#revokeAccess(record);
    if (record.refresh !== null) this.#byRefresh.delete(record.refresh);
    record.refresh = null;
  }

  #revokeAccess(record: TokenRecord): void {
    if (record.access !== null) this.#byAccess.delete(record.access);
    record.access = null;
  }

  /** Either map is in the order of issue. */
  #forgetBeyondMost(): void {
    for (const map of [this.#byAccess, this.#byRefresh]) {
      for (const record of map.values()) {
        if (map.size < this.#mostRecords) break;
        this.#end(record);
      }
    }
  }

  /** The map is in the order of issue, and with one life for all tokens in that of expiry: stop at the first young one. */
  #forgetLongExpired(): void {
    const horizon = this.#clock() - EXPIRED_MEMORY_MS;
    for (const record of this.#byAccess.values()) {
      if (record.accessExpiresAtMs > horizon) return;
      this.#revokeAccess(record);
    }
  }
}

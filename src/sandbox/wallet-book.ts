import type { Asset } from '../wire.ts';
import { walletPending } from './error-envelope.ts';
import { familyOf } from './keys/families.ts';
import { deriveUuid } from './seeded.ts';
import type { User, Users } from './users.ts';
import { isActive, type WalletRecord } from './wallet-record.ts';

/** Makes wallets and finds them: the identity rule of contract 3.4. */
export class WalletBook {
  readonly #seed: string;
  readonly #users: Users;
  readonly #clock: () => number;
  readonly #activationDelayMs: number;

  constructor(options: { seed: string; users: Users; clock: () => number; activationDelayMs: number }) {
    this.#seed = options.seed;
    this.#users = options.users;
    this.#clock = options.clock;
    this.#activationDelayMs = options.activationDelayMs;
  }

  /**
   * The wallet of (user, key family, index) with a balance for `asset`: a new one, or the existing one, to which the
   * asset is added if it is not there yet. Throws the contract's refusal if the existing one is still PENDING.
   */
  open(user: User, asset: Asset, index: number | null): WalletRecord {
    const family = familyOf(asset.protocol);
    const existing = user.wallets.find((wallet) => wallet.protocol === family.protocol && wallet.index === index);
    if (existing !== undefined && !isActive(existing, this.#clock())) throw walletPending();
    const wallet = existing ?? this.place(user, asset, index);
    if (!wallet.balances.some((balance) => balance.assetId === asset.id)) {
      wallet.balances.push({ assetId: asset.id, amount: '0' });
    }
    return wallet;
  }

  find(user: User, walletId: string): WalletRecord | undefined {
    return user.wallets.find((wallet) => wallet.id === walletId.toLowerCase());
  }

  newestFirst(user: User): WalletRecord[] {
    return [...user.wallets].reverse();
  }

  /** Makes a wallet without asking whether there is one already; `open` and the demo data do. */
  place(user: User, asset: Asset, index: number | null, at?: { createdAtMs: number; pending?: boolean }): WalletRecord {
    const family = familyOf(asset.protocol);
    const nowMs = this.#clock();
    const newest = user.wallets.at(-1)?.createdAtMicros ?? 0;
    const wallet: WalletRecord = {
      id: deriveUuid(this.#seed, `wallet:${JSON.stringify([user.username, family.protocol, index])}`),
      protocol: family.protocol,
      index,
      address: this.#users.keysOf(user).address(family, index),
      // A clock that stands still or goes back must not make two wallets change places in a list.
      createdAtMicros: Math.max(Math.floor(at?.createdAtMs ?? nowMs) * 1000, newest + 1),
      activeFromMs: nowMs + this.#activationDelayMs,
      balances: [],
    };
    if (at !== undefined) wallet.activeFromMs = at.pending === true ? null : at.createdAtMs;
    user.wallets.push(wallet);
    return wallet;
  }
}

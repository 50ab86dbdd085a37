import type { Asset } from '../wire.ts';
import { walletPending } from './error-envelope.ts';
import type { UserKeys } from './keys/derivation.ts';
import { familyOf } from './keys/families.ts';
import { deriveUuid } from './seeded.ts';
import type { User } from './users.ts';
import { isActive, type WalletRecord } from './wallet-record.ts';

export interface Placement {
  asset: Asset;
  index: number | null;
  /** Epoch milliseconds of a made-up creation; `pending` for good. Absent: created now, ACTIVE after the delay. */
  at?: { createdAtMs: number; pending?: boolean };
}

/** Makes wallets: the identity rule of contract 3.4. */
export class WalletBook {
  readonly #seed: string;
  readonly #clock: () => number;
  readonly #activationDelayMs: number;
  /** The times of creation that are taken: no two wallets of a list have the same, whosesoever they are. */
  readonly #taken: Set<number>;

  /** `users`: those that are there from the start. */
  constructor(options: { seed: string; users: readonly User[]; clock: () => number; activationDelayMs: number }) {
    this.#seed = options.seed;
    this.#taken = new Set(options.users.flatMap(({ wallets }) => wallets.map((wallet) => wallet.createdAtMicros)));
    this.#clock = options.clock;
    this.#activationDelayMs = options.activationDelayMs;
  }

  /**
   * The wallet of (user, key family, index) with a balance for `asset`: a new one, or the existing one, to which the
   * asset is added if it is not there yet. `keys` are the user's. Throws the contract's refusal if the existing one is
   * still PENDING.
   */
  open(user: User, keys: UserKeys, asset: Asset, index: number | null): WalletRecord {
    const family = familyOf(asset.protocol);
    const existing = user.wallets.find((wallet) => wallet.protocol === family.protocol && wallet.index === index);
    if (existing !== undefined && !isActive(existing, this.#clock())) throw walletPending();
    const wallet = existing ?? this.place(user, keys, { asset, index });
    this.list(wallet, asset);
    return wallet;
  }

  /** Adds an asset of the wallet's network to it, if it is not there yet. */
  list(wallet: WalletRecord, asset: Asset): void {
    const balance = wallet.balances.find(({ assetId }) => assetId === asset.id);
    if (balance === undefined || balance.unlisted === true) {
      // What came to the address before counts, and the new balance stands last.
      wallet.balances = wallet.balances.filter((other) => other !== balance);
      wallet.balances.push({ assetId: asset.id, amount: balance?.amount ?? '0' });
    }
  }

  /** Makes a wallet without asking whether there is one already; `open` and the demo data do. */
  place(user: User, keys: UserKeys, { asset, index, at }: Placement): WalletRecord {
    const family = familyOf(asset.protocol);
    const nowMs = this.#clock();
    const readyMs = at === undefined ? nowMs + this.#activationDelayMs : at.createdAtMs;
    const activeFromMs = at?.pending === true ? null : readyMs;
    const wallet: WalletRecord = {
      id: deriveUuid(this.#seed, `wallet:${JSON.stringify([user.origin, family.protocol, index])}`),
      protocol: family.protocol,
      index,
      address: keys.address(family, index),
      createdAtMicros: this.#takeTime(user, at?.createdAtMs ?? nowMs),
      addressFromMs: activeFromMs,
      activeFromMs,
      balances: [],
    };
    user.wallets.push(wallet);
    return wallet;
  }

  /** The user's wallets are PENDING while their keys are encrypted anew, and keep their addresses (contract 3.4). */
  reencrypt(user: User): void {
    const readyMs = this.#clock() + this.#activationDelayMs;
    for (const wallet of user.wallets) {
      if (wallet.activeFromMs !== null) wallet.activeFromMs = Math.max(wallet.activeFromMs, readyMs);
    }
  }

  /** A clock that stands still or goes back must not make two wallets change places in a list. */
  #takeTime(user: User, wantedMs: number): number {
    let micros = Math.max(Math.floor(wantedMs) * 1000, (user.wallets.at(-1)?.createdAtMicros ?? 0) + 1);
    while (this.#taken.has(micros)) micros += 1;
    this.#taken.add(micros);
    return micros;
  }
}

import { hex } from '@scure/base';
import type { FeeInfo, TransactionStatus } from '../../wire.ts';
import { deriveUuid } from '../seeded.ts';
import type { Users } from '../users.ts';
import type { WalletRecord } from '../wallet-record.ts';
import { ChainRefusal } from './chain-refusal.ts';
import { type Coin, CoinSet } from './coin-set.ts';
import { changeHolding } from './holdings.ts';
import { type Arrival, statusOf, type TransactionRecord } from './transaction-record.ts';

/** What is known of a transaction before it is built, and shown whatever becomes of it. */
export type Outline = Pick<TransactionRecord, 'walletId' | 'sender' | 'recipient' | 'assetId' | 'quantity'> & {
  /** What the request asked for, if it did. */
  fee: string | null;
};

/** A transaction that was built and signed; what it takes from the sender is taken already. */
export interface Built {
  raw: Uint8Array;
  txhash: string;
  fee: bigint;
  feeInfo: FeeInfo | null;
  arrivals: Arrival[];
}

export interface SavedLedger {
  transactions: TransactionRecord[];
  coins: Coin[];
  /** Bitcoin transactions that created coins out of nothing, in hex. */
  mints: { txhash: string; raw: string }[];
  nonces: [address: string, next: number][];
}

/** `settled`: the sandbox's own, in a block at once. */
export type Pace = 'synchronous' | 'queued' | 'settled';

/**
 * The transactions of all networks, and when they happen. There are no timers: the clock is looked at when something is
 * asked for. What a transaction takes from its sender is taken when it is accepted; what it brings arrives when it is in a
 * block.
 */
export class Ledger {
  readonly coins: CoinSet;
  readonly #seed: string;
  readonly #clock: () => number;
  readonly #stepMs: number;
  readonly #users: Users;
  readonly #transactions: TransactionRecord[];
  readonly #mints: { txhash: string; raw: string }[];
  readonly #nonces: Map<string, number>;
  readonly #rawByHash = new Map<string, string>();
  /** Whose arrivals are still to come. */
  #underway: TransactionRecord[];

  constructor(options: { seed: string; clock: () => number; stepMs: number; users: Users }, saved?: SavedLedger) {
    this.#seed = options.seed;
    this.#clock = options.clock;
    this.#stepMs = options.stepMs;
    this.#users = options.users;
    this.#transactions = saved?.transactions ?? [];
    this.#mints = saved?.mints ?? [];
    this.#nonces = new Map(saved?.nonces);
    this.coins = new CoinSet(saved?.coins);
    this.#underway = this.#transactions.filter(({ arrived }) => !arrived);
    for (const { txhash, raw } of [...this.#transactions, ...this.#mints]) this.#remember(txhash, raw);
  }

  /** Credits what has arrived by now. To be called before balances, coins or statuses are looked at. */
  advance(): void {
    const nowMs = this.#clock();
    const due = this.#underway.filter(({ includedAtMs }) => includedAtMs <= nowMs);
    if (due.length === 0) return;
    this.#underway = this.#underway.filter((transaction) => !due.includes(transaction));
    for (const transaction of due) {
      transaction.arrived = true;
      for (const arrival of transaction.arrivals) this.#credit(transaction, arrival);
    }
  }

  /**
   * Takes a transaction in. `build` makes, signs and pays for it, or throws a ChainRefusal before it has changed anything:
   * then a queued one ends as REJECTED. It runs to its end without a pause, so no two builds see the same nonce or coin.
   */
  accept(outline: Outline, pace: Pace, build: () => Built): TransactionRecord {
    this.advance();
    const built = pace === 'queued' ? orRefused(build) : build();
    const broadcastAtMs = this.#clock() + (pace === 'queued' ? this.#stepMs : 0);
    const stepMs = pace === 'settled' ? 0 : this.#stepMs;
    const transaction: TransactionRecord = {
      id: deriveUuid(this.#seed, `transaction:${this.#transactions.length}`),
      createdAtMicros: this.#nextPosition(),
      ...outline,
      fee: outline.fee ?? built?.fee.toString() ?? null,
      feeInfo: built?.feeInfo ?? null,
      raw: built === undefined ? null : hex.encode(built.raw),
      txhash: built?.txhash ?? null,
      queued: pace === 'queued',
      broadcastAtMs,
      includedAtMs: broadcastAtMs + stepMs,
      confirmedAtMs: broadcastAtMs + 2 * stepMs,
      arrivals: built?.arrivals ?? [],
      arrived: built === undefined,
    };
    this.#transactions.push(transaction);
    this.#remember(transaction.txhash, transaction.raw);
    if (!transaction.arrived) this.#underway.push(transaction);
    if (pace === 'settled') this.advance();
    return transaction;
  }

  /** Newest first: what the wallet sent, and what came to it and is known to the network. */
  historyOf(wallet: WalletRecord): TransactionRecord[] {
    const nowMs = this.#clock();
    const concerns = (transaction: TransactionRecord): boolean =>
      transaction.walletId === wallet.id ||
      (nowMs >= transaction.broadcastAtMs && transaction.arrivals.some(({ address }) => address === wallet.address));
    return this.#transactions.filter(concerns).reverse();
  }

  status(transaction: TransactionRecord): TransactionStatus {
    return statusOf(transaction, this.#clock());
  }

  /** Undefined for a coin that was there from the start. */
  statusOfHash(txhash: string): TransactionStatus | undefined {
    const transaction = this.#transactions.find((candidate) => candidate.txhash === txhash);
    return transaction && this.status(transaction);
  }

  /** The next nonce of an Ethereum account (EIP-55 address). */
  nonceOf(address: string): number {
    return this.#nonces.get(address) ?? 0;
  }

  useNonce(address: string): void {
    this.#nonces.set(address, this.nonceOf(address) + 1);
  }

  walletAt(address: string): WalletRecord | undefined {
    for (const { wallets } of this.#users.all()) {
      const wallet = wallets.find((candidate) => candidate.address === address);
      if (wallet !== undefined) return wallet;
    }
    return undefined;
  }

  get mintCount(): number {
    return this.#mints.length;
  }

  addMint(txhash: string, raw: string): void {
    this.#mints.push({ txhash, raw });
    this.#remember(txhash, raw);
  }

  /** The signed bytes in hex, by the transaction's id or by its hash. */
  rawTransaction(idOrHash: string): string | undefined {
    const wanted = idOrHash.toLowerCase();
    const transaction = this.#transactions.find(({ id }) => id === wanted);
    return transaction === undefined ? this.#rawByHash.get(wanted) : (transaction.raw ?? undefined);
  }

  saved(): SavedLedger {
    return {
      transactions: this.#transactions,
      coins: this.coins.saved(),
      mints: this.#mints,
      nonces: [...this.#nonces],
    };
  }

  #credit({ txhash }: TransactionRecord, { address, assetId, amount, outputIndex }: Arrival): void {
    const wallet = this.walletAt(address);
    // An address outside the sandbox: the value has left it.
    if (wallet === undefined || txhash === null) return;
    if (outputIndex === undefined) changeHolding(wallet, assetId, BigInt(amount));
    else this.coins.add(wallet, [{ txhash, index: outputIndex, value: amount }]);
  }

  #remember(txhash: string | null, raw: string | null): void {
    if (txhash !== null && raw !== null) this.#rawByHash.set(txhash, raw);
  }

  /** A clock that stands still or goes back must not make two transactions change places in a list. */
  #nextPosition(): number {
    const newest = this.#transactions.at(-1)?.createdAtMicros ?? 0;
    return Math.max(Math.floor(this.#clock()) * 1000, newest + 1);
  }
}

function orRefused(build: () => Built): Built | undefined {
  try {
    return build();
  } catch (error) {
    if (error instanceof ChainRefusal) return undefined;
    throw error;
  }
}

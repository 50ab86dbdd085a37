import { BITCOIN_ID } from '../assets.ts';
import type { WalletRecord } from '../wallet-record.ts';
import { setHolding } from './holdings.ts';

/** One unspent transaction output. Plain data. `value`: Satoshi, base 10. */
export interface Coin {
  txhash: string;
  index: number;
  address: string;
  value: string;
}

/**
 * The unspent outputs of the sandbox's Bitcoin wallets. A wallet's balance is the sum of them and nothing else, so every
 * change here sets it.
 */
export class CoinSet {
  #coins: Coin[];

  constructor(coins: readonly Coin[] = []) {
    this.#coins = [...coins];
  }

  /** In the order in which they came. */
  of(address: string): Coin[] {
    return this.#coins.filter((coin) => coin.address === address);
  }

  add(wallet: WalletRecord, coins: readonly Omit<Coin, 'address'>[]): void {
    this.#coins.push(...coins.map((coin) => ({ ...coin, address: wallet.address })));
    this.#balance(wallet);
  }

  spend(wallet: WalletRecord, spent: readonly Coin[]): void {
    const gone = new Set(spent);
    this.#coins = this.#coins.filter((coin) => !gone.has(coin));
    this.#balance(wallet);
  }

  saved(): Coin[] {
    return this.#coins;
  }

  #balance(wallet: WalletRecord): void {
    setHolding(wallet, BITCOIN_ID, sumOf(this.of(wallet.address)));
  }
}

export function sumOf(coins: readonly Coin[]): bigint {
  return coins.reduce((sum, { value }) => sum + BigInt(value), 0n);
}

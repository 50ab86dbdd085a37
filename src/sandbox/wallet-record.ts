import type { Asset, Balance, Wallet } from '../wire.ts';
import { findAsset } from './assets.ts';
import { positionOfInstant } from './cursor.ts';

/** One wallet, as it is kept. Plain data: the state file holds it as it is. */
export interface WalletRecord {
  id: string;
  /** The key family's name, which is also what the API shows. */
  protocol: string;
  index: number | null;
  /** Known from the start, shown from the first activation on. */
  address: string;
  /** Epoch milliseconds of the first activation; null for a wallet that is to stay PENDING. */
  addressFromMs: number | null;
  /** Epoch microseconds, no two alike within a user: the position in lists. */
  createdAtMicros: number;
  /** Epoch milliseconds of the latest PENDING → ACTIVE, which is later once the keys were encrypted anew; null as above. */
  activeFromMs: number | null;
  /** In the order in which the assets were added. */
  balances: BalanceRecord[];
}

/** `amount`: base-10 integer of the asset's smallest unit. */
export interface BalanceRecord {
  assetId: string;
  amount: string;
  /** Held at the address, but not added to the wallet, so not shown: Ether for gas in a wallet that was made for a token. */
  unlisted?: true;
}

export function isActive(wallet: WalletRecord, nowMs: number): boolean {
  return wallet.activeFromMs !== null && wallet.activeFromMs <= nowMs;
}

export function walletPosition(wallet: WalletRecord): string {
  return positionOfInstant(wallet.createdAtMicros);
}

/** In the order in which the assets were added. */
export function listedBalances(wallet: WalletRecord): BalanceRecord[] {
  return wallet.balances.filter((balance) => balance.unlisted !== true);
}

/** The wallet as the API shows it (contract 3.4). */
export function showWallet(wallet: WalletRecord, nowMs: number): Wallet {
  const known = wallet.addressFromMs !== null && wallet.addressFromMs <= nowMs;
  return {
    id: wallet.id,
    address: known ? wallet.address : null,
    index: wallet.index,
    protocol: wallet.protocol,
    status: isActive(wallet, nowMs) ? 'ACTIVE' : 'PENDING',
    balances: listedBalances(wallet).map(({ assetId, amount }) => showBalance(findAsset(assetId), assetId, amount)),
  };
}

function showBalance(asset: Asset | undefined, assetId: string, amount: string): Balance {
  if (asset === undefined) throw new Error(`A wallet holds an asset that the sandbox does not know: ${assetId}.`);
  return { amount, asset_id: assetId, name: asset.name, symbol: asset.symbol, exponent: asset.exponent };
}

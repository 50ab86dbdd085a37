import type { WalletRecord } from '../wallet-record.ts';

/** What a wallet's address holds, in the asset's smallest unit, whether the wallet lists the asset or not. */
export function holdingOf(wallet: WalletRecord, assetId: string): bigint {
  return BigInt(wallet.balances.find((balance) => balance.assetId === assetId)?.amount ?? 0);
}

/** An asset that was not added to the wallet is kept unlisted, until it is added. */
export function setHolding(wallet: WalletRecord, assetId: string, amount: bigint): void {
  if (amount < 0n) throw new Error(`A holding of ${assetId} would fall below zero.`);
  const balance = wallet.balances.find((candidate) => candidate.assetId === assetId);
  if (balance !== undefined) balance.amount = amount.toString();
  else if (amount > 0n) wallet.balances.push({ assetId, amount: amount.toString(), unlisted: true });
}

/** `change` may be negative. */
export function changeHolding(wallet: WalletRecord, assetId: string, change: bigint): void {
  setHolding(wallet, assetId, holdingOf(wallet, assetId) + change);
}

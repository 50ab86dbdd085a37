import { ASSETS, findAsset } from '../assets.ts';
import { invalidField, notFound } from '../error-envelope.ts';
import { familyOf } from '../keys/families.ts';
import { canonicalAddress } from './recipients.ts';
import type { TransactionRecord } from './transaction-record.ts';
import type { Transactions } from './transactions.ts';

/** One gift of the sandbox. `asset`: an id or a symbol. `quantity`: in the smallest unit. */
export interface Gift {
  address: string;
  asset: string;
  quantity: bigint;
}

/**
 * Gives a wallet of the sandbox something, at once. Answers the transaction that brought it, or undefined for Arweave,
 * which has none here. Throws a refusal that names what is wrong.
 */
export function giveFromFaucet(
  transactions: Transactions,
  { address, asset: wanted, quantity }: Gift,
): TransactionRecord | undefined {
  const asset = findAsset(wanted.toLowerCase()) ?? ASSETS.find(({ symbol }) => symbol === wanted.toUpperCase());
  if (asset === undefined) throw invalidField('asset', 'invalid', 'There is no such asset.');
  const wallet = transactions.ledger.walletAt(canonicalAddress(address));
  if (wallet === undefined) throw notFound('A wallet of this address');
  if (wallet.protocol !== familyOf(asset.protocol).protocol) {
    throw invalidField('asset', 'invalid', `${asset.name} cannot be held by a wallet of ${wallet.protocol}.`);
  }
  if (quantity <= 0n || quantity > largestGift(asset.protocol)) {
    throw invalidField('quantity', 'invalid', 'The quantity is not one that can be given.');
  }
  return transactions.treasury.give(wallet, asset, quantity);
}

/** Half of all Bitcoin there will be; elsewhere far from where two gifts would leave the range of 256 bits. */
function largestGift(protocol: string): bigint {
  return protocol.startsWith('bitcoin') ? 1_050_000_000_000_000n : 2n ** 128n;
}

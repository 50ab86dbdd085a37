import type { FeeInfo, Transaction, TransactionStatus } from '../../wire.ts';
import { findAsset } from '../assets.ts';
import { positionOfInstant } from '../cursor.ts';

/** One transaction, as it is kept. Plain data: the state file holds it as it is. Amounts are base-10 integers. */
export interface TransactionRecord {
  id: string;
  /** Epoch microseconds, no two alike: the position in lists. */
  createdAtMicros: number;
  /** The sender's wallet; null for the sandbox's own account. */
  walletId: string | null;
  sender: string;
  recipient: string | null;
  /** Null for raw and complex ones, which show neither asset nor quantity nor fee (contract 3.5). */
  assetId: string | null;
  quantity: string | null;
  /** The fee that was offered. */
  fee: string | null;
  feeInfo: FeeInfo | null;
  /** The signed bytes, in hex without `0x`, and their hash as the network writes it; both null for a REJECTED one. */
  raw: string | null;
  txhash: string | null;
  /** Whether it was answered before it was broadcast: `async`, raw and complex. */
  queued: boolean;
  /** Epoch milliseconds of the ends of QUEUED, PENDING and CONFIRMING. */
  broadcastAtMs: number;
  includedAtMs: number;
  confirmedAtMs: number;
  arrivals: Arrival[];
  /** Whether the arrivals were credited. */
  arrived: boolean;
}

/** Value that is credited to an address once the transaction is in a block. */
export interface Arrival {
  address: string;
  assetId: string;
  amount: string;
  /** Bitcoin: the place among the transaction's outputs. */
  outputIndex?: number;
}

export function transactionPosition(transaction: TransactionRecord): string {
  return positionOfInstant(transaction.createdAtMicros);
}

export function statusOf(transaction: TransactionRecord, nowMs: number): TransactionStatus {
  if (nowMs < transaction.broadcastAtMs) return 'QUEUED';
  if (transaction.raw === null) return 'REJECTED';
  if (nowMs < transaction.includedAtMs) return 'PENDING';
  return nowMs < transaction.confirmedAtMs ? 'CONFIRMING' : 'CONFIRMED';
}

/**
 * The transaction as the API shows it (contract 3.5). `walletId` is the wallet through which it is looked at: a recipient
 * learns the sender's address, not its wallet.
 */
export function showTransaction(
  transaction: TransactionRecord,
  { walletId, status }: { walletId: string; status: TransactionStatus },
): Transaction {
  const { id, sender, recipient, feeInfo } = transaction;
  const queued = status === 'QUEUED';
  const shown: Transaction = {
    id,
    txhash: queued ? null : transaction.txhash,
    status,
    wallet_id: walletId,
    ...assetFields(transaction),
    sender,
    recipient,
  };
  if (transaction.assetId !== null && transaction.quantity !== null) shown.quantity = transaction.quantity;
  if (transaction.assetId !== null && transaction.fee !== null) shown.fee = transaction.fee;
  if (!queued && feeInfo !== null) shown.fee_info = feeInfo;
  return shown;
}

function assetFields({ assetId }: TransactionRecord): Pick<Transaction, 'asset_id' | 'asset_name' | 'exponent'> {
  const asset = assetId === null ? undefined : findAsset(assetId);
  return asset === undefined ? {} : { asset_id: asset.id, asset_name: asset.name, exponent: asset.exponent };
}

import type { Context } from '../../context.ts';
import { firstOf } from '../../output/first-of.ts';
import { printList } from '../../output/listing.ts';
import { transactionView } from '../../views/transaction-view.ts';
import { openWallet } from '../../wallet-access.ts';

export interface ListTransactionsOptions {
  walletId: string;
  limit?: number;
}

const LARGEST_PAGE = 100;

export async function run({ walletId, limit }: ListTransactionsOptions, context: Context): Promise<void> {
  const { client } = await openWallet(context);
  const pageSize = Math.min(LARGEST_PAGE, limit ?? LARGEST_PAGE);
  await printList(firstOf(client.transactions.list(walletId, { pageSize }), limit), transactionView, context);
}

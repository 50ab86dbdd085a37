import type { Context } from '../../context.ts';
import { printOne } from '../../output/listing.ts';
import { transactionDetailsView } from '../../views/transaction-details-view.ts';
import { openWallet } from '../../wallet-access.ts';

export interface ShowTransactionOptions {
  walletId: string;
  transactionId: string;
}

export async function run({ walletId, transactionId }: ShowTransactionOptions, context: Context): Promise<void> {
  const { client } = await openWallet(context);
  await printOne(await client.transactions.retrieve(walletId, transactionId), transactionDetailsView, context);
}

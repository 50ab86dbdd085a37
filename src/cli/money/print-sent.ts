import type { Transaction, WalletClient } from '../../index.ts';
import type { Context } from '../context.ts';
import { printOne } from '../output/listing.ts';
import { transactionDetailsView } from '../views/transaction-details-view.ts';
import { assertNotFailed, followTransaction } from './follow-transaction.ts';

/** Prints a transaction that was created: as it is, or as it ended with `wait`. The last known state is printed whatever happens. */
export async function printSent(
  context: Context,
  client: WalletClient,
  created: Transaction,
  { wait = false }: { wait?: boolean },
): Promise<void> {
  let last = created;
  try {
    if (wait) {
      await followTransaction(context, client, created, (transaction) => {
        last = transaction;
      });
    }
  } finally {
    // Who ended the waiting has been told where to look.
    if (!context.interrupt.aborted) await printOne(last, transactionDetailsView, context);
  }
  assertNotFailed(last, context);
}

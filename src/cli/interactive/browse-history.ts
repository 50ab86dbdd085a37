import type { Transaction, Wallet } from '../../index.ts';
import type { Context } from '../context.ts';
import { ends } from '../output/clip.ts';
import { printOne } from '../output/listing.ts';
import { cellText } from '../output/sanitize.ts';
import { tableLines } from '../output/table.ts';
import { transactionDetailsView } from '../views/transaction-details-view.ts';
import { amountText, recipientText } from '../views/transaction-view.ts';
import type { Account } from './account.ts';

const MOST = 500;

/** The newest transactions of a wallet, to choose from; a chosen one is shown in full, then the list comes back. */
export async function browseHistory(context: Context, { client }: Account, wallet: Wallet): Promise<void> {
  const { io, prompter } = context;
  io.progress('Fetching transactions…');
  const transactions = await client.transactions.list(wallet.id, { pageSize: 100 }).take(MOST);
  io.clearProgress();
  if (transactions.length === 0) return io.notice('There are no transactions yet.');
  const lines = transactionLines(transactions, wallet);
  for (let last: Transaction | undefined; ; ) {
    const chosen = await prompter.choose({
      message: `Transactions (${transactions.length === MOST ? `the newest ${MOST}` : transactions.length}):`,
      choices: transactions.map((transaction, index) => ({
        name: lines[index] ?? '',
        value: transaction,
        description: transaction.id,
      })),
      initial: last,
    });
    if (chosen === undefined) return;
    last = chosen;
    io.progress('Fetching the transaction…');
    await printOne(await client.transactions.retrieve(wallet.id, chosen.id), transactionDetailsView, context);
  }
}

/** In columns, as seen from the wallet: what came from whom, what went to whom. */
function transactionLines(transactions: readonly Transaction[], { address }: Wallet): string[] {
  const own = address?.toLowerCase();
  const rows = transactions.map((transaction) => {
    const incoming = transaction.sender.toLowerCase() !== own;
    const other = incoming ? cellText(transaction.sender) : recipientText(transaction);
    return [
      [cellText(transaction.status)],
      [`${incoming ? '+' : '-'} ${amountText(transaction)}`],
      [`${incoming ? 'from' : 'to'} ${ends(other)}`],
    ];
  });
  const [, ...lines] = tableLines({ titles: ['', '', ''], rows });
  return lines;
}

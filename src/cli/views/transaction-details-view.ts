import type { Transaction } from '../../index.ts';
import type { View } from '../output/listing.ts';
import { cellText } from '../output/sanitize.ts';
import { transactionView } from './transaction-view.ts';

/** One transaction in full: also its hash, its wallet, the smallest units and the fees. */
export const transactionDetailsView: View<Transaction> = {
  ...transactionView,
  table: (transactions) => {
    const { titles, rows } = transactionView.table(transactions);
    return {
      titles: [...titles, 'QUANTITY', 'FEE', 'HASH', 'WALLET'],
      rows: rows.map((row, position) => {
        const transaction = transactions[position];
        return transaction ? [...row, ...details(transaction)] : row;
      }),
    };
  },
};

function details(transaction: Transaction): string[][] {
  const { quantity, txhash, wallet_id } = transaction;
  return [
    [quantity ? `${cellText(quantity)} of the smallest unit` : '-'],
    feeLines(transaction),
    [txhash ? cellText(txhash) : '(none yet)'],
    [cellText(wallet_id)],
  ];
}

/** Offered and, on Ethereum, spent. */
function feeLines({ fee, fee_info: info }: Transaction): string[] {
  const offered = fee ? [`${cellText(fee)} offered`] : [];
  if (!info) return offered.length > 0 ? offered : ['-'];
  const { gas_used, gas_limit, gas_price } = info;
  return [
    ...offered,
    `${cellText(info.fee)} spent: ${cellText(gas_used)} of ${cellText(gas_limit)} gas at ${cellText(gas_price)} Wei`,
  ];
}

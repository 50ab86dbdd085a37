import type { Transaction } from '../../index.ts';
import type { View } from '../output/listing.ts';
import { sanitizeBounded } from '../output/sanitize.ts';
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
    [quantity ? `${sanitizeBounded(quantity)} of the smallest unit` : '-'],
    feeLines(transaction),
    [txhash ? sanitizeBounded(txhash) : '(none yet)'],
    [sanitizeBounded(wallet_id)],
  ];
}

/** Offered and, on Ethereum, spent. */
function feeLines({ fee, fee_info: info }: Transaction): string[] {
  const offered = fee ? [`${sanitizeBounded(fee)} offered`] : [];
  if (!info) return offered.length > 0 ? offered : ['-'];
  const { gas_used, gas_limit, gas_price } = info;
  return [
    ...offered,
    `${sanitizeBounded(info.fee)} spent: ${sanitizeBounded(gas_used)} of ${sanitizeBounded(gas_limit)} gas at ${sanitizeBounded(gas_price)} Wei`,
  ];
}

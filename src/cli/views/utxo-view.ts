import { formatAmount, type Utxo } from '../../index.ts';
import { alignDecimals } from '../output/decimal.ts';
import type { View } from '../output/listing.ts';
import { cellText } from '../output/sanitize.ts';

const BITCOIN_EXPONENT = 8;

export const utxoView: View<Utxo> = {
  plural: 'unspent outputs',
  table: (utxos) => {
    const values = alignDecimals(utxos.map(({ value }) => inBitcoin(value)));
    return {
      titles: ['TRANSACTION', 'INDEX', 'BTC', 'CONFIRMATIONS'],
      rows: utxos.map(({ txhash, index, confirmations }, position) => [
        [cellText(txhash)],
        [String(index)],
        [values[position] ?? ''],
        [String(confirmations)],
      ]),
    };
  },
  csv: {
    header: ['txhash', 'index', 'value', 'btc', 'confirmations'],
    rows: ({ txhash, index, value, confirmations }) => [[txhash, index, value, inBitcoin(value), confirmations]],
  },
};

function inBitcoin(value: string): string {
  return formatAmount({ amount: value, exponent: BITCOIN_EXPONENT });
}

import { formatAmount, type Transaction } from '../../index.ts';
import type { View } from '../output/listing.ts';
import { cellText } from '../output/sanitize.ts';

const INDENT = '  ';

export const transactionView: View<Transaction> = {
  plural: 'transactions',
  table: (transactions) => ({
    titles: ['ID', 'STATUS', 'AMOUNT', 'FROM', 'TO'],
    rows: transactions.map((transaction) => [
      [cellText(transaction.id)],
      [cellText(transaction.status)],
      [amountText(transaction)],
      [cellText(transaction.sender)],
      [recipientText(transaction)],
    ]),
  }),
  compact: (transactions) =>
    transactions.map((transaction) => [
      `${cellText(transaction.id)}${INDENT}${cellText(transaction.status)}`,
      INDENT + amountText(transaction),
      `${INDENT}from ${cellText(transaction.sender)}`,
      `${INDENT}to   ${recipientText(transaction)}`,
    ]),
  csv: {
    header: [
      'id',
      'status',
      'txhash',
      'wallet_id',
      'asset_id',
      'asset_name',
      'sender',
      'recipient',
      'quantity',
      'amount',
      'fee',
    ],
    rows: (transaction) => {
      const { id, status, txhash, wallet_id, asset_id, asset_name, sender, recipient, quantity, fee } = transaction;
      const asset = [asset_id ?? null, asset_name ?? null];
      const amount = [quantity ?? null, inAssetUnits(transaction) ?? null];
      return [[id, status, txhash ?? null, wallet_id, ...asset, sender, recipient ?? null, ...amount, fee ?? null]];
    },
  },
};

/** Raw transactions and contract calls have no amount of an asset (contract 3.5). */
export function amountText(transaction: Transaction): string {
  const { quantity, asset_name: name } = transaction;
  if (quantity === undefined || quantity === null) return '(contract call)';
  const units = inAssetUnits(transaction);
  if (units === undefined) return `${quantity} of the smallest unit`;
  return typeof name === 'string' ? `${units} ${cellText(name)}` : units;
}

export function recipientText({ recipient }: Transaction): string {
  return recipient ? cellText(recipient) : '(none)';
}

/** Undefined where the server says no amount or no decimals. */
function inAssetUnits({ quantity, exponent }: Transaction): string | undefined {
  if (typeof exponent !== 'number' || typeof quantity !== 'string') return undefined;
  return formatAmount({ amount: quantity, exponent });
}

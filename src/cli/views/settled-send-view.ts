import type { SettledSend } from '../money/settle-sends.ts';
import type { View } from '../output/listing.ts';
import { sanitizeBounded } from '../output/sanitize.ts';
import { amountText } from './transaction-view.ts';

const STATES = { carried_out: 'carried out', not_carried_out: 'not carried out', open: 'not known' } as const;
const INDENT = '  ';

export const settledSendView: View<SettledSend> = {
  plural: 'sends whose outcome is open',
  table: (sends) => ({
    titles: ['OUTCOME', 'BEGUN', 'AMOUNT', 'TO', 'WALLET', 'TRANSACTION', 'WHY'],
    rows: sends.map((send) => [
      [STATES[send.state]],
      [send.started_at],
      [quantityText(send)],
      [sanitizeBounded(send.recipient)],
      [sanitizeBounded(send.wallet_id)],
      [send.transaction ? sanitizeBounded(send.transaction.id) : '-'],
      [sanitizeBounded(send.why)],
    ]),
  }),
  compact: (sends) =>
    sends.map((send) => [
      `${STATES[send.state]}${INDENT}${send.started_at}`,
      `${INDENT}${quantityText(send)}`,
      `${INDENT}to ${sanitizeBounded(send.recipient)}`,
      ...(send.transaction ? [`${INDENT}transaction ${sanitizeBounded(send.transaction.id)}`] : []),
    ]),
  csv: {
    header: [
      'state',
      'base_url',
      'wallet_id',
      'asset_id',
      'recipient',
      'quantity',
      'started_at',
      'transaction_id',
      'transaction_status',
      'why',
    ],
    rows: ({ transaction, ...send }) => [
      [
        send.state,
        send.base_url,
        send.wallet_id,
        send.asset_id,
        send.recipient,
        send.quantity,
        send.started_at,
        transaction?.id ?? null,
        transaction?.status ?? null,
        send.why,
      ],
    ],
  },
};

function quantityText({ transaction, quantity, asset_id }: SettledSend): string {
  if (transaction) return amountText(transaction);
  return `${sanitizeBounded(quantity)} of the smallest unit of ${sanitizeBounded(asset_id)}`;
}

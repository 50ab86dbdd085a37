import { inBothUnits } from '../money/fee-text.ts';
import type { SettledSend } from '../money/settle-sends.ts';
import type { View } from '../output/listing.ts';
import { cellText, sanitizeBounded } from '../output/sanitize.ts';
import { amountText } from './transaction-view.ts';

const STATES = {
  carried_out: 'carried out',
  not_carried_out: 'not carried out',
  open: 'not known',
  settled_by_hand: 'settled by hand',
} as const;
const INDENT = '  ';
const LONGEST_CALL = 120;

export const settledSendView: View<SettledSend> = {
  plural: 'sends whose outcome is open',
  table: (sends) => ({
    titles: ['ID', 'OUTCOME', 'BEGUN', 'AMOUNT', 'TO', 'WALLET', 'TRANSACTION', 'WHY'],
    rows: sends.map((send) => [
      [cellText(send.id)],
      [STATES[send.state]],
      [send.started_at],
      whatLines(send),
      [toText(send)],
      [cellText(send.wallet_id)],
      [send.transaction ? cellText(send.transaction.id) : '-'],
      [cellText(send.why)],
    ]),
  }),
  compact: (sends) =>
    sends.map((send) => [
      `${STATES[send.state]}${INDENT}${send.started_at}`,
      `${INDENT}id ${cellText(send.id)}`,
      ...whatLines(send).map((line) => INDENT + line),
      `${INDENT}to ${toText(send)}`,
      ...(send.transaction ? [`${INDENT}transaction ${cellText(send.transaction.id)}`] : []),
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
      'id',
      'kind',
      'call',
      'candidate_ids',
    ],
    rows: ({ transaction, candidates, ...send }) => [
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
        send.id,
        send.kind,
        send.call,
        candidates.map(({ id }) => id).join(' '),
      ],
    ],
  },
};

/** The amount, and below it what a contract call calls. */
export function whatLines({ kind, transaction, quantity, asset_id, call }: SettledSend): string[] {
  if (kind === 'send') {
    if (transaction) return [amountText(transaction)];
    return [`${cellText(quantity ?? '')} of the smallest unit of ${cellText(asset_id ?? '')}`];
  }
  const amount = quantity === null ? `(${kind}, its amount cannot be read)` : inBothUnits(quantity, 'ethereum');
  return [amount, ...(call === null ? [] : [sanitizeBounded(call, LONGEST_CALL)])];
}

export function toText({ recipient }: SettledSend): string {
  return recipient === null ? '(none)' : cellText(recipient);
}

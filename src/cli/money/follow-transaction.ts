import type { Transaction, WalletClient } from '../../index.ts';
import type { Context } from '../context.ts';
import { TerminalError } from '../errors.ts';
import { follow } from './follow.ts';
import { commandLine } from './outcome.ts';

/** Contract 3.5. */
const FINAL: readonly string[] = ['CONFIRMED', 'FAILED', 'REJECTED'];
const LIMIT_MS = 480_000;

/** Follows a transaction to its final status. @param onRead as in {@link follow} */
export async function followTransaction(
  context: Context,
  client: WalletClient,
  first: Transaction,
  onRead?: (transaction: Transaction) => void,
): Promise<Transaction> {
  const { id, wallet_id: walletId } = first;
  return follow(
    context,
    {
      first,
      read: (signal) => client.transactions.retrieve(walletId, id, { signal }),
      isDone: ({ status }) => FINAL.includes(status),
      what: `The transaction ${id}`,
      lookAgain: commandLine(context, `transactions show ${walletId} ${id}`),
      limitMs: LIMIT_MS,
    },
    onRead,
  );
}

/** @throws {TerminalError} when the network did not take it */
export function assertNotFailed({ id, wallet_id, status }: Transaction, context: Context): void {
  if (status !== 'FAILED' && status !== 'REJECTED') return;
  const why =
    status === 'FAILED'
      ? 'no block took it in time'
      : 'the network refused it: too little for amount and fee, or the contract failed';
  throw new TerminalError(
    `The transaction ${id} has ended as ${status}: ${why}.`,
    `See: ${commandLine(context, `transactions show ${wallet_id} ${id}`)}`,
  );
}

import type { Transaction } from '../../../index.ts';
import type { Context } from '../../context.ts';
import { UsageError } from '../../errors.ts';
import type { PasswordOptions } from '../../money/account-password.ts';
import { callContract } from '../../money/call-contract.ts';
import type { ConfirmOptions } from '../../money/confirm.ts';
import { printSent } from '../../money/print-sent.ts';
import { rawTransactionFacts } from '../../money/raw-transaction-facts.ts';
import { openHolder } from '../../wallet-access.ts';

export interface RawOptions extends PasswordOptions, ConfirmOptions {
  walletId: string;
  tx: string;
  format: 'hex' | 'base64';
  fund?: boolean;
  wait?: boolean;
  sendAgain?: boolean;
}

const FORMS = { hex: /^(0x)?([0-9a-f]{2})+$/i, base64: /^[A-Za-z0-9+/]+={0,2}$/ };

export async function run(
  { walletId, tx, format, fund, sendAgain, ...options }: RawOptions,
  context: Context,
): Promise<void> {
  if (!FORMS[format].test(tx)) {
    throw new UsageError(`What --tx holds is not ${format}.`, 'Give an unsigned transaction, or the right --format.');
  }
  const holder = await openHolder(context);
  const created = await callContract(context, holder, walletId, {
    ...options,
    fund,
    sendAgain,
    facts: rawTransactionFacts(decode(tx, format)),
    send: (password): Promise<Transaction> =>
      holder.client.transactions.createRaw(walletId, { password, rawTx: tx, inputFormat: format, fund, sendAgain }),
  });
  await printSent(context, holder.client, created, options);
}

function decode(tx: string, format: 'hex' | 'base64'): Uint8Array {
  return Buffer.from(format === 'hex' ? tx.replace(/^0x/i, '') : tx, format);
}

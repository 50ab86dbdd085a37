import type { Transaction } from '../../index.ts';
import type { Context } from '../context.ts';
import type { Holder } from '../wallet-access.ts';
import { accountPassword, type PasswordOptions } from './account-password.ts';
import { assertCanConfirm, type ConfirmOptions, confirm } from './confirm.ts';
import { commandLine, withFindOut } from './outcome.ts';
import { seeThrough } from './see-through.ts';
import { sendFacts } from './send-facts.ts';
import { assertSendRequest, planSend, type SendPlan, type SendRequest } from './send-plan.ts';

/**
 * Checks, shows, asks, sends. Whatever can be wrong is found before the question, and before anything is sent.
 * @throws {OutcomeOpenError} it may have been sent. @throws {DuplicateSendError} the same is open; nothing was sent.
 */
export async function sendMoney(
  context: Context,
  holder: Holder,
  walletId: string,
  options: SendRequest & PasswordOptions & ConfirmOptions,
): Promise<Transaction> {
  assertSendRequest(options);
  assertCanConfirm(context, options);
  const withPassword = await accountPassword(context, holder.username, options);
  context.io.progress('Looking at the wallet…');
  const plan = planSend(await holder.client.wallets.retrieve(walletId), options);
  await confirm(context, sendFacts(plan), 'Send it?', options);
  const sent = await withPassword((password) => sendOnce(context, holder, plan, password));
  context.io.notice(`Sent: transaction ${sent.id} is ${sent.status}.`);
  return sent;
}

async function sendOnce(context: Context, holder: Holder, plan: SendPlan, password: string): Promise<Transaction> {
  const { client, journal } = holder;
  const { wallet, balance, recipient, quantity, fees, fund, async, sendAgain } = plan;
  const findOut = commandLine(context, journal ? 'transactions pending' : `transactions list ${wallet.id}`);
  const request = { password, assetId: balance.asset_id, recipient, quantity, ...fees, fund, async, sendAgain };
  context.io.progress('Sending…');
  return seeThrough(context, {
    work: () => client.transactions.create(wallet.id, request).catch(withFindOut(`Find out: ${findOut}`)),
    carriedOut: ({ id, status }) => `It was sent: transaction ${id} is ${status}.`,
    findOut,
  });
}

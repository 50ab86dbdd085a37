import type { Transaction } from '../../index.ts';
import type { Context } from '../context.ts';
import { UsageError } from '../errors.ts';
import { cellText } from '../output/sanitize.ts';
import type { Holder } from '../wallet-access.ts';
import { accountPassword, type PasswordOptions } from './account-password.ts';
import { assertCanConfirm, type ConfirmOptions, confirm, type Facts } from './confirm.ts';
import { isEthereum } from './fee-text.ts';
import { commandLine, withFindOut } from './outcome.ts';
import { seeThrough } from './see-through.ts';
import { againFacts, fromLines, fundLines, networkText } from './send-facts.ts';
import { assertReady } from './send-plan.ts';

export interface ContractCall extends PasswordOptions, ConfirmOptions {
  /** What the transaction itself says. */
  facts: Facts;
  fund: boolean | undefined;
  sendAgain: boolean | undefined;
  send: (password: string) => Promise<Transaction>;
}

/**
 * Raw and complex transactions: shown, confirmed, sent.
 * @throws {OutcomeOpenError} it may have been sent. @throws {DuplicateSendError} the same is open; nothing was sent.
 */
export async function callContract(
  context: Context,
  { client, username, journal }: Holder,
  walletId: string,
  { facts, fund, sendAgain, send, ...options }: ContractCall,
): Promise<Transaction> {
  assertCanConfirm(context, options);
  const withPassword = await accountPassword(context, username, options);
  context.io.progress('Looking at the wallet…');
  const wallet = await client.wallets.retrieve(walletId);
  assertReady(wallet);
  if (!isEthereum(wallet.protocol)) {
    throw new UsageError(
      `This wallet is of ${cellText(wallet.protocol)}; raw transactions and contract calls are for Ethereum.`,
      'Use: upvest-wallet transactions send',
    );
  }
  const funding = fundLines(fund ?? true);
  const all: Facts = [
    ['From', ...fromLines(wallet)],
    ...facts,
    ['Funding', ...funding],
    ['Network', networkText(wallet)],
    ...againFacts(sendAgain),
  ];
  await confirm(context, all, 'Sign and send it?', options);
  const findOut = commandLine(context, journal ? 'transactions pending' : `transactions list ${walletId}`);
  const sent = await withPassword(async (password) => {
    context.io.progress('Sending…');
    return seeThrough(context, {
      work: () => send(password).catch(withFindOut(`Find out before you send it again: ${findOut}`)),
      carriedOut: ({ id, status }) => `It was sent: transaction ${id} is ${status}.`,
      findOut,
    });
  });
  context.io.notice(`Sent: transaction ${sent.id} is ${sent.status}.`);
  return sent;
}

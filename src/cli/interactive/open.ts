import type { Context } from '../context.ts';
import { openAccount } from './open-account.ts';
import { openInteractiveWallet } from './wallet.ts';

/** `upvest-wallet` alone on a terminal. */
export async function run(_options: object, context: Context): Promise<void> {
  await openInteractiveWallet(context, await openAccount(context));
}

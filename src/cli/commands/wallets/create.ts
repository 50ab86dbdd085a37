import type { Wallet } from '../../../index.ts';
import type { Context } from '../../context.ts';
import type { PasswordOptions } from '../../money/account-password.ts';
import { createWallet, followWallet } from '../../money/create-wallet.ts';
import { printOne } from '../../output/listing.ts';
import { walletDetailsView } from '../../views/wallet-details-view.ts';
import { openHolder } from '../../wallet-access.ts';

export interface CreateWalletOptions extends PasswordOptions {
  /** Id or symbol. */
  asset: string;
  index?: number;
  wait?: boolean;
}

export async function run({ wait = false, ...options }: CreateWalletOptions, context: Context): Promise<void> {
  const holder = await openHolder(context);
  const created = await createWallet(context, holder, options);
  context.io.notice(`The wallet ${created.id} is ${created.status}.`);
  let last: Wallet = created;
  try {
    if (wait) {
      await followWallet(context, holder.client, created, (wallet) => {
        last = wallet;
      });
    }
  } finally {
    if (!context.interrupt.aborted) await printOne(last, walletDetailsView, context);
  }
}

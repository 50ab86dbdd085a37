import type { Context } from '../../context.ts';
import { printOne } from '../../output/listing.ts';
import { walletDetailsView } from '../../views/wallet-details-view.ts';
import { openWallet } from '../../wallet-access.ts';

export interface ShowWalletOptions {
  walletId: string;
}

export async function run({ walletId }: ShowWalletOptions, context: Context): Promise<void> {
  const { client } = await openWallet(context);
  await printOne(await client.wallets.retrieve(walletId), walletDetailsView, context);
}

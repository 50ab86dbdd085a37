import type { Wallet } from '../../../index.ts';
import type { Context } from '../../context.ts';
import { UsageError } from '../../errors.ts';
import { printOne } from '../../output/listing.ts';
import { qrLines } from '../../output/qr.ts';
import { walletDetailsView } from '../../views/wallet-details-view.ts';
import { openWallet } from '../../wallet-access.ts';

export interface ShowWalletOptions {
  walletId: string;
  qr?: boolean;
}

export async function run({ walletId, qr = false }: ShowWalletOptions, context: Context): Promise<void> {
  if (qr && context.global.format !== 'table') {
    throw new UsageError('--qr draws for people, and the output is for programs.', 'Leave out one of the two.');
  }
  const { client } = await openWallet(context);
  const wallet = await client.wallets.retrieve(walletId);
  await printOne(wallet, walletDetailsView, context);
  if (qr) await printQr(wallet, context);
}

export async function printQr({ address, id }: Wallet, { io }: Context): Promise<void> {
  if (address === null) throw new UsageError(`The wallet ${id} has no address yet.`, 'Wait until it is ACTIVE.');
  await io.writeLines(['', ...(await qrLines(address, io.colour)), '']);
}

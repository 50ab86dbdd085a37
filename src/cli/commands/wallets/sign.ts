import type { Context } from '../../context.ts';
import type { PasswordOptions } from '../../money/account-password.ts';
import { type SignRequest, signWith } from '../../money/sign-with.ts';
import { printOne } from '../../output/listing.ts';
import { signatureView } from '../../views/signature-view.ts';
import { openHolder } from '../../wallet-access.ts';

export interface SignOptions extends SignRequest, PasswordOptions {
  walletId: string;
}

export async function run({ walletId, ...options }: SignOptions, context: Context): Promise<void> {
  const holder = await openHolder(context);
  await printOne(await signWith(context, holder, walletId, options), signatureView, context);
}

import type { Context } from '../../context.ts';
import type { PasswordOptions } from '../../money/account-password.ts';
import { saveOffboarding } from '../../money/save-offboarding.ts';
import { printOne } from '../../output/listing.ts';
import { recordView } from '../../views/record-view.ts';
import { openHolder } from '../../wallet-access.ts';

export interface OffboardOptions extends PasswordOptions {
  out: string;
}

export const OFFBOARDING_VIEW = recordView(['file', 'username', 'wallets', 'offboarded_wallets', 'bytes'], 'archives');

export async function run({ out, ...options }: OffboardOptions, context: Context): Promise<void> {
  const holder = await openHolder(context);
  await printOne(await saveOffboarding(context, holder, out, options), OFFBOARDING_VIEW, context);
}

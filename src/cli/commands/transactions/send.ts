import type { Context } from '../../context.ts';
import type { PasswordOptions } from '../../money/account-password.ts';
import type { ConfirmOptions } from '../../money/confirm.ts';
import { printSent } from '../../money/print-sent.ts';
import { sendMoney } from '../../money/send-money.ts';
import type { SendRequest } from '../../money/send-plan.ts';
import { openHolder } from '../../wallet-access.ts';

export interface SendOptions extends SendRequest, PasswordOptions, ConfirmOptions {
  walletId: string;
  wait?: boolean;
}

export async function run({ walletId, ...options }: SendOptions, context: Context): Promise<void> {
  const holder = await openHolder(context);
  const created = await sendMoney(context, holder, walletId, options);
  await printSent(context, holder.client, created, options);
}

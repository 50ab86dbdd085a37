import type { Context } from '../../context.ts';
import type { ConfirmOptions } from '../../money/confirm.ts';
import { settleByHand } from '../../money/settle-by-hand.ts';
import { printOne } from '../../output/listing.ts';
import { settledSendView } from '../../views/settled-send-view.ts';
import { openHolder } from '../../wallet-access.ts';

export interface SettleOptions extends ConfirmOptions {
  sendId: string;
}

export async function run({ sendId, ...options }: SettleOptions, context: Context): Promise<void> {
  await printOne(await settleByHand(context, await openHolder(context), sendId, options), settledSendView, context);
}

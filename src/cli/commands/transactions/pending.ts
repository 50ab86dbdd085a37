import type { Context } from '../../context.ts';
import { EXIT } from '../../exit-codes.ts';
import { type SettledSend, settleSends } from '../../money/settle-sends.ts';
import { printList } from '../../output/listing.ts';
import { settledSendView } from '../../views/settled-send-view.ts';
import { type Holder, openHolder } from '../../wallet-access.ts';

/** @returns 6 while the outcome of any stays open */
export async function run(_options: object, context: Context): Promise<number> {
  return (await printSettled(context, await openHolder(context))) ? EXIT.done : EXIT.outcomeUnknown;
}

/** @returns whether all are settled */
export async function printSettled(context: Context, holder: Holder): Promise<boolean> {
  const stayOpen: SettledSend[] = [];
  const watched = async function* () {
    for await (const send of settleSends(holder, context.clock)) {
      if (send.state === 'open') stayOpen.push(send);
      yield send;
    }
  };
  await printList(watched(), settledSendView, context);
  for (const { why, recipient, quantity } of stayOpen) {
    context.io.notice(`Still open: ${quantity} of the smallest unit to ${recipient}. ${why}`);
  }
  return stayOpen.length === 0;
}

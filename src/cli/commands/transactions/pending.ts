import type { Context } from '../../context.ts';
import { EXIT } from '../../exit-codes.ts';
import { commandLine } from '../../money/outcome.ts';
import { type SettledSend, settleSends } from '../../money/settle-sends.ts';
import { printList } from '../../output/listing.ts';
import { settledSendView, toText, whatLines } from '../../views/settled-send-view.ts';
import { type Holder, openHolder } from '../../wallet-access.ts';

/** @returns 6 while the outcome of any stays open */
export async function run(_options: object, context: Context): Promise<number> {
  const stayOpen = await printSettled(context, await openHolder(context));
  for (const { id } of stayOpen) {
    context.io.notice(`Once you know what became of it: ${commandLine(context, `transactions settle ${id}`)}`);
  }
  return stayOpen.length === 0 ? EXIT.done : EXIT.outcomeUnknown;
}

/** @returns what stays open */
export async function printSettled(context: Context, holder: Holder): Promise<SettledSend[]> {
  const stayOpen: SettledSend[] = [];
  const watched = async function* () {
    for await (const send of settleSends(holder, context.clock)) {
      if (send.state === 'open') stayOpen.push(send);
      yield send;
    }
  };
  await printList(watched(), settledSendView, context);
  for (const send of stayOpen) {
    context.io.notice(`Still open: ${whatLines(send).join(', ')} to ${toText(send)}. ${send.why}`);
  }
  return stayOpen;
}

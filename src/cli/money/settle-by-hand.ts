import { type JournalRecord, UpvestError } from '../../index.ts';
import type { Context } from '../context.ts';
import { UsageError } from '../errors.ts';
import { toText, whatLines } from '../views/settled-send-view.ts';
import type { Holder } from '../wallet-access.ts';
import { assertCanConfirm, type ConfirmOptions, confirm, type Facts } from './confirm.ts';
import { commandLine } from './outcome.ts';
import { factsOf, judge, type SettledSend } from './settle-sends.ts';

/**
 * Strikes off a send whose outcome a person knows and the API does not tell. What is known is shown first.
 * @throws {UsageError} there is no such open send
 */
export async function settleByHand(
  context: Context,
  holder: Holder,
  id: string,
  options: ConfirmOptions,
): Promise<SettledSend> {
  assertCanConfirm(context, options);
  const record = (await holder.journal?.open())?.find((open) => open.id === id.toLowerCase());
  if (!record) {
    throw new UsageError(`There is no open send '${id}'.`, `See: ${commandLine(context, 'transactions pending')}`);
  }
  const send = await lookUp(context, holder, record);
  await confirm(context, factsToSettle(send), 'Strike it off? Afterwards nothing holds the same back.', {
    ...options,
    refusal: 'It stays open.',
  });
  await holder.journal?.settle(record.id, send.transaction?.id);
  return send.state === 'open' ? { ...send, state: 'settled_by_hand' } : send;
}

async function lookUp(context: Context, { client, baseUrl }: Holder, record: JournalRecord): Promise<SettledSend> {
  const unknown = (why: string): SettledSend => ({
    ...factsOf(record),
    state: 'open',
    why,
    transaction: null,
    candidates: [],
  });
  if (record.baseUrl !== baseUrl) return unknown(`It was sent to another API, ${record.baseUrl}.`);
  context.io.progress('Looking for it…');
  try {
    return { ...factsOf(record), ...(await judge(client, record, context.clock.now())) };
  } catch (error) {
    if (error instanceof UpvestError) return unknown(`It could not be looked up: ${error.message}`);
    throw error;
  }
}

function factsToSettle(send: SettledSend): Facts {
  const { kind, wallet_id, started_at, why, candidates } = send;
  const [amount = '', ...calls] = whatLines(send);
  const hashes = candidates.map(({ id, status, txhash }) => `${id} is ${status}, hash ${txhash ?? 'not yet known'}`);
  return [
    ['Sent', started_at, `as ${kind === 'send' ? 'a plain send' : `a ${kind} transaction`} of wallet ${wallet_id}`],
    ['To', toText(send)],
    ['Amount', amount],
    ...(calls.length === 0 ? [] : [['Calls', ...calls] as const]),
    ['Known', why],
    ...(hashes.length === 0 ? [] : [['Listed', ...hashes] as const]),
  ];
}

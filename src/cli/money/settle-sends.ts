import {
  ApiError,
  type CallRecord,
  type JournalRecord,
  type SendRecord,
  type Transaction,
  UnexpectedResponseError,
  type WalletClient,
} from '../../index.ts';
import type { Holder } from '../wallet-access.ts';

/** What became of a send whose outcome was not known. */
export interface SettledSend {
  /** Of the record, for `transactions settle`. */
  id: string;
  kind: 'send' | 'raw' | 'complex';
  /** `open` ones stay in the journal. */
  state: 'carried_out' | 'not_carried_out' | 'open' | 'settled_by_hand';
  base_url: string;
  wallet_id: string;
  /** Null for raw and complex ones, whose quantity is in Wei. */
  asset_id: string | null;
  recipient: string | null;
  quantity: string | null;
  /** What a raw or complex one calls. */
  call: string | null;
  started_at: string;
  /** How it is known, or why it is not. */
  why: string;
  transaction: Transaction | null;
  /** Of a raw or complex one that stays open: what it may have become. */
  candidates: Transaction[];
}

/** Not listed is no proof for as long as the request may be on its way or being worked on. */
const PROOF_AFTER_MS = 10 * 60_000;
const MINUTE_MS = 60_000;

/** Asks the API about every open send, newest first, and strikes off those whose outcome is certain now. */
export async function* settleSends(
  { client, baseUrl, journal }: Holder,
  clock: { now(): number },
): AsyncGenerator<SettledSend> {
  // One transaction stands for one send only; of two equal ones, the later send has the later transaction.
  const claimed: string[] = [];
  for (const record of [...((await journal?.open()) ?? [])].reverse()) {
    const apart = { ...record, others: [...(record.others ?? []), ...claimed] };
    const verdict = record.baseUrl === baseUrl ? await judge(client, apart, clock.now()) : elsewhere(record);
    if (verdict.transaction) claimed.push(verdict.transaction.id);
    if (verdict.state !== 'open') await journal?.settle(record.id, verdict.transaction?.id);
    yield { ...factsOf(record), ...verdict };
  }
}

export type Verdict = Pick<SettledSend, 'state' | 'why' | 'transaction' | 'candidates'>;

export async function judge(client: WalletClient, record: JournalRecord, nowMs: number): Promise<Verdict> {
  try {
    const verdict = await (record.kind === undefined ? findSend(client, record) : findCall(client, record));
    if (verdict) return verdict;
  } catch (error) {
    // What is about this record leaves it open; a network that fails or a login that has ended is about all of them.
    if (
      error instanceof UnexpectedResponseError ||
      (error instanceof ApiError && error.status < 500 && error.status !== 401)
    ) {
      return open(`It could not be looked up: ${error.message}`);
    }
    throw error;
  }
  const ageMs = nowMs - record.startedAt;
  if (ageMs >= PROOF_AFTER_MS) {
    return {
      state: 'not_carried_out',
      why: 'The API does not list it after more than ten minutes.',
      transaction: null,
      candidates: [],
    };
  }
  const minutes = Math.max(0, Math.floor(ageMs / MINUTE_MS));
  return open(
    `The API does not list it, ${minutes === 0 ? 'less than a minute' : `${minutes} min`} after it was sent; up to ten minutes that proves nothing, since the request may still be on its way or being worked on.`,
  );
}

async function findSend(client: WalletClient, record: SendRecord): Promise<Verdict | undefined> {
  const transaction = await client.transactions.findRecent(record.walletId, record);
  if (!transaction) return undefined;
  const why = `The API lists it: it is ${transaction.status}.`;
  return { state: 'carried_out', why, transaction, candidates: [] };
}

async function findCall(client: WalletClient, record: CallRecord): Promise<Verdict | undefined> {
  const candidates = await client.transactions.findRecentCalls(record.walletId, record);
  if (candidates.length === 0) return undefined;
  const listed = candidates.map(({ id, status }) => `${id} (${status})`).join(', ');
  const why = `The API lists what may be it, but shows neither amount nor function of such a one: ${listed}. Look it up by its hash, then settle it by hand.`;
  return { ...open(why), candidates };
}

function elsewhere({ baseUrl }: JournalRecord): Verdict {
  return open(`It was sent to another API, ${baseUrl}; log in there to settle it.`);
}

function open(why: string): Verdict {
  return { state: 'open', why, transaction: null, candidates: [] };
}

export function factsOf(record: JournalRecord) {
  const { id, baseUrl, walletId, startedAt } = record;
  const what =
    record.kind === undefined
      ? { asset_id: record.assetId, recipient: record.recipient, quantity: record.quantity, call: null }
      : { asset_id: null, recipient: record.to, quantity: record.value, call: record.call };
  return {
    id,
    kind: record.kind ?? ('send' as const),
    base_url: baseUrl,
    wallet_id: walletId,
    ...what,
    started_at: new Date(startedAt).toISOString(),
  };
}

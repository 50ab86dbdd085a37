import {
  ApiError,
  type SendRecord,
  type Transaction,
  UnexpectedResponseError,
  type WalletClient,
} from '../../index.ts';
import type { Holder } from '../wallet-access.ts';

/** What became of a send whose outcome was not known. */
export interface SettledSend {
  /** `open` ones stay in the journal. */
  state: 'carried_out' | 'not_carried_out' | 'open';
  base_url: string;
  wallet_id: string;
  asset_id: string;
  recipient: string;
  quantity: string;
  started_at: string;
  /** How it is known, or why it is not. */
  why: string;
  transaction: Transaction | null;
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
  const claimed = new Set<string>();
  for (const record of [...((await journal?.open()) ?? [])].reverse()) {
    const verdict = record.baseUrl === baseUrl ? await judge(client, record, claimed, clock.now()) : elsewhere(record);
    if (verdict.transaction) claimed.add(verdict.transaction.id);
    if (verdict.state !== 'open') await journal?.settle(record.id);
    yield { ...factsOf(record), ...verdict };
  }
}

type Verdict = Pick<SettledSend, 'state' | 'why' | 'transaction'>;

async function judge(client: WalletClient, record: SendRecord, claimed: Set<string>, nowMs: number): Promise<Verdict> {
  try {
    const transaction = await find(client, record, claimed);
    if (transaction)
      return { state: 'carried_out', why: `The API lists it: it is ${transaction.status}.`, transaction };
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
    };
  }
  const minutes = Math.max(0, Math.floor(ageMs / MINUTE_MS));
  return open(
    `The API does not list it, ${minutes === 0 ? 'less than a minute' : `${minutes} min`} after it was sent; up to ten minutes that proves nothing, since the request may still be on its way or being worked on.`,
  );
}

async function find(client: WalletClient, record: SendRecord, claimed: Set<string>): Promise<Transaction | undefined> {
  const { walletId, since } = record;
  const found = await client.transactions.findRecent(walletId, record);
  if (!found || !claimed.has(found.id)) return found;
  // The same was sent twice: look on for the other one, told by the API's own spelling of the first.
  for await (const other of client.transactions.list(walletId)) {
    if (other.id === since) return undefined;
    const same = other.asset_id === found.asset_id && other.quantity === found.quantity;
    if (same && other.recipient === found.recipient && !claimed.has(other.id)) return other;
  }
  return undefined;
}

function elsewhere({ baseUrl }: SendRecord): Verdict {
  return open(`It was sent to another API, ${baseUrl}; log in there to settle it.`);
}

function open(why: string): Verdict {
  return { state: 'open', why, transaction: null };
}

function factsOf({ baseUrl, walletId, assetId, recipient, quantity, startedAt }: SendRecord) {
  return {
    base_url: baseUrl,
    wallet_id: walletId,
    asset_id: assetId,
    recipient,
    quantity,
    started_at: new Date(startedAt).toISOString(),
  };
}

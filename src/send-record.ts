/** What every record has. Nothing secret. */
interface OpenRecord {
  /** Made up by us; names the record, not the transaction. */
  id: string;
  baseUrl: string;
  walletId: string;
  /** Id of the wallet's newest transaction before the send, null when it had none: what is newer may be this one. */
  since: string | null;
  /** Epoch milliseconds. */
  startedAt: number;
  /** Ids of transactions that are known to be other sends, so that they are not taken for this one. */
  others?: string[];
}

/** What was about to be sent with `transactions.create`. Amounts are decimal strings of the smallest unit. */
export interface SendRecord extends OpenRecord {
  kind?: undefined;
  assetId: string;
  recipient: string;
  quantity: string;
  /** The wallet's address: tells a send to oneself from an equal incoming one. */
  sender?: string;
}

/** What was about to be sent with `transactions.createRaw` or `createComplex`. */
export interface CallRecord extends OpenRecord {
  kind: 'raw' | 'complex';
  /** SHA-256 of what it does: recipient, value, and data or function with its parameters. Not of nonce, gas and funding. */
  digest: string;
  /** Recipient or contract; null where it creates a contract or cannot be read. */
  to: string | null;
  /** In Wei, as a decimal string; null where it cannot be read. */
  value: string | null;
  /** For people: function and parameters, or data; bounded. It is public on the chain once it is sent. Null for a mere payment. */
  call: string | null;
}

/** One entry of a send journal. */
export type JournalRecord = SendRecord | CallRecord;

export function isCall(record: JournalRecord): record is CallRecord {
  return record.kind !== undefined;
}

/**
 * Whether both would do the same: pay the same to the same recipient, or call the same with the same. What it costs does not matter,
 * nor in which turn it comes. Ethereum addresses differ in case and are the same.
 */
export function isSameSend(a: JournalRecord, b: JournalRecord): boolean {
  if (!isSameWallet(a, b)) return false;
  if (isCall(a) || isCall(b)) return isCall(a) && isCall(b) && a.digest === b.digest;
  return (
    isSameId(a.assetId, b.assetId) &&
    a.quantity === b.quantity &&
    canonicalAddress(a.recipient) === canonicalAddress(b.recipient)
  );
}

/** Whether a transaction of the one could be taken for the other: of calls, the API shows neither amount nor function. */
export function canBeMistaken(a: JournalRecord, b: JournalRecord): boolean {
  return isSameSend(a, b) || (isCall(a) && isCall(b) && isSameWallet(a, b));
}

function isSameWallet(a: JournalRecord, b: JournalRecord): boolean {
  return a.baseUrl === b.baseUrl && isSameId(a.walletId, b.walletId);
}

/** Hexadecimal and bech32 addresses mean the same in any case; base58 ones do not. */
export function canonicalAddress(address: string): string {
  return /^0x[0-9a-f]{40}$/i.test(address) || /^(bc1|tb1)/i.test(address) ? address.toLowerCase() : address;
}

/** Ids are UUIDs, which the API takes in any case and answers in lower case (RFC 9562). */
export function isSameId(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}

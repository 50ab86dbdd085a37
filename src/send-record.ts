/** What was about to be sent. Nothing secret. Amounts are decimal strings of the smallest unit. */
export interface SendRecord {
  /** Made up by us; names the record, not the transaction. */
  id: string;
  baseUrl: string;
  walletId: string;
  assetId: string;
  recipient: string;
  quantity: string;
  /** Id of the wallet's newest transaction before the send, null when it had none: what is newer may be this one. */
  since: string | null;
  /** Epoch milliseconds. */
  startedAt: number;
}

/** Whether both would pay the same thing to the same recipient. Ethereum addresses differ in case and are the same. */
export function isSameSend(a: SendRecord, b: SendRecord): boolean {
  return (
    a.baseUrl === b.baseUrl &&
    isSameId(a.walletId, b.walletId) &&
    isSameId(a.assetId, b.assetId) &&
    a.quantity === b.quantity &&
    canonicalAddress(a.recipient) === canonicalAddress(b.recipient)
  );
}

/** Hexadecimal and bech32 addresses mean the same in any case; base58 ones do not. */
export function canonicalAddress(address: string): string {
  return /^0x[0-9a-f]{40}$/i.test(address) || /^(bc1|tb1)/i.test(address) ? address.toLowerCase() : address;
}

/** Ids are UUIDs, which the API takes in any case and answers in lower case (RFC 9562). */
export function isSameId(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}

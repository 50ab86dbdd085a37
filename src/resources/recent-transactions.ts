import { canonicalAddress, isSameId } from '../send-record.ts';
import type { Transaction } from '../wire.ts';
import { toWireAmount } from './money.ts';

/** What to look for after an unknown outcome of a raw or complex transaction. */
export interface RecentCall {
  /** Id of the newest transaction before it (`error.sentCall.since`); null when there was none: all of them are looked through. */
  since: string | null;
  /** Ids of transactions that are known to be others. */
  others?: readonly string[] | undefined;
}

/** What to look for after an unknown outcome of a send. */
export interface RecentTransaction extends RecentCall {
  recipient: string;
  quantity: bigint | string;
  assetId: string;
  /** The wallet's own address: with it, a send to oneself is told from an equal incoming one. */
  sender?: string | undefined;
}

/** Tells whether a transaction is the wanted one. */
export function sendFinder(wanted: RecentTransaction): (candidate: Transaction) => boolean {
  const { assetId, others = [] } = wanted;
  const quantity = typeof wanted.quantity === 'bigint' ? toWireAmount('quantity', wanted.quantity) : wanted.quantity;
  const recipient = canonicalAddress(wanted.recipient);
  const toOneself = wanted.sender !== undefined && canonicalAddress(wanted.sender) === recipient;
  return ({ id, recipient: to, sender, ...candidate }) =>
    candidate.quantity === quantity &&
    isSameId(candidate.asset_id ?? '', assetId) &&
    typeof to === 'string' &&
    canonicalAddress(to) === recipient &&
    // Lists have incoming ones too. Anything else that pays this recipient is outgoing.
    (!toOneself || canonicalAddress(sender) === recipient) &&
    !others.includes(id);
}

/**
 * Whether a transaction may be a raw or complex one of the wallet: these show no asset and no quantity (contract 3.5). Their recipient
 * decides nothing: it may be null, and whether it is the contract or whom the call pays is not said.
 */
export function mayBeCall(
  { id, asset_id, quantity, sender }: Transaction,
  address: string | null,
  others: readonly string[] = [],
): boolean {
  const isTransfer = typeof asset_id === 'string' && typeof quantity === 'string';
  // Only what says that somebody else sent it is left out.
  const isIncoming = address !== null && isAddress(sender) && canonicalAddress(sender) !== canonicalAddress(address);
  return !isTransfer && !isIncoming && !others.includes(id);
}

function isAddress(text: string): boolean {
  return /^0x[0-9a-f]{40}$/i.test(text);
}

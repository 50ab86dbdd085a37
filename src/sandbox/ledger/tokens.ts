import { keccak_256 } from '@noble/hashes/sha3.js';
import { hex } from '@scure/base';
import type { Asset } from '../../wire.ts';
import { ASSETS } from '../assets.ts';
import { toChecksumAddress } from '../keys/addresses.ts';

/** First four bytes of keccak256("transfer(address,uint256)"), EIP-20. */
const TRANSFER_SELECTOR = 'a9059cbb';
const WORD_BYTES = 32;

export function isToken(asset: Asset): boolean {
  return asset.protocol.startsWith('erc20');
}

/**
 * The contract (EIP-55) of a token. The faucet token's is not known (contract 5): on the sandbox's chain it lies at an
 * address of the sandbox's own making, which its metadata does not claim to be the real one.
 */
export function contractOf(asset: Asset): string {
  const known = asset.metadata.contract?.replace(/^0x/, '').toLowerCase();
  const digest = keccak_256(new TextEncoder().encode(`upvest-wallet sandbox token ${asset.id}`));
  return toChecksumAddress(known ?? hex.encode(digest.subarray(-20)));
}

const TOKENS: ReadonlyMap<string, Asset> = new Map(ASSETS.filter(isToken).map((asset) => [contractOf(asset), asset]));

/** The token whose contract lies at an address (EIP-55). */
export function tokenAt(address: string): Asset | undefined {
  return TOKENS.get(address);
}

/** The call data of an EIP-20 transfer. */
export function encodeTransfer(recipient: string, quantity: bigint): Uint8Array {
  const words = recipient.slice(2).toLowerCase().padStart(64, '0') + quantity.toString(16).padStart(64, '0');
  return hex.decode(TRANSFER_SELECTOR + words);
}

export interface TokenTransfer {
  /** EIP-55. */
  recipient: string;
  quantity: bigint;
}

/** Undefined if the call data is no EIP-20 transfer. */
export function decodeTransfer(data: Uint8Array): TokenTransfer | undefined {
  const digits = hex.encode(data);
  if (data.length < 4 + 2 * WORD_BYTES || !digits.startsWith(TRANSFER_SELECTOR)) return undefined;
  return {
    recipient: toChecksumAddress(digits.slice(8 + 24, 8 + 64)),
    quantity: BigInt(`0x${digits.slice(8 + 64, 8 + 128)}`),
  };
}

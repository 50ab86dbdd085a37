import { Address, TEST_NETWORK } from '@scure/btc-signer';
import { toChecksumAddress } from '../keys/addresses.ts';

/** The address as the sandbox writes it, EIP-55; undefined if it is none or its mixed case is not its checksum. */
export function parseEthereumAddress(text: string): string | undefined {
  const digits = /^0x([0-9a-fA-F]{40})$/.exec(text)?.[1];
  if (digits === undefined) return undefined;
  const address = toChecksumAddress(digits.toLowerCase());
  const oneCase = digits === digits.toLowerCase() || digits === digits.toUpperCase();
  return oneCase || text === address ? address : undefined;
}

/** Any address of Bitcoin's testnet: base58check of its versions, bech32 or bech32m with its prefix `tb`. */
export function parseBitcoinAddress(text: string): string | undefined {
  // Bech32 may be written in capitals; base58 may not be changed.
  const address = /^TB1[0-9A-Z]+$/.test(text) ? text.toLowerCase() : text;
  try {
    Address(TEST_NETWORK).decode(address);
    return address;
  } catch {
    return undefined;
  }
}

/** For an address that may be of any network the sandbox has. */
export function canonicalAddress(text: string): string {
  return parseEthereumAddress(text) ?? parseBitcoinAddress(text) ?? text;
}

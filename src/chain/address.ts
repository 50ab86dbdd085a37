import { InvalidInputError } from '../errors.ts';
import type { Protocol } from '../wire.ts';
import type { AddressProblem } from './address-problem.ts';
import { arweaveAddressProblem } from './arweave-address.ts';
import { bitcoinAddressProblem } from './bitcoin-address.ts';
import { ethereumRecipientProblem } from './ethereum-address.ts';
import { addressKindOf } from './protocol.ts';

/** No kind known here comes near it; it keeps base58, which is slow for long texts, from being fed with books. */
const LONGEST_ADDRESS = 120;

/**
 * Throws unless `address` can receive on the network of `protocol`, so that a slip is found before money moves.
 *
 * - Ethereum and ERC20, any network: `0x` and 40 hex digits, the checksum of EIP-55 when upper and lower case are mixed;
 *   not the zero address, from which nothing comes back.
 * - Bitcoin: base58check P2PKH and P2SH, bech32 (BIP-173) and bech32m (BIP-350), of the wallet's own network: `bitcoin` or
 *   `bitcoin_testnet`. Not regtest's `bcrt1`; its base58 addresses cannot be told from the testnet's.
 * - Arweave: 43 base64url characters of 32 bytes. It has no checksum: a mistyped one that is well-formed passes.
 * - Any other protocol (an open set): not empty, no blanks or control characters, at most 120 characters.
 *
 * @param address as it will be sent; nothing is trimmed or corrected
 * @param protocol `wallet.protocol` or `asset.protocol`
 * @throws {InvalidInputError} says what is wrong; its `hint` what to do
 */
export function assertAddress(address: string, protocol: Protocol): void {
  const problem = generalProblem(address) ?? kindProblem(address, protocol);
  if (problem) throw new InvalidInputError(problem.message, { hint: problem.hint });
}

function generalProblem(address: unknown): AddressProblem | undefined {
  if (typeof address !== 'string' || address === '') {
    return { message: 'The address is missing.', hint: 'Give the address as text.' };
  }
  if (/[\s\p{C}]/u.test(address)) {
    return {
      message: 'The address has a blank, a line break or an invisible character in it.',
      hint: 'Copy it again, without anything around it.',
    };
  }
  if (address.length > LONGEST_ADDRESS) {
    return {
      message: `The address has ${address.length} characters; none has more than ${LONGEST_ADDRESS}.`,
      hint: 'Copy the address alone.',
    };
  }
  return undefined;
}

function kindProblem(address: string, protocol: Protocol): AddressProblem | undefined {
  const kind = addressKindOf(protocol);
  switch (kind) {
    case 'ethereum':
      return ethereumRecipientProblem(address);
    case 'bitcoin':
    case 'bitcoin_testnet':
      return bitcoinAddressProblem(address, kind);
    case 'arweave':
      return arweaveAddressProblem(address);
    case undefined:
      return undefined;
  }
}

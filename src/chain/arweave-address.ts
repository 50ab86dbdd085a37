import { createHash } from 'node:crypto';
import { base64urlnopad } from '@scure/base';
import { type AddressProblem, COPY_AGAIN } from './address-problem.ts';

/**
 * The address of a secp256k1 key: SHA-256 of the compressed public key. Arweave's usual keys are RSA, but the API signs
 * with secp256k1 for every wallet (contract 3.6), which Arweave takes since its release 2.9; the sandbox has chosen the same.
 */
export function arweaveAddress(compressedKey: Uint8Array): string {
  return createHash('sha256').update(compressedKey).digest('base64url');
}

/** 32 bytes as base64url without padding: 43 characters. There is no checksum. */
export function arweaveAddressProblem(address: string): AddressProblem | undefined {
  if (!/^[A-Za-z0-9_-]+$/.test(address)) {
    return {
      message: 'This is no Arweave address: it has other characters than A to Z, a to z, 0 to 9, - and _.',
      hint: 'Check that the recipient is on Arweave.',
    };
  }
  if (address.length !== 43) {
    return { message: `The Arweave address has ${address.length} characters instead of 43.`, hint: COPY_AGAIN };
  }
  try {
    // 43 characters are 258 bits: the decoder refuses the ones whose last two are not zero.
    base64urlnopad.decode(address);
    return undefined;
  } catch {
    return { message: 'The Arweave address ends in a character that no address ends in.', hint: COPY_AGAIN };
  }
}

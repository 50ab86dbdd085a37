import { keccak_256 } from '@noble/hashes/sha3.js';
import { hex } from '@scure/base';
import { type AddressProblem, COPY_AGAIN } from './address-problem.ts';

const ADDRESS = /^0x([0-9a-fA-F]{40})$/;

/** The address of a public key: the last 20 bytes of keccak256 over `x ‖ y`, 32 bytes each (contract 3.6), as EIP-55. */
export function ethereumAddress(xy: Uint8Array): string {
  return toChecksumAddress(hex.encode(keccak_256(xy).subarray(-20)));
}

/** EIP-55: a letter is upper case where the keccak256 of the lower-case digits (as ASCII) has a nibble of 8 or more. */
function toChecksumAddress(lowerCaseDigits: string): string {
  const digest = hex.encode(keccak_256(new TextEncoder().encode(lowerCaseDigits)));
  const digits = Array.from(lowerCaseDigits, (digit, position) =>
    digest.charAt(position) >= '8' ? digit.toUpperCase() : digit,
  );
  return `0x${digits.join('')}`;
}

/** As {@link ethereumAddressProblem}, and the zero address is refused: what it is sent is lost. */
export function ethereumRecipientProblem(address: string): AddressProblem | undefined {
  if (/^0x0{40}$/.test(address)) {
    return {
      message: 'This is the zero address: nobody has its key, so what is sent there is lost.',
      hint: 'Ask the recipient for the address; an empty field often shows as zeros.',
    };
  }
  return ethereumAddressProblem(address);
}

/** EIP-55. All digits in one case carry no checksum and pass, as everywhere. */
export function ethereumAddressProblem(address: string): AddressProblem | undefined {
  const digits = ADDRESS.exec(address)?.[1];
  if (digits === undefined) return formProblem(address);
  const lowerCase = digits.toLowerCase();
  if (digits === lowerCase || digits === digits.toUpperCase()) return undefined;
  if (address === toChecksumAddress(lowerCase)) return undefined;
  return {
    message: 'The Ethereum address has a wrong checksum (EIP-55): a character is mistyped, or its case was changed.',
    hint: COPY_AGAIN,
  };
}

function formProblem(address: string): AddressProblem {
  if (!address.startsWith('0x')) {
    return {
      message: 'This is no Ethereum address: it does not begin with 0x.',
      hint: 'An Ethereum address is 0x and 40 hex digits. Check that the recipient is on the same blockchain.',
    };
  }
  if (!/^0x[0-9a-fA-F]*$/.test(address)) {
    return {
      message: 'The Ethereum address has characters that are no hex digits.',
      hint: 'After 0x come only 0 to 9 and a to f. Names such as name.eth are not resolved here.',
    };
  }
  return {
    message: `The Ethereum address has ${address.length - 2} digits after 0x instead of 40.`,
    hint: COPY_AGAIN,
  };
}

import type { Facts } from './confirm.ts';
import { feeText, inBothUnits } from './fee-text.ts';
import { decodeRlp, type RlpItem } from './rlp.ts';

const LONGEST_DATA_SHOWN = 64;

/**
 * What an unsigned transaction says, for the person who is to confirm it: nonce, gas price, gas limit, recipient, value and data, with or
 * without the three members of EIP-155. One of another form is shown as bytes, and said to be unread.
 */
export function rawTransactionFacts(bytes: Uint8Array): Facts {
  const item = decodeRlp(bytes);
  const fields = Array.isArray(item) ? item : [];
  const [nonce, gasPrice, gasLimit, to, value, data] = fields;
  if (
    fields.length < 6 ||
    !isBytes(nonce) ||
    !isBytes(gasPrice) ||
    !isBytes(gasLimit) ||
    !isBytes(to) ||
    !isBytes(value) ||
    !isBytes(data)
  ) {
    return [
      ['Transaction', `${bytes.length} bytes that this program cannot read: you sign them blindly`, hexOf(bytes)],
    ];
  }
  return [
    ['To', to.length === 0 ? '(creates a contract)' : hexOf(to)],
    ['Amount', inBothUnits(numberOf(value), 'ethereum')],
    ['Data', data.length === 0 ? 'none' : `${data.length} bytes: ${hexOf(data)}`],
    ['Fee', feeText({ gasLimit: numberOf(gasLimit), gasPrice: numberOf(gasPrice) }, 'ethereum')],
    ['Nonce', String(numberOf(nonce))],
  ];
}

function isBytes(item: RlpItem | undefined): item is Uint8Array {
  return item instanceof Uint8Array;
}

function numberOf(bytes: Uint8Array): bigint {
  return bytes.length === 0 ? 0n : BigInt(`0x${Buffer.from(bytes).toString('hex')}`);
}

function hexOf(bytes: Uint8Array): string {
  const digits = Buffer.from(bytes.subarray(0, LONGEST_DATA_SHOWN)).toString('hex');
  return bytes.length > LONGEST_DATA_SHOWN ? `0x${digits}… (${bytes.length} bytes)` : `0x${digits}`;
}

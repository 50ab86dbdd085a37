import { readUnsignedTransaction } from '../../index.ts';
import type { Facts } from './confirm.ts';
import { feeText, inBothUnits } from './fee-text.ts';

const LONGEST_DATA_SHOWN = 64;

/** What an unsigned transaction says, for the person who is to confirm it. One of another form is shown as bytes, and said to be unread. */
export function rawTransactionFacts(bytes: Uint8Array): Facts {
  const transaction = readUnsignedTransaction(bytes);
  if (!transaction) {
    return [
      ['Transaction', `${bytes.length} bytes that this program cannot read: you sign them blindly`, hexOf(bytes)],
    ];
  }
  const { nonce, gasPrice, gasLimit, to, value, data } = transaction;
  return [
    ['To', to ?? '(creates a contract)'],
    ['Amount', inBothUnits(value, 'ethereum')],
    ['Data', data.length === 0 ? 'none' : `${data.length} bytes: ${hexOf(data)}`],
    ['Fee', feeText({ gasLimit, gasPrice }, 'ethereum')],
    ['Nonce', String(nonce)],
  ];
}

function hexOf(bytes: Uint8Array): string {
  const digits = Buffer.from(bytes.subarray(0, LONGEST_DATA_SHOWN)).toString('hex');
  return bytes.length > LONGEST_DATA_SHOWN ? `0x${digits}… (${bytes.length} bytes)` : `0x${digits}`;
}

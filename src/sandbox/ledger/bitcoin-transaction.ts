import { Address, OutScript, TEST_NETWORK, Transaction } from '@scure/btc-signer';
import type { SignedTransaction } from './ethereum-transaction.ts';

/** All the Bitcoin there will be. */
export const MAX_SATOSHI = 2_100_000_000_000_000n;

export interface BitcoinPlan {
  /** `raw`: the whole transaction in which the coin was made. */
  inputs: { raw: Uint8Array; txhash: string; index: number }[];
  /** `value`: Satoshi. */
  outputs: { address: string; value: bigint }[];
}

/** Signs every input, all of which pay to the key's hash (P2PKH), with SIGHASH_ALL. */
export function signBitcoin({ inputs, outputs }: BitcoinPlan, privateKey: Uint8Array): SignedTransaction {
  const transaction = new Transaction();
  for (const { raw, txhash, index } of inputs) transaction.addInput({ txid: txhash, index, nonWitnessUtxo: raw });
  for (const { address, value } of outputs) transaction.addOutputAddress(address, value, TEST_NETWORK);
  transaction.sign(privateKey);
  transaction.finalize();
  return { raw: transaction.extract(), txhash: transaction.id };
}

/** The output script of a testnet address. */
export function scriptOf(address: string): Uint8Array {
  return OutScript.encode(Address(TEST_NETWORK).decode(address));
}

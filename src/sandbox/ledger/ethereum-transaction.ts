import { hex } from '@scure/base';
import { Transaction } from 'micro-eth-signer';

/** One Ethereum transaction before it is signed. Amounts in Wei. */
export interface EthereumCall {
  /** EIP-55; null creates a contract. */
  to: string | null;
  value: bigint;
  data: Uint8Array;
}

export interface Gas {
  gasLimit: bigint;
  gasPrice: bigint;
}

export interface SignedTransaction {
  raw: Uint8Array;
  txhash: string;
}

/** Ropsten, of which all of the sandbox's Ethereum assets are (contract 5). */
export const CHAIN_ID = 3;

/** A legacy transaction with the replay protection of EIP-155, which is what Ropsten took while the service lived. */
export function signEthereum(
  { to, value, data, gasLimit, gasPrice }: EthereumCall & Gas,
  nonce: number,
  privateKey: Uint8Array,
): SignedTransaction {
  const fields = {
    type: 'legacy',
    chainId: BigInt(CHAIN_ID),
    nonce: BigInt(nonce),
    gasPrice,
    gasLimit,
    to: to ?? '0x',
    value,
    data: `0x${hex.encode(data)}`,
  } as const;
  // Without extra entropy: the same request makes the same bytes (RFC 6979).
  // Not its strict mode: that one refuses what people rarely mean, and the demo wallet has 10^11 Ether.
  const signed = Transaction.prepare(fields, false).signBy(privateKey, false);
  return { raw: signed.toBytes(), txhash: `0x${signed.hash.replace(/^0x/, '')}` };
}

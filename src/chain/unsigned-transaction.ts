import { decodeRlp, type RlpItem } from './rlp.ts';

/** What an unsigned Ethereum transaction says. Amounts in Wei. */
export interface UnsignedTransaction {
  nonce: bigint;
  gasPrice: bigint;
  gasLimit: bigint;
  /** In hex; null when it creates a contract. */
  to: string | null;
  value: bigint;
  data: Uint8Array;
}

/**
 * Reads nonce, gas price, gas limit, recipient, value and data, with or without the three members of EIP-155. Undefined for bytes of
 * another form. For showing and comparing only: what is sent are the bytes themselves.
 */
export function readUnsignedTransaction(bytes: Uint8Array): UnsignedTransaction | undefined {
  const item = decodeRlp(bytes);
  const [nonce, gasPrice, gasLimit, to, value, data] = Array.isArray(item) ? item : [];
  if (
    !isBytes(nonce) ||
    !isBytes(gasPrice) ||
    !isBytes(gasLimit) ||
    !isBytes(to) ||
    !isBytes(value) ||
    !isBytes(data)
  ) {
    return undefined;
  }
  return {
    nonce: numberOf(nonce),
    gasPrice: numberOf(gasPrice),
    gasLimit: numberOf(gasLimit),
    to: to.length === 0 ? null : `0x${Buffer.from(to).toString('hex')}`,
    value: numberOf(value),
    data,
  };
}

function isBytes(item: RlpItem | undefined): item is Uint8Array {
  return item instanceof Uint8Array;
}

function numberOf(bytes: Uint8Array): bigint {
  return bytes.length === 0 ? 0n : BigInt(`0x${Buffer.from(bytes).toString('hex')}`);
}

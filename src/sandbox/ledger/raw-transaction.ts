import { hex } from '@scure/base';
import { RLP } from 'micro-eth-signer/core/rlp.js';
import { invalidField } from '../error-envelope.ts';
import { toChecksumAddress } from '../keys/addresses.ts';
import { CHAIN_ID, type EthereumCall, type Gas } from './ethereum-transaction.ts';

/** Largest code of a contract that is created, in bytes (EIP-3860). */
const MAX_INIT_CODE_BYTES = 49_152;

/**
 * Reads an unsigned legacy transaction (contract 3.5): nonce, gas price, gas limit, recipient, value, data, and, in the
 * form of EIP-155, the chain id and two empty fields. Throws a 400 for anything else, also for the typed transactions of
 * later years.
 */
export function parseRawTransaction(bytes: Uint8Array): EthereumCall & Gas & { nonce: bigint } {
  const [nonce, gasPrice, gasLimit, to, value, data, ...replayProtection] = decodeFields(bytes);
  if (nonce === undefined || gasPrice === undefined || gasLimit === undefined) throw invalid('too few fields');
  if (to === undefined || value === undefined || data === undefined) throw invalid('too few fields');
  checkReplayProtection(replayProtection);
  if (to.length !== 20 && to.length !== 0) throw invalid('a recipient that is no address');
  if (to.length === 0 && data.length > MAX_INIT_CODE_BYTES) throw invalid('too large a contract');
  return {
    nonce: toInteger(nonce),
    gasPrice: toInteger(gasPrice),
    gasLimit: toInteger(gasLimit),
    to: to.length === 0 ? null : toChecksumAddress(hex.encode(to)),
    value: toInteger(value),
    data,
  };
}

function decodeFields(bytes: Uint8Array): Uint8Array[] {
  let decoded: unknown;
  try {
    decoded = RLP.decode(bytes);
  } catch {
    throw invalid('no RLP');
  }
  if (!Array.isArray(decoded)) throw invalid('no list of fields');
  return decoded.map((field: unknown) => {
    if (!(field instanceof Uint8Array)) throw invalid('a list in the place of a field');
    return field;
  });
}

function checkReplayProtection(fields: readonly Uint8Array[]): void {
  if (fields.length === 0) return;
  const [chainId, r, s] = fields;
  if (fields.length !== 3 || chainId === undefined) throw invalid(`${6 + fields.length} fields`);
  if (r?.length !== 0 || s?.length !== 0) throw invalid('a signature; it is to be unsigned');
  if (toInteger(chainId) !== BigInt(CHAIN_ID)) throw invalid(`a chain id other than ${CHAIN_ID}`);
}

/** Big-endian without zeros in front, as the Yellow Paper has its integers. */
function toInteger(bytes: Uint8Array): bigint {
  if (bytes.length > 32 || bytes[0] === 0) throw invalid('an integer that is not written as one');
  return bytes.length === 0 ? 0n : BigInt(`0x${hex.encode(bytes)}`);
}

function invalid(what: string) {
  return invalidField('raw_tx', 'invalid', `The field raw_tx is not an unsigned Ethereum transaction: it has ${what}.`);
}

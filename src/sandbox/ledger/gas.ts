import { invalidField } from '../error-envelope.ts';
import type { EthereumCall, Gas } from './ethereum-transaction.ts';
import { tokenAt } from './tokens.ts';

/** Wei per unit of gas for the names of contract 3.5. `medium` is the price of the contract's own example. */
export const GAS_PRICES = {
  fastest: 10_000_000_000n,
  fast: 5_000_000_000n,
  medium: 2_000_000_000n,
  slow: 1_000_000_000n,
} as const;

export const GAS_PRICE_NAMES = ['fastest', 'fast', 'medium', 'slow'] as const;

/** Ropsten's blocks held 8 to 30 million. */
const MAX_GAS_LIMIT = 30_000_000n;

/** One Ether per unit of gas: above it, the product with the limit would leave the range of an amount. */
const MAX_GAS_PRICE = 10n ** 18n;

const TRANSACTION_GAS = 21_000n;
const CREATION_GAS = 32_000n;
const ZERO_BYTE_GAS = 4n;
const OTHER_BYTE_GAS = 16n;

/** What running a token contract costs here. The sandbox has no Ethereum machine; real transfers cost about as much. */
const TOKEN_CALL_GAS = 30_000n;

/** The gas that a call uses up: the protocol's share (Yellow Paper, EIP-2028), and a flat one for a known contract. */
export function gasNeeded({ to, data }: EthereumCall): bigint {
  let gas = TRANSACTION_GAS + (to === null ? CREATION_GAS : 0n);
  for (const byte of data) gas += byte === 0 ? ZERO_BYTE_GAS : OTHER_BYTE_GAS;
  return to !== null && data.length > 0 && tokenAt(to) !== undefined ? gas + TOKEN_CALL_GAS : gas;
}

/** What a request may say about fees, in Wei; the price may come by name. */
export interface FeeWish {
  fee?: bigint | undefined;
  gasLimit?: bigint | undefined;
  gasPrice?: bigint | undefined;
}

/** The gas that is offered, by the rules of contract 3.5. Throws a 400 that names the field. */
export function chooseGas({ fee, gasLimit, gasPrice }: FeeWish, call: EthereumCall): Gas {
  if (fee !== undefined && (gasLimit !== undefined || gasPrice !== undefined)) {
    throw invalidField('fee', 'invalid', 'A fee cannot be given together with gas_limit or gas_price.');
  }
  if (gasLimit !== undefined && gasLimit > MAX_GAS_LIMIT) {
    throw invalidField('gas_limit', 'invalid', `The gas limit is above ${MAX_GAS_LIMIT}.`);
  }
  if (gasPrice !== undefined && gasPrice > MAX_GAS_PRICE) {
    throw invalidField('gas_price', 'invalid', `The gas price is above ${MAX_GAS_PRICE} Wei.`);
  }
  if (fee !== undefined) return gasForFee(fee, call);
  return { gasLimit: gasLimit ?? defaultGasLimit(call), gasPrice: gasPrice ?? GAS_PRICES.medium };
}

/** A plain transfer uses what it says; for a call the caller leaves room. */
function defaultGasLimit(call: EthereumCall): bigint {
  const needed = gasNeeded(call);
  return call.data.length === 0 ? needed : needed * 2n;
}

/**
 * A limit and a price whose product is the fee, so that the offered fee is the one that was asked for (contract 3.5). The
 * limit is raised up to twofold to find them; a fee that no limit divides is offered as nearly as its price allows.
 */
function gasForFee(fee: bigint, call: EthereumCall): Gas {
  const smallest = defaultGasLimit(call);
  if (fee > 0n && fee < smallest) throw invalidField('fee', 'invalid', `The fee is below ${smallest} Wei, 1 per gas.`);
  if (fee > smallest * MAX_GAS_PRICE) throw invalidField('fee', 'invalid', 'The fee is out of all proportion.');
  for (let gasLimit = smallest; gasLimit <= smallest * 2n && gasLimit <= fee; gasLimit++) {
    if (fee % gasLimit === 0n) return { gasLimit, gasPrice: fee / gasLimit };
  }
  return { gasLimit: smallest, gasPrice: fee / smallest };
}

import type { GasPriceLevel } from '../../index.ts';
import { UsageError } from '../errors.ts';

/** As the API takes them, in the smallest unit. */
export interface FeeOptions {
  fee?: bigint;
  gasLimit?: bigint;
  gasPrice?: bigint | GasPriceLevel;
}

export function assertFeeOptions({ fee, gasLimit, gasPrice: price }: FeeOptions, isEthereum: boolean): void {
  const gas = gasLimit !== undefined || price !== undefined;
  if (fee !== undefined && gas) {
    throw new UsageError('--fee is the product of --gas-limit and --gas-price.', 'Give the one or the others.');
  }
  if (gas && !isEthereum) {
    throw new UsageError('Only Ethereum has gas; this wallet is on another network.', 'Give --fee instead.');
  }
}

import { formatAmount } from '../../index.ts';
import type { FeeOptions } from './fee-options.ts';

/** What fees are paid in: the native asset of the network, whatever is sent. */
interface FeeUnit {
  symbol: string;
  exponent: number;
  smallest: string;
}

const UNITS: Readonly<Record<string, FeeUnit>> = {
  ethereum: { symbol: 'ETH', exponent: 18, smallest: 'Wei' },
  erc20: { symbol: 'ETH', exponent: 18, smallest: 'Wei' },
  bitcoin: { symbol: 'BTC', exponent: 8, smallest: 'Satoshi' },
  arweave: { symbol: 'AR', exponent: 12, smallest: 'Winston' },
};

export function isEthereum(protocol: string): boolean {
  return /^(ethereum|erc20)(_|$)/.test(protocol);
}

/** The fee in words, and the most that it can cost where that is known. */
export function feeText({ fee, gasLimit, gasPrice }: FeeOptions, protocol: string): string {
  if (fee !== undefined) return `at most ${inBothUnits(fee, protocol)}`;
  if (gasLimit !== undefined && typeof gasPrice === 'bigint') {
    return `at most ${inBothUnits(gasLimit * gasPrice, protocol)}: ${gasLimit} gas at ${gasPrice} Wei each`;
  }
  const parts = [
    gasLimit === undefined ? undefined : `at most ${gasLimit} gas`,
    gasPrice === undefined ? undefined : `at ${gasPrice}${typeof gasPrice === 'bigint' ? ' Wei each' : ' price'}`,
  ].filter((part) => part !== undefined);
  return parts.length === 0
    ? 'set by the server; its largest cost is not known'
    : `${parts.join(' ')}; the rest is set by the server, so its largest cost is not known`;
}

/** Asset units and smallest units. */
export function inBothUnits(amount: bigint | string, protocol: string): string {
  const unit = UNITS[protocol.split('_')[0] ?? ''];
  if (!unit) return `${amount} of the smallest unit`;
  return `${formatAmount({ ...unit, amount })} (${amount} ${unit.smallest})`;
}

import { type Command, InvalidArgumentError } from 'commander';
import type { GasPriceLevel } from '../../index.ts';

const LEVELS: readonly GasPriceLevel[] = ['fastest', 'fast', 'medium', 'slow'];
const LARGEST = 2n ** 256n - 1n;

/** A whole number of any size. */
export function wholeQuantity(text: string): bigint {
  const value = /^\d{1,78}$/.test(text) ? BigInt(text) : undefined;
  if (value !== undefined && value <= LARGEST) return value;
  throw new InvalidArgumentError('It must be a whole number of the smallest unit: digits only.');
}

export function gasPrice(text: string): bigint | GasPriceLevel {
  const level = LEVELS.find((name) => name === text);
  if (level !== undefined) return level;
  if (/^\d+$/.test(text)) return wholeQuantity(text);
  throw new InvalidArgumentError(`It must be a whole number of Wei, or one of: ${LEVELS.join(', ')}.`);
}

/** Absent is the server's choice, which is neither of the two. */
export function fundOptions(command: Command): Command {
  return command
    .option('--fund', 'have the fee sent to the wallet first')
    .option('--no-fund', 'pay the fee from what the wallet has')
    .setOptionValue('fund', undefined);
}

export function yesOption(command: Command): Command {
  return command.option('--yes', 'do not ask: it is confirmed');
}

export function waitOption(command: Command): Command {
  return command.option('--wait', 'follow it to its final status');
}

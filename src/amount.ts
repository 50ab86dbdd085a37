import { InvalidInputError } from './errors.ts';

/** An amount with what is needed to show it; a wallet's balance is one. `amount`: integer of the smallest unit. */
export interface DisplayableAmount {
  amount: string | bigint;
  exponent: number;
  symbol?: string;
}

const DECIMAL = /^(\d+)(?:\.(\d+))?$/;
const INTEGER = /^\d+$/;
const LONGEST_AMOUNT = 1_000;

/**
 * Reads an amount in asset units, as people write it, into the smallest unit: `parseAmount('0.1', 18)` is
 * `100000000000000000n`. Exact: no number of JavaScript is involved, nothing is rounded.
 *
 * @param text digits with at most one point between digits. No sign, exponent, blank or grouping.
 * @param exponent decimals of the asset (`asset.exponent`).
 * @throws {InvalidInputError} on anything else, also on more decimals than the asset has, even zeros.
 */
export function parseAmount(text: string, exponent: number): bigint {
  assertExponent(exponent);
  if (typeof text !== 'string') {
    throw new InvalidInputError('An amount must be given as text, such as "0.1".', {
      hint: 'A JavaScript number cannot hold amounts exactly.',
    });
  }
  const match = text.length <= LONGEST_AMOUNT ? DECIMAL.exec(text) : null;
  if (!match?.[1]) {
    throw new InvalidInputError(`${quote(text)} is not an amount.`, {
      hint: 'Write digits with at most one decimal point, such as 0.1: no sign, no exponent, no blanks, no grouping.',
    });
  }
  const [, whole, fraction = ''] = match;
  if (fraction.length > exponent) {
    throw new InvalidInputError(`${quote(text)} has ${fraction.length} decimals; the asset has ${exponent}.`, {
      hint: 'Amounts are never rounded: write fewer decimals.',
    });
  }
  return BigInt(whole + fraction.padEnd(exponent, '0'));
}

/**
 * Writes an amount in asset units, exactly: `formatAmount(wallet.balances[0])` is `'0.1 ETH'`. Zeros at the end of the
 * decimals are left out; the symbol follows where there is one.
 *
 * @throws {InvalidInputError} when `amount` is no non-negative integer or `exponent` no count of decimals.
 */
export function formatAmount(value: DisplayableAmount): string {
  const number = formatUnits(value.amount, value.exponent);
  return value.symbol ? `${number} ${value.symbol}` : number;
}

/** The number alone, without a symbol. */
export function formatUnits(amount: string | bigint, exponent: number): string {
  assertExponent(exponent);
  const digits = String(amount);
  if ((typeof amount !== 'string' && typeof amount !== 'bigint') || !INTEGER.test(digits)) {
    throw new InvalidInputError(`${quote(digits)} is not a whole number of the smallest unit.`, {
      hint: 'Give a bigint, or a string of digits.',
    });
  }
  const padded = digits.padStart(exponent + 1, '0');
  const whole = padded.slice(0, padded.length - exponent).replace(/^0+(?=\d)/, '');
  const fraction = padded.slice(padded.length - exponent).replace(/0+$/, '');
  return fraction === '' ? whole : `${whole}.${fraction}`;
}

function assertExponent(exponent: number): void {
  if (!Number.isInteger(exponent) || exponent < 0 || exponent > 255) {
    throw new InvalidInputError('The exponent must be a whole number from 0 to 255.', {
      hint: "Take it from the asset: asset.exponent, or the balance's exponent.",
    });
  }
}

function quote(text: string): string {
  return JSON.stringify(text.length > 60 ? `${text.slice(0, 60)}…` : text);
}

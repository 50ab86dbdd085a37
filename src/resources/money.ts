import { InvalidInputError } from '../errors.ts';

/** Larger ones exist on no chain of this API. */
const LARGEST = 2n ** 256n - 1n;

/**
 * A quantity, fee or gas amount as it goes over the wire: a decimal string of the smallest unit. Undefined stays absent, zero
 * is sent.
 * @throws {InvalidInputError} for anything but a bigint from 0 to 2^256-1; a JavaScript number cannot hold amounts exactly.
 */
export function toWireAmount(name: string, value: bigint): string {
  if (typeof value !== 'bigint' || value < 0n || value > LARGEST) {
    throw new InvalidInputError(`${name} must be a bigint from 0 to 2^256-1, in the smallest unit.`, {
      hint: "parseAmount('0.1', asset.exponent) makes one of an amount as people write it.",
    });
  }
  return value.toString();
}

export function toOptionalWireAmount(name: string, value: bigint | undefined): string | undefined {
  return value === undefined ? undefined : toWireAmount(name, value);
}

/** Named speeds of contract 3.5. */
export type GasPriceLevel = 'fastest' | 'fast' | 'medium' | 'slow';

const LEVELS: readonly unknown[] = ['fastest', 'fast', 'medium', 'slow'];

export function toWireGasPrice(value: bigint | GasPriceLevel | undefined): string | undefined {
  if (typeof value !== 'string') return toOptionalWireAmount('gasPrice', value);
  if (LEVELS.includes(value)) return value;
  throw new InvalidInputError('gasPrice must be a bigint in Wei, or one of fastest, fast, medium, slow.', {
    hint: 'Leave it out for the default of the server.',
  });
}

export function assertPassword(password: unknown): asserts password is string {
  if (typeof password === 'string' && password !== '') return;
  throw new InvalidInputError('The password is missing.', {
    hint: "This call needs the user's password each time; it is not kept.",
  });
}

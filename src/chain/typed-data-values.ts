import { keccak_256 } from '@noble/hashes/sha3.js';
import { InvalidInputError } from '../errors.ts';
import { toBytes32 } from './big-number.ts';
import { ethereumAddressProblem } from './ethereum-address.ts';
import { toUtf8 } from './hash.ts';

/**
 * A value of an atomic or dynamic type of EIP-712 in its 32 bytes: `encodeData` of members that are neither struct nor array.
 * `type` must be one of them (TypeTable sees to it); `at` is the path of the value, for messages.
 */
export function encodeAtom(type: string, value: unknown, at: string): Uint8Array {
  switch (type) {
    case 'bool':
      if (typeof value !== 'boolean') throw invalidValue(at, 'must be true or false');
      return toBytes32(value ? 1n : 0n);
    case 'address':
      return encodeAddress(value, at);
    case 'string':
      if (typeof value !== 'string') throw invalidValue(at, 'must be text');
      return keccak_256(toUtf8(value));
    case 'bytes':
      return keccak_256(toBytes(value, at));
    default:
      return type.startsWith('bytes') ? encodeBytesN(type, value, at) : encodeInteger(type, value, at);
  }
}

/** Left-padded with zeros, as a uint160. */
function encodeAddress(value: unknown, at: string): Uint8Array {
  if (typeof value !== 'string') throw invalidValue(at, 'must be an address');
  const problem = ethereumAddressProblem(value);
  if (problem) throw invalidValue(at, `is not right. ${problem.message.replace(/\.$/, '')}`);
  return toBytes32(BigInt(value));
}

/** Right-padded with zeros; the value must have its full length. */
function encodeBytesN(type: string, value: unknown, at: string): Uint8Array {
  const bytes = toBytes(value, at);
  const length = Number(type.slice('bytes'.length));
  if (bytes.length !== length) throw invalidValue(at, `must have ${length} bytes; it has ${bytes.length}`);
  const word = new Uint8Array(32);
  word.set(bytes);
  return word;
}

/** Big-endian, sign-extended to 256 bits. */
function encodeInteger(type: string, value: unknown, at: string): Uint8Array {
  const number = toInteger(value);
  if (number === undefined) throw invalidValue(at, 'must be a whole number: bigint, safe integer, decimal or 0x text');
  const bits = BigInt(type.replace(/^u?int/, ''));
  const [least, most] = type.startsWith('u') ? [0n, 2n ** bits - 1n] : [-(2n ** (bits - 1n)), 2n ** (bits - 1n) - 1n];
  if (number < least || number > most) throw invalidValue(at, `is out of the range of ${type}`);
  return toBytes32(BigInt.asUintN(256, number));
}

function toInteger(value: unknown): bigint | undefined {
  if (typeof value === 'bigint') return value;
  if (typeof value === 'number') return Number.isSafeInteger(value) ? BigInt(value) : undefined;
  return typeof value === 'string' && /^(-?\d{1,78}|0x[0-9a-fA-F]{1,64})$/.test(value) ? BigInt(value) : undefined;
}

function toBytes(value: unknown, at: string): Uint8Array {
  if (value instanceof Uint8Array) return value;
  if (typeof value === 'string' && /^0x([0-9a-fA-F]{2})*$/.test(value)) return Buffer.from(value.slice(2), 'hex');
  throw invalidValue(at, 'must be bytes: a Uint8Array, or 0x and pairs of hex digits');
}

export function invalidValue(at: string, what: string): InvalidInputError {
  return new InvalidInputError(`The typed data is not right: ${at} ${what}.`, {
    hint: 'Make the value fit the types; nothing is filled up, dropped or cut, so that what is signed is what was shown.',
  });
}

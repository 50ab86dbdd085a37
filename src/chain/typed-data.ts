import { keccak_256 } from '@noble/hashes/sha3.js';
import { hex } from '@scure/base';
import { InvalidInputError } from '../errors.ts';
import { toUtf8 } from './hash.ts';
import { type Member, type StructTypes, TypeTable } from './typed-data-types.ts';
import { encodeAtom, invalidValue } from './typed-data-values.ts';

/** Typed structured data, in the JSON form of EIP-712's `eth_signTypedData`. */
export interface TypedData {
  /** The struct types by name. `EIP712Domain` may be left out: then it has the members that `domain` has. */
  types: StructTypes;
  /** Name of the type of `message`. */
  primaryType: string;
  domain: Readonly<Record<string, unknown>>;
  message: Readonly<Record<string, unknown>>;
}

/** EIP-712, "Definition of domainSeparator": the only members a domain can have, in their order. */
const DOMAIN_MEMBERS: readonly Member[] = [
  { name: 'name', type: 'string' },
  { name: 'version', type: 'string' },
  { name: 'chainId', type: 'uint256' },
  { name: 'verifyingContract', type: 'address' },
  { name: 'salt', type: 'bytes32' },
];

const DEEPEST = 64;

/**
 * The hash that `eth_signTypedData_v4` signs (EIP-712): `keccak256(0x19 ‖ 0x01 ‖ domainSeparator ‖ hashStruct(message))`.
 * Integers may be bigint, safe JavaScript integers, or text in decimal or 0x hex; bytes are Uint8Array or 0x hex; addresses
 * in mixed case need the checksum of EIP-55.
 *
 * Strict, since what is hashed must be what was shown: a missing member, one that the type does not have, a number out of
 * range or a wrong length is refused, never filled up, dropped or cut.
 *
 * Written here because micro-eth-signer does not export the hash, and the libraries that do (ethers, viem, ox) weigh 24 MB
 * and more installed. The tests hold it against ethers, viem and micro-eth-signer.
 *
 * @returns 64 hex digits without `0x`, as `toSign` takes them
 * @throws {InvalidInputError} names the type or the member that is wrong
 */
export function hashTypedData(typedData: TypedData): string {
  if (!isRecord(typedData) || !isRecord(typedData.types)) {
    throw new InvalidInputError('Typed data must be an object with types, primaryType, domain and message.', {
      hint: 'It is the JSON of eth_signTypedData, parsed.',
    });
  }
  const { types, primaryType, domain, message } = typedData;
  if (primaryType === 'EIP712Domain') {
    throw new InvalidInputError('primaryType must be the type of the message, not EIP712Domain.', {
      hint: 'A domain alone says nothing that could be signed.',
    });
  }
  const table = new TypeTable({ EIP712Domain: domainMembers(domain), ...types });
  const parts = [
    hashStruct(table, 'EIP712Domain', domain, 'domain'),
    hashStruct(table, primaryType, message, 'message'),
  ];
  return hex.encode(keccak_256(Buffer.concat([Uint8Array.of(0x19, 0x01), ...parts])));
}

function domainMembers(domain: unknown): Member[] {
  return DOMAIN_MEMBERS.filter(({ name }) => isRecord(domain) && Object.hasOwn(domain, name));
}

/** `keccak256(typeHash ‖ encodeData(value))`. `at`: the path of the value, for messages. */
function hashStruct(table: TypeTable, type: string, value: unknown, at: string, depth = 0): Uint8Array {
  if (depth > DEEPEST) throw invalidValue(at, `is nested deeper than ${DEEPEST} levels`);
  if (!isRecord(value)) throw invalidValue(at, `must be an object of the type ${type}`);
  const members = table.members(type);
  const surplus = Object.keys(value).find((name) => !members.some((member) => member.name === name));
  if (surplus !== undefined) throw invalidValue(`${at}.${surplus}`, `is no member of the type ${type}`);
  const words = members.map(({ name, type: memberType }) => {
    if (!Object.hasOwn(value, name)) throw invalidValue(`${at}.${name}`, `is missing; the type ${type} has it`);
    return encodeValue(table, memberType, value[name], `${at}.${name}`, depth + 1);
  });
  return keccak_256(Buffer.concat([keccak_256(toUtf8(table.encodeType(type))), ...words]));
}

/** EIP-712's `encodeData` of one member: 32 bytes. */
function encodeValue(table: TypeTable, type: string, value: unknown, at: string, depth: number): Uint8Array {
  const array = /^(.+)\[(\d*)\]$/s.exec(type);
  if (array?.[1] !== undefined) return encodeArray(table, array[1], array[2] ?? '', value, at, depth);
  return table.isStruct(type) ? hashStruct(table, type, value, at, depth) : encodeAtom(type, value, at);
}

/** The keccak256 of the items' encodings, one after the other; `length` is empty for a dynamic array. */
function encodeArray(
  table: TypeTable,
  itemType: string,
  length: string,
  value: unknown,
  at: string,
  depth: number,
): Uint8Array {
  if (depth > DEEPEST) throw invalidValue(at, `is nested deeper than ${DEEPEST} levels`);
  if (!Array.isArray(value)) throw invalidValue(at, 'must be a list');
  if (length !== '' && value.length !== Number(length)) throw invalidValue(at, `must have ${length} items`);
  const items = Array.from(value, (item, index) => encodeValue(table, itemType, item, `${at}[${index}]`, depth + 1));
  return keccak_256(Buffer.concat(items));
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

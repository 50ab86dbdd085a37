import { InvalidInputError } from '../errors.ts';

/** A member of a struct. `type`: an atomic or dynamic type of EIP-712, the name of a struct, or an array of these. */
export interface Member {
  name: string;
  type: string;
}

export type StructTypes = Readonly<Record<string, readonly Readonly<Member>[]>>;

const IDENTIFIER = /^[A-Za-z_$][A-Za-z0-9_$]*$/;
const TYPE = /^([A-Za-z_$][A-Za-z0-9_$]*)((?:\[(?:[1-9]\d*)?\])*)$/;

/** The struct types of one piece of typed data, checked where they are used. */
export class TypeTable {
  readonly #types: StructTypes;
  readonly #encoded = new Map<string, string>();

  constructor(types: StructTypes) {
    this.#types = types;
  }

  isStruct(type: string): boolean {
    return Object.hasOwn(this.#types, type) && !isBuiltIn(type);
  }

  /** @throws {InvalidInputError} when there is no such struct, or its definition is none */
  members(type: string): readonly Readonly<Member>[] {
    const members = this.isStruct(type) ? this.#types[type] : undefined;
    if (!Array.isArray(members) || !IDENTIFIER.test(type)) {
      throw invalidType(`types has no struct ${JSON.stringify(type)}.`);
    }
    const names = new Set<string>();
    for (const member of members) {
      const { name, type: memberType } = Object(member);
      if (typeof name !== 'string' || !IDENTIFIER.test(name) || names.has(name))
        throw invalidType(`${type} has a wrong or repeated member name.`);
      names.add(name);
      const base = baseOf(memberType);
      if (base === undefined || !(isBuiltIn(base) || this.isStruct(base))) {
        throw invalidType(`${type}.${name} is of an unknown type.`);
      }
    }
    return members;
  }

  /** EIP-712's `encodeType`: the struct's definition, then those it refers to in the order of their names. */
  encodeType(type: string): string {
    const known = this.#encoded.get(type);
    if (known !== undefined) return known;
    const referenced = new Set<string>();
    this.#collect(type, referenced);
    referenced.delete(type);
    const encoded = [type, ...[...referenced].sort()].map((name) => this.#define(name)).join('');
    this.#encoded.set(type, encoded);
    return encoded;
  }

  #define(type: string): string {
    return `${type}(${this.members(type)
      .map((member) => `${member.type} ${member.name}`)
      .join(',')})`;
  }

  /** Adds the struct and, through its members, all that it refers to; types may refer to themselves. */
  #collect(type: string, found: Set<string>): void {
    if (found.has(type)) return;
    found.add(type);
    for (const member of this.members(type)) {
      const base = baseOf(member.type);
      if (base !== undefined && this.isStruct(base)) this.#collect(base, found);
    }
  }
}

/** A type without its array brackets. */
function baseOf(type: unknown): string | undefined {
  return typeof type === 'string' ? TYPE.exec(type)?.[1] : undefined;
}

/** Atomic and dynamic types. EIP-712 has no aliases: `uint` and `int` must name their bits. */
function isBuiltIn(type: string): boolean {
  if (['address', 'bool', 'string', 'bytes'].includes(type)) return true;
  const bits = /^u?int([1-9]\d*)$/.exec(type)?.[1];
  if (bits !== undefined) return Number(bits) % 8 === 0 && Number(bits) <= 256;
  const bytes = /^bytes([1-9]\d*)$/.exec(type)?.[1];
  return bytes !== undefined && Number(bytes) <= 32;
}

function invalidType(message: string): InvalidInputError {
  return new InvalidInputError(`The typed data is not right: ${message}`, {
    hint: 'See EIP-712, "Definition of typed structured data"; integers name their bits, as uint256.',
  });
}

import { createContract } from 'micro-eth-signer/abi.js';
import { invalidField } from '../error-envelope.ts';
import { decodeHex } from './bytes.ts';
import { parseEthereumAddress } from './recipients.ts';

/** One parameter's type in a contract's ABI; `components` are those of a tuple. */
interface AbiType {
  type: string;
  components?: AbiType[];
}

interface AbiFunction {
  name: string;
  inputs: AbiType[];
}

/** Deep enough for any contract there is, and far from the end of the stack. */
const MAX_DEPTH = 16;

/**
 * The call data of `complex` transactions (contract 3.5): `abi` is one function's object, `parameters` its arguments, with
 * integers as decimal strings and bytes as hex. Throws a 400 that names the field.
 */
export function encodeFunctionCall(abi: unknown, parameters: readonly unknown[]): Uint8Array {
  const { name, inputs } = readFunction(abi);
  if (parameters.length !== inputs.length) {
    throw invalidParameters(`The function takes ${inputs.length} parameters, not ${parameters.length}.`);
  }
  const values = inputs.map((input, position) => readValue(input, parameters[position], `parameters[${position}]`));
  try {
    // Typed after the ABI where that is known when compiling; here it is not.
    const contract: object = createContract([{ type: 'function', name, inputs, outputs: [] }]);
    const [method] = Object.values(contract) as { encodeInput: (argument: unknown) => Uint8Array }[];
    if (method === undefined) throw new Error('the function cannot be called');
    // The library wants a single argument bare; without names, several are a list.
    return method.encodeInput(values.length === 1 ? values[0] : values);
  } catch {
    // The library's own words may be of its inside.
    throw invalidParameters('The parameters do not fit the ABI.');
  }
}

function readFunction(abi: unknown): AbiFunction {
  if (!isObject(abi)) throw invalidField('tx.abi', 'invalid', 'The field tx.abi is not the object of one function.');
  const { type = 'function', name, inputs = [] } = abi;
  if (type !== 'function' || typeof name !== 'string' || !/^[A-Za-z_$][\w$]*$/.test(name)) {
    throw invalidField('tx.abi', 'invalid', 'The field tx.abi is not a function with a name.');
  }
  return { name, inputs: readTypes(inputs, 0) };
}

/** Names are left out: they are no part of the encoding, and with them the library wants objects for tuples. */
function readTypes(types: unknown, depth: number): AbiType[] {
  const invalid = invalidField('tx.abi', 'invalid', 'The field tx.abi has inputs that are not understood.');
  if (!Array.isArray(types) || depth > MAX_DEPTH) throw invalid;
  return types.map((entry: unknown) => {
    if (!isObject(entry) || typeof entry.type !== 'string' || entry.type.length > 64) throw invalid;
    // `uint` is short for `uint256`, in the selector too.
    const type = entry.type.replace(/^(u?int)(?!\d)/, '$1256');
    if (!/^(u?int\d+|address|bool|string|bytes\d*|function|tuple)(\[\d{0,4}\]){0,4}$/.test(type)) throw invalid;
    if (!type.startsWith('tuple')) return { type };
    return { type, components: readTypes(entry.components, depth + 1) };
  });
}

/** From JSON to what the library encodes. */
function readValue({ type, components }: AbiType, value: unknown, place: string): unknown {
  const array = /^(.*)\[(\d*)\]$/.exec(type);
  if (array?.[1] !== undefined) {
    const element = components === undefined ? { type: array[1] } : { type: array[1], components };
    if (!Array.isArray(value)) throw invalidParameters(`${place} is not an array.`);
    if (array[2] !== '' && value.length !== Number(array[2]))
      throw invalidParameters(`${place} is not of the right length.`);
    return value.map((entry: unknown, position) => readValue(element, entry, `${place}[${position}]`));
  }
  if (type === 'tuple') {
    if (!Array.isArray(value) || value.length !== components?.length) throw invalidParameters(`${place} is no tuple.`);
    return components.map((component, position) => readValue(component, value[position], `${place}[${position}]`));
  }
  if (type.includes('int')) return readInteger(value, place);
  if (type === 'bool' && typeof value === 'boolean') return value;
  if (type === 'string' && typeof value === 'string') return value;
  if (type === 'address') return readAddress(value, place);
  if (type.startsWith('bytes') || type === 'function') return readBytes(value, place);
  throw invalidParameters(`${place} does not fit the type ${type}.`);
}

function readInteger(value: unknown, place: string): bigint {
  const digits = typeof value === 'number' && Number.isSafeInteger(value) ? String(value) : value;
  if (typeof digits !== 'string' || !/^-?\d{1,78}$/.test(digits))
    throw invalidParameters(`${place} is not an integer.`);
  return BigInt(digits);
}

function readAddress(value: unknown, place: string): string {
  const address = typeof value === 'string' ? parseEthereumAddress(value) : undefined;
  if (address === undefined) throw invalidParameters(`${place} is not an Ethereum address.`);
  return address.toLowerCase();
}

function readBytes(value: unknown, place: string): Uint8Array {
  try {
    if (typeof value === 'string') return decodeHex(value);
  } catch {
    // Falls through to the refusal.
  }
  throw invalidParameters(`${place} is not hex.`);
}

function invalidParameters(message: string) {
  return invalidField('tx.parameters', 'invalid', message);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

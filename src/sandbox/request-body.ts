import { ApiFailure, invalidField } from './error-envelope.ts';

/** The largest amount there is anywhere: a word of the Ethereum machine. */
const MAX_AMOUNT = 2n ** 256n - 1n;

/** A request's JSON object, with each field checked as it is read. The refusals are 400s that name the field. */
export class RequestBody {
  readonly #fields: Readonly<Record<string, unknown>>;
  /** In front of the names in refusals: `tx.` in an object called `tx`. */
  readonly #prefix: string;

  private constructor(fields: Readonly<Record<string, unknown>>, prefix = '') {
    this.#fields = fields;
    this.#prefix = prefix;
  }

  static parse(text: string): RequestBody {
    return RequestBody.#of(parseJson(text));
  }

  /**
   * The same, with integers of more than 15 digits kept as strings: amounts may come as JSON numbers (contract 3.5), and
   * `JSON.parse` would round them.
   */
  static parseExact(text: string): RequestBody {
    parseJson(text);
    return RequestBody.#of(parseJson(quoteLongIntegers(text)));
  }

  static #of(value: unknown): RequestBody {
    if (!isObject(value)) throw new ApiFailure(400, 'The body is not a JSON object.');
    return new RequestBody(value);
  }

  /** A required string; `allowEmpty` where an empty one says something. */
  text(name: string, { allowEmpty = false }: { allowEmpty?: boolean } = {}): string {
    const value = this.#fields[name];
    if (value === undefined || value === null || (value === '' && !allowEmpty)) {
      throw this.refuse(name, 'required', 'is required');
    }
    if (typeof value !== 'string') throw this.refuse(name, 'invalid', 'is not a string');
    return value;
  }

  optionalText(name: string): string | undefined {
    const value = this.#fields[name];
    return value === undefined || value === null ? undefined : this.text(name);
  }

  /** An optional integer from 0 to `max`; null counts as absent (contract 3.4: js sends an explicit null). */
  optionalIndex(name: string, max: number): number | null {
    const value = this.#fields[name];
    if (value === undefined || value === null) return null;
    if (typeof value !== 'number' || !Number.isInteger(value) || value < 0 || value > max) {
      throw this.refuse(name, 'invalid', `is not an integer from 0 to ${max}`);
    }
    return value;
  }

  /** An optional string out of a few. */
  optionalChoice<Choice extends string>(name: string, choices: readonly Choice[]): Choice | undefined {
    const value = this.#fields[name];
    if (value === undefined || value === null) return undefined;
    const choice = choices.find((candidate) => candidate === value);
    if (choice === undefined) throw this.refuse(name, 'invalid', `is not one of: ${choices.join(', ')}`);
    return choice;
  }

  /** A required amount: digits in a string, or a JSON integer (contract 3.5). */
  amount(name: string): bigint {
    const value = this.optionalAmount(name);
    if (value === undefined) throw this.refuse(name, 'required', 'is required');
    return value;
  }

  /** Zero is an amount; null and an empty string are none. */
  optionalAmount(name: string): bigint | undefined {
    const value = this.#fields[name];
    if (value === undefined || value === null || value === '') return undefined;
    const digits = typeof value === 'number' && Number.isSafeInteger(value) ? String(value) : value;
    if (typeof digits !== 'string' || !/^\d{1,78}$/.test(digits) || BigInt(digits) > MAX_AMOUNT) {
      throw this.refuse(name, 'invalid', 'is not an integer from 0 to 2^256 - 1, in digits');
    }
    return BigInt(digits);
  }

  optionalFlag(name: string): boolean | undefined {
    const value = this.#fields[name];
    if (value === undefined || value === null) return undefined;
    if (typeof value !== 'boolean') throw this.refuse(name, 'invalid', 'is not true or false');
    return value;
  }

  optionalList(name: string): unknown[] | undefined {
    const value = this.#fields[name];
    if (value === undefined || value === null) return undefined;
    if (!Array.isArray(value)) throw this.refuse(name, 'invalid', 'is not an array');
    return value;
  }

  /** A required object, whose fields are read in the same way. */
  object(name: string): RequestBody {
    const value = this.#fields[name];
    if (!isObject(value)) throw this.refuse(name, value == null ? 'required' : 'invalid', 'is not an object');
    return new RequestBody(value, `${this.#prefix}${name}.`);
  }

  /** Unchecked. */
  value(name: string): unknown {
    return this.#fields[name];
  }

  /** The refusal of one field; `saying` continues "The field x". */
  refuse(name: string, reason: string, saying: string): ApiFailure {
    const location = this.#prefix + name;
    return invalidField(location, reason, `The field ${location} ${saying}.`);
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new ApiFailure(400, 'The body is not JSON.');
  }
}

/** Only for a text that is JSON: then a digit outside a string is part of a number, and nothing else needs telling apart. */
function quoteLongIntegers(json: string): string {
  const stringsAndNumbers = /"[^"\\]*(?:\\.[^"\\]*)*"|-?\d[\d.eE+-]*/g;
  return json.replace(stringsAndNumbers, (token) => (/^\d{16,}$/.test(token) ? `"${token}"` : token));
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

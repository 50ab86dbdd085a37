import { ApiFailure, invalidField } from './error-envelope.ts';

/** A request's JSON object, with each field checked as it is read. The refusals are 400s that name the field. */
export class RequestBody {
  readonly #fields: Readonly<Record<string, unknown>>;

  private constructor(fields: Readonly<Record<string, unknown>>) {
    this.#fields = fields;
  }

  static parse(text: string): RequestBody {
    let value: unknown;
    try {
      value = JSON.parse(text);
    } catch {
      throw new ApiFailure(400, 'The body is not JSON.');
    }
    if (!isObject(value)) throw new ApiFailure(400, 'The body is not a JSON object.');
    return new RequestBody(value);
  }

  /** A required string; `allowEmpty` where an empty one says something. */
  text(name: string, { allowEmpty = false }: { allowEmpty?: boolean } = {}): string {
    const value = this.#fields[name];
    if (value === undefined || value === null || (value === '' && !allowEmpty)) {
      throw invalidField(name, 'required', `The field ${name} is required.`);
    }
    if (typeof value !== 'string') throw invalidField(name, 'invalid', `The field ${name} is not a string.`);
    return value;
  }

  /** An optional integer from 0 to `max`; null counts as absent (contract 3.4: js sends an explicit null). */
  optionalIndex(name: string, max: number): number | null {
    const value = this.#fields[name];
    if (value === undefined || value === null) return null;
    if (typeof value !== 'number' || !Number.isInteger(value) || value < 0 || value > max) {
      throw invalidField(name, 'invalid', `The field ${name} is not an integer from 0 to ${max}.`);
    }
    return value;
  }

  /** An optional string out of a few. */
  optionalChoice(name: string, choices: readonly string[]): string | undefined {
    const value = this.#fields[name];
    if (value === undefined || value === null) return undefined;
    if (typeof value !== 'string' || !choices.includes(value)) {
      throw invalidField(name, 'invalid', `The field ${name} is not one of: ${choices.join(', ')}.`);
    }
    return value;
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

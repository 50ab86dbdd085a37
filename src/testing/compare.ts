import { type Content, isJsonContainer, toFields } from './content.ts';
import { isExactNumber, type JsonPath, parseExactly, writeExactly } from './json-text.ts';
import { type SecretKind, secretKindAt } from './secret-names.ts';
import { Needles, replaceKnown } from './spellings.ts';
import type { Fields, TapeRequest } from './tape.ts';
import { writeZip } from './walk.ts';

/** A request of the application under test. */
export interface AskedRequest {
  method: string;
  /** As on a tape. */
  path: string;
  query: Fields;
  content: Content | { kind: 'unreadable'; why: string };
  /** Takes the application's own secrets out of a message. */
  mask: (message: string) => string;
}

/** One thing in which a request is not the one on the tape. Both sides are fit to be shown. */
export interface Difference {
  /** Such as `query page_size`, `body recipient`. */
  at: string;
  tape: string;
  asked: string;
}

export interface Comparison {
  differences: Difference[];
  /** What would stand for which placeholder if this is the exchange. */
  bound: Bindings;
}

/**
 * Which of the application's own secrets stands for which placeholder. The tape was recorded with other passwords than the application under
 * test has: the first one that it sends is the first one on the tape, and has to go on being that.
 */
export class Bindings {
  readonly #actual: ReadonlyMap<string, string>;
  readonly #placeholder: ReadonlyMap<string, string>;
  #needles: Needles | undefined;

  constructor(actual: ReadonlyMap<string, string> = new Map(), placeholder: ReadonlyMap<string, string> = new Map()) {
    this.#actual = actual;
    this.#placeholder = placeholder;
  }

  /** Undefined where either side stands for something else already. */
  with(placeholder: string, actual: string, kind: SecretKind): Bindings | undefined {
    const key = `${kind} ${actual}`;
    const [boundActual, boundPlaceholder] = [this.#actual.get(placeholder), this.#placeholder.get(key)];
    if (boundActual === actual && boundPlaceholder === placeholder) return this;
    if (boundActual !== undefined || boundPlaceholder !== undefined) return undefined;
    return new Bindings(
      new Map([...this.#actual, [placeholder, actual]]),
      new Map([...this.#placeholder, [key, placeholder]]),
    );
  }

  /** A text of the application's with the tape's placeholders in the place of its own secrets. */
  scrub(text: string): string {
    this.#needles ??= new Needles([...this.#actual].map(([placeholder, secret]) => ({ secret, placeholder })));
    return replaceKnown(text, this.#needles);
  }
}

export function compare(tape: TapeRequest, asked: AskedRequest, bindings: Bindings): Comparison {
  const comparer = new Comparer(bindings);
  comparer.text('method', tape.method, asked.method);
  comparer.text('path', tape.path, asked.path);
  comparer.fields('query', tape.query ?? {}, asked.query);
  comparer.body(tape, asked.content);
  return { differences: comparer.differences, bound: comparer.bindings };
}

class Comparer {
  readonly differences: Difference[] = [];
  bindings: Bindings;

  constructor(bindings: Bindings) {
    this.bindings = bindings;
  }

  text(at: string, tape: string, asked: string): void {
    if (tape !== asked && tape !== this.bindings.scrub(asked)) this.#differ(at, tape, asked);
  }

  fields(at: string, tape: Fields, asked: Fields): void {
    for (const name of new Set([...Object.keys(tape), ...Object.keys(asked)])) {
      this.json(at, memberOf(tape, name), memberOf(asked, name), [name]);
    }
  }

  body(tape: TapeRequest, asked: AskedRequest['content']): void {
    const json = 'json' in tape ? JSON.stringify(tape.json) : tape.text;
    if (json !== undefined && asked.kind === 'json' && isJsonContainer(json)) {
      this.json('body', parseExactly(json), parseExactly(asked.text), []);
    } else if (tape.form && asked.kind === 'form') this.fields('body', tape.form, toFields(asked.pairs));
    else if (tape.text !== undefined && (asked.kind === 'text' || asked.kind === 'json')) {
      this.text('body', tape.text, asked.text);
    } else if (tape.base64 !== undefined && asked.kind === 'zip') {
      this.text('body', tape.base64, Buffer.from(writeZip(asked.entries)).toString('base64'));
    } else if (!(kindOf(tape) === 'empty' && asked.kind === 'empty')) {
      const said =
        asked.kind === 'unreadable' ? `a body that was not understood: ${asked.why}` : nameOfKind(asked.kind);
      this.differences.push({ at: 'body', tape: nameOfKind(kindOf(tape)), asked: said });
    }
  }

  /** The order of members does not matter; at a secret's place any value will do that was not another secret before. */
  json(at: string, tape: unknown, asked: unknown, path: JsonPath): void {
    const kind = secretKindAt(path);
    if (kind !== undefined && isText(tape) && tape !== '') this.#secret(at, tape, asked, path, kind);
    else if (isText(tape) && isText(asked)) this.text(placeOf(at, path), tape, asked);
    else if (isExactNumber(tape) && isExactNumber(asked) && show(tape) === show(asked)) return;
    else if (isContainer(tape) && isContainer(asked) && Array.isArray(tape) === Array.isArray(asked)) {
      for (const name of new Set([...Object.keys(tape), ...Object.keys(asked)])) {
        const [left, right] = [memberOf(tape, name), memberOf(asked, name)];
        this.json(at, left, right, Array.isArray(tape) ? path : [...path, name]);
      }
    } else if (!Object.is(tape, asked)) this.#differ(placeOf(at, path), tape, asked);
  }

  #secret(at: string, tape: string, asked: unknown, path: JsonPath, kind: SecretKind): void {
    // A number may be one, too.
    const actual = isText(asked) ? asked : isExactNumber(asked) ? show(asked) : '';
    const bound = actual === '' ? undefined : this.bindings.with(tape, actual, kind);
    if (bound) this.bindings = bound;
    else {
      const has = actual === '' ? (asked === undefined ? 'nothing' : 'an empty one') : `another ${kind} than before`;
      this.differences.push({ at: placeOf(at, path), tape, asked: has });
    }
  }

  #differ(at: string, tape: unknown, asked: unknown): void {
    this.differences.push({ at, tape: show(tape), asked: show(asked) });
  }
}

function placeOf(at: string, path: JsonPath): string {
  return [at, path.join('.')].filter(Boolean).join(' ');
}

const LONGEST_SHOWN = 200;

function show(value: unknown): string {
  if (value === undefined) return 'nothing';
  const text = writeExactly(value);
  return text.length > LONGEST_SHOWN ? `${text.slice(0, LONGEST_SHOWN)}…` : text;
}

function kindOf(tape: TapeRequest): 'empty' | 'json' | 'form' | 'text' | 'zip' {
  if ('json' in tape) return 'json';
  if (tape.form) return 'form';
  if (tape.text !== undefined) return 'text';
  return tape.base64 === undefined ? 'empty' : 'zip';
}

function nameOfKind(kind: 'empty' | 'json' | 'form' | 'text' | 'zip'): string {
  return { empty: 'no body', json: 'JSON', form: 'a form', text: 'a text', zip: 'a zip' }[kind];
}

function memberOf(object: object, name: string): unknown {
  return Object.hasOwn(object, name) ? (object as Record<string, unknown>)[name] : undefined;
}

function isText(value: unknown): value is string {
  return typeof value === 'string';
}

function isContainer(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !isExactNumber(value);
}

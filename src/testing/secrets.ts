import { isPlaceholder, placeholderFor } from './placeholder.ts';
import { isTellable, type SecretKind, secretKindOf } from './secret-names.ts';
import { Needles, replaceKnown } from './spellings.ts';
import type { Visit } from './walk.ts';

/** Text in a text that looks like a field of a form, of a URL, of JSON or of an HTML form. */
const FIELDS = [
  /(?:^|[?&;\s])([\w.-]{2,40})=([^\s&;"'<>#]{8,})/g,
  /\\?"([\w.-]{2,40})\\?"\s*:\s*\\?"([^"\\]{8,})/g,
  /\bname=["']?([\w.-]{2,40})["']?[^<>]{0,500}?\bvalue=["']?([^"'<>\s]{8,})/gi,
] as const;
const BEARER = /\bBearer\s+([\w.~+/-]{16,}=*)/gi;

/** All secrets of a recording, and what stands for each. The same one always gets the same placeholder. */
export class Secrets {
  readonly #placeholders = new Map<string, { placeholder: string; kind: SecretKind }>();
  readonly #counts = new Map<SecretKind, number>();
  /** Named by the caller: secret wherever they stand. */
  readonly #named: readonly (readonly [secret: string, needles: Needles])[];
  readonly #anyNamed: Needles;
  #tellable: Replacer | undefined;
  #all: Replacer | undefined;

  constructor(named: readonly string[] = []) {
    const secrets = [...new Set(named)].filter((secret) => secret !== '');
    this.#named = secrets.map((secret) => [secret, new Needles([{ secret, placeholder: '' }])]);
    this.#anyNamed = new Needles(secrets.map((secret) => ({ secret, placeholder: '' })));
  }

  /** The first look: takes down every secret, numbered by first appearance. Changes nothing. */
  readonly collect: Visit = (text, kind) => {
    if (kind !== undefined) this.#add(text, kind);
    else for (const [name, value] of fieldsIn(text)) this.#add(value, secretKindOf(name) ?? 'access-token');
    if (replaceKnown(text, this.#anyNamed, 0) === text) return text;
    for (const [secret, needles] of this.#named) {
      // Only as a person would write it: deeper down it gets the next free number later.
      if (!this.#placeholders.has(secret) && replaceKnown(text, needles, 0) !== text) this.#add(secret, 'secret');
    }
    return text;
  };

  /** The second look: a placeholder for each of them, wherever it stands. */
  readonly replace: Visit = (text, kind) => {
    if (!this.#tellable) for (const [secret] of this.#named) this.#add(secret, 'secret');
    const whole = this.#placeholders.get(text);
    if (whole && (kind !== undefined || whole.kind === 'secret')) return whole.placeholder;
    this.#tellable ??= new Replacer(this.#needles(isTellable));
    return this.#tellable.replace(text);
  };

  /** The last look: the kind of a secret that the text still holds. */
  leftIn(text: string, kind?: SecretKind): SecretKind | undefined {
    const isOwn = ({ placeholder }: { placeholder: string }) => placeholder === text;
    if (kind !== undefined && [...this.#placeholders.values()].some(isOwn)) return undefined;
    this.#all ??= new Replacer(this.#needles((secret) => this.#placeholders.get(secret)?.placeholder !== secret));
    if (this.#all.replace(text) === text) return undefined;
    const holds = (secret: string) =>
      replaceKnown(
        text,
        this.#needles((other) => other === secret),
      ) !== text;
    return [...this.#placeholders].find(([secret]) => holds(secret))?.[1].kind;
  }

  /** For messages about what the application under test sent: without its secrets, but with those that the tape gave it. */
  mask(text: string): string {
    return replaceKnown(
      text,
      this.#needles((secret) => isTellable(secret) && !isPlaceholder(secret)),
    );
  }

  /** Those that are looked for everywhere. */
  values(): string[] {
    return [...this.#placeholders].flatMap(([secret, { placeholder }]) =>
      secret !== placeholder && isTellable(secret) ? [secret] : [],
    );
  }

  #needles(wanted: (secret: string) => boolean): Needles {
    return new Needles(
      [...this.#placeholders].flatMap(([secret, { placeholder }]) => (wanted(secret) ? [{ secret, placeholder }] : [])),
    );
  }

  #add(secret: string, kind: SecretKind): void {
    if (secret === '' || this.#placeholders.has(secret)) return;
    // Cookies are never written; a short one is a setting and no session.
    if (kind === 'cookie' && !isTellable(secret)) return;
    const number = (this.#counts.get(kind) ?? 0) + 1;
    this.#counts.set(kind, number);
    this.#placeholders.set(secret, { placeholder: placeholderFor(kind, number, secret), kind });
  }
}

/** Much of what an API says it says again and again. */
class Replacer {
  readonly #needles: Needles;
  readonly #done = new Map<string, string>();

  constructor(needles: Needles) {
    this.#needles = needles;
  }

  replace(text: string): string {
    const done = this.#done.get(text) ?? replaceKnown(text, this.#needles);
    this.#done.set(text, done);
    return done;
  }
}

function* fieldsIn(text: string): Generator<[name: string, value: string]> {
  for (const pattern of FIELDS) {
    for (const [, name = '', value = ''] of text.matchAll(pattern)) {
      if (secretKindOf(name) !== undefined) yield [name, pattern === FIELDS[0] ? decodeForm(value) : value];
    }
  }
  for (const [, token = ''] of text.matchAll(BEARER)) yield ['bearer', token];
}

function decodeForm(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    return text;
  }
}

import { TapeError } from './errors.ts';
import type { WireExchange } from './message.ts';

const VERSIONED = /^(.*?\/(\d+\.\d+)\/)/;

/** Where a story was recorded, and what its tape calls that. */
export class Place {
  /** Of the tape, with its last slash. */
  readonly baseUrl: string;
  /** As in `/1.0/`; empty where the paths have none. */
  readonly apiVersion: string;
  readonly #origin: string;
  readonly #prefix: string;
  readonly #rewrites: readonly [from: string, to: string][];

  /** @throws {TapeError} `recording_refused`: several hosts, or none */
  constructor(wire: readonly WireExchange[], baseUrl: string | undefined) {
    this.#origin = oneOrigin(wire);
    const versioned = wire.map(({ request }) => VERSIONED.exec(request.url.pathname)).find((match) => match !== null);
    this.#prefix = versioned?.[1] ?? '/';
    this.apiVersion = versioned?.[2] ?? '';
    const recorded = this.#origin + this.#prefix;
    this.baseUrl = baseUrl === undefined ? recorded : baseUrl.replace(/\/*$/, '/');
    this.#rewrites = rewrites(recorded, this.baseUrl);
  }

  /** Relative to the base URL where it is below it, else with a slash in front. */
  pathOf({ pathname }: URL): string {
    return pathname.startsWith(this.#prefix) ? pathname.slice(this.#prefix.length) : pathname;
  }

  /** The recorded base URL and host, wherever an answer names them, become those of the tape. */
  rewrite(text: string): string {
    return this.#rewrites.reduce((result, [from, to]) => result.replaceAll(from, to), text);
  }
}

/** What to replace to move answers from one base URL to another, the most specific first. */
export function rewrites(from: string, to: string): [from: string, to: string][] {
  if (from === to) return [];
  const [a, b] = [new URL(from), new URL(to)];
  const other = (protocol: string) => (protocol === 'https:' ? 'http:' : 'https:');
  const plain: [string, string][] = [
    [a.href, b.href],
    // A link may name the other scheme (contract 3.1), and then must go on doing so.
    [`${other(a.protocol)}//${a.host}${a.pathname}`, `${other(b.protocol)}//${b.host}${b.pathname}`],
    [a.origin, b.origin],
    [`${other(a.protocol)}//${a.host}`, `${other(b.protocol)}//${b.host}`],
    [a.host, b.host],
  ];
  const encoded = plain.map(([x, y]): [string, string] => [encodeURIComponent(x), encodeURIComponent(y)]);
  return [...plain, ...encoded];
}

function oneOrigin(wire: readonly WireExchange[]): string {
  const origins = [...new Set(wire.map(({ request }) => request.url.origin))];
  const [origin, other] = origins;
  if (origin === undefined) {
    throw new TapeError(
      'recording_refused',
      "Nothing was written: the story made no request through Node's http, https or fetch.",
      'Await in the story what it does.',
    );
  }
  if (other !== undefined) {
    throw new TapeError(
      'recording_refused',
      `Nothing was written: the story spoke to ${origins.join(' and ')}. A tape is of one API.`,
      'Name the hosts that are no part of the story in the option ignoreHosts.',
    );
  }
  return origin;
}

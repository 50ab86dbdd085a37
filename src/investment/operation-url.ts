import { InvalidInputError } from '../errors.ts';

type QueryValue = string | number | boolean | undefined;

/** Undefined members are left out; a list becomes a repeated parameter. */
export type QueryInput = URLSearchParams | Readonly<Record<string, QueryValue | readonly QueryValue[]>>;

/**
 * The URL of a call. The path stays below the base URL whatever it says: an access token goes to one place only.
 *
 * @param path begins with `/`; percent-encoding is kept as written; may carry a query of its own
 * @throws {InvalidInputError} a full URL, `..`, a backslash, a fragment, or characters that belong percent-encoded
 */
export function operationUrl(baseUrl: string, path: string, query: QueryInput | undefined): URL {
  const wrong = whatIsWrong(path);
  if (wrong) {
    throw new InvalidInputError(`The path ${wrong}.`, {
      hint: 'Write it as in the documentation, such as /users, with ids passed through encodeURIComponent.',
    });
  }
  const base = new URL(baseUrl);
  const url = new URL(base.href.slice(0, -1) + path);
  // The rules above should leave nothing for this; the token is worth a second look.
  if (url.origin !== base.origin || !url.pathname.startsWith(base.pathname)) {
    throw new InvalidInputError('The path leads away from the base URL.', { hint: 'Give a path such as /users.' });
  }
  // Not by url.searchParams, which would write the path's own query anew.
  const added = new URLSearchParams(queryPairs(query)).toString();
  if (added !== '') url.search = url.search === '' ? added : `${url.search}&${added}`;
  return url;
}

function whatIsWrong(path: string): string | undefined {
  if (typeof path !== 'string' || !path.startsWith('/') || path.startsWith('//'))
    return 'does not begin with one slash';
  if (!/^[\x21-\x7e]+$/.test(path)) return 'has characters that must be percent-encoded';
  if (/[\\#]/.test(path)) return 'has a backslash or a fragment';
  const segments = path.split('?', 1)[0]?.split('/') ?? [];
  // WHATWG URLs take %2e for a dot, too.
  if (segments.some((segment) => /^(\.|%2e){1,2}$/i.test(segment))) return 'has a segment of dots';
  return undefined;
}

function queryPairs(query: QueryInput | undefined): [string, string][] {
  if (query === undefined) return [];
  if (query instanceof URLSearchParams) return [...query];
  return Object.entries(query).flatMap(([name, given]) =>
    (Array.isArray(given) ? given : [given])
      .filter((value) => value !== undefined)
      .map((value): [string, string] => [name, String(value)]),
  );
}

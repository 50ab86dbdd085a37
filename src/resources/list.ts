import { InvalidInputError, UnexpectedResponseError } from '../errors.ts';
import type { ApiCall, ApiCaller } from '../session/index.ts';
import type { CallOptions } from '../transport/index.ts';
import type { ListEnvelope } from '../wire.ts';
import { callFor } from './resource.ts';
import { arrayOf, type Check, nullable, object, string } from './shape.ts';

/** The server clips larger ones (contract 3.1). */
const LARGEST_PAGE = 100;

/** Cursors are a tenth of that; whatever is longer would only be kept and sent. */
const LONGEST_CURSOR = 1_000;
/** A larger circle takes longer to notice; a list without an end must not fill the memory. */
const MOST_CURSORS = 10_000;
/** Whoever iterates gets no turn to stop while there is nothing to hand out. */
const MOST_EMPTY_PAGES = 100;

export interface ListOptions extends CallOptions {
  /** Things a page, 1 to 100. @default 100 */
  pageSize?: number | undefined;
}

/**
 * A list over all its pages, fetched as they are needed: while you work on one page the next is on its way. Nothing is fetched
 * before the first step, every iteration starts anew, and a failure is thrown, never an end of the list. `timeoutMs` is for each page.
 */
export class List<T> implements AsyncIterable<T> {
  readonly #api: ApiCaller;
  readonly #call: ApiCall;
  readonly #check: Check;
  readonly #options: ListOptions;

  constructor(api: ApiCaller, call: ApiCall, item: Check, options: ListOptions = {}) {
    const { pageSize = LARGEST_PAGE } = options;
    if (!Number.isInteger(pageSize) || pageSize < 1 || pageSize > LARGEST_PAGE) {
      throw new InvalidInputError('pageSize must be a whole number from 1 to 100.', { hint: 'Leave it out for 100.' });
    }
    this.#api = api;
    this.#call = { ...call, query: { ...call.query, page_size: String(pageSize) } };
    this.#check = object({ results: arrayOf(item), next: nullable(string), previous: nullable(string) });
    this.#options = options;
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<T, void, undefined> {
    for await (const { results } of this.pages()) yield* results;
  }

  /** The first `count` of the list, or all when there are fewer. Fetches no page more than that takes. */
  async take(count: number): Promise<T[]> {
    if (!Number.isSafeInteger(count) || count < 0) {
      throw new InvalidInputError('take() needs a whole number, 0 or more.', {
        hint: 'Iterate over the list for all of it.',
      });
    }
    const taken: T[] = [];
    if (count === 0) return taken;
    for await (const { results } of this.#pages(() => taken.length + LARGEST_PAGE < count)) {
      taken.push(...results.slice(0, count - taken.length));
      if (taken.length === count) break;
    }
    return taken;
  }

  /** Page by page, as the API sends them. */
  pages(): AsyncGenerator<ListEnvelope<T>, void, undefined> {
    return this.#pages(() => true);
  }

  async *#pages(fetchAhead: () => boolean): AsyncGenerator<ListEnvelope<T>, void, undefined> {
    const seen = new Set<string>();
    const stop = new AbortController();
    const fetch = (cursor?: string) => this.#fetch(cursor, stop.signal);
    try {
      let emptyPages = 0;
      for (let next: Promise<ListEnvelope<T>> | undefined = fetch(); next; ) {
        const page: ListEnvelope<T> = await next;
        const cursor = nextCursor(page, seen);
        emptyPages = page.results.length === 0 ? emptyPages + 1 : 0;
        if (cursor !== undefined && emptyPages === MOST_EMPTY_PAGES) throw endless();
        next = cursor !== undefined && fetchAhead() ? fetch(cursor) : undefined;
        yield page;
        if (cursor !== undefined) next ??= fetch(cursor);
      }
    } finally {
      // Whoever stops early does not want the page that is on its way.
      stop.abort();
    }
  }

  #fetch(cursor: string | undefined, stop: AbortSignal): Promise<ListEnvelope<T>> {
    const { signal, timeoutMs } = this.#options;
    const call = { ...this.#call, query: { ...this.#call.query, cursor } };
    const page = callFor<ListEnvelope<T>>(this.#api, call, this.#check, { timeoutMs, signal: either(signal, stop) });
    // It may fail while nobody waits for it yet; whoever comes for it gets the failure.
    page.catch(() => undefined);
    return page;
  }
}

/**
 * The cursor of the next page. Only that is taken of the `next` URL, and sent to our own base URL: the URL's scheme is wrong on
 * some servers, and its host could be anybody's (contract 3.1).
 */
function nextCursor({ next }: ListEnvelope<unknown>, seen: Set<string>): string | undefined {
  if (next === null) return undefined;
  const cursor = URL.canParse(next, 'https://unused.invalid')
    ? new URL(next, 'https://unused.invalid').searchParams.get('cursor')
    : null;
  if (!cursor || cursor.length > LONGEST_CURSOR) {
    const what = cursor ? 'a cursor of absurd length' : 'no cursor';
    throw new UnexpectedResponseError(`The list says that it goes on, but not where (its next link has ${what}).`, {
      hint: 'What was listed so far is incomplete.',
    });
  }
  if (seen.has(cursor)) {
    throw new UnexpectedResponseError(
      'The list runs in a circle: its next link leads to a page that was there before.',
      {
        hint: 'What was listed so far may be incomplete.',
      },
    );
  }
  if (seen.size === MOST_CURSORS) seen.clear();
  seen.add(cursor);
  return cursor;
}

function endless(): UnexpectedResponseError {
  return new UnexpectedResponseError(`The list goes on and on with nothing in it (${MOST_EMPTY_PAGES} empty pages).`, {
    hint: 'What was listed so far may be incomplete.',
  });
}

function either(first: AbortSignal | undefined, second: AbortSignal): AbortSignal {
  return first ? AbortSignal.any([first, second]) : second;
}

import { InvalidInputError, UnexpectedResponseError } from '../errors.ts';

/** One page of an `offset`/`limit` list, as the API sends it. */
export interface InvestmentPage<T> {
  data: T[];
  meta?: { offset?: number; limit?: number; count?: number; total_count?: number; sort?: string; order?: string };
}

/**
 * A list that fetches its pages as they are needed: `for await` over the entries, {@link pages} over the pages. Each
 * iteration begins anew. The API counts positions, so entries that come or go meanwhile can shift one over a page's edge.
 */
export class InvestmentList<T> implements AsyncIterable<T> {
  readonly #fetchPage: (offset: number) => Promise<unknown>;
  readonly #start: number;

  /** Use `InvestmentClient.paginate`. */
  constructor(start: number, fetchPage: (offset: number) => Promise<unknown>) {
    this.#start = start;
    this.#fetchPage = fetchPage;
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<T> {
    for await (const page of this.pages()) yield* page.data;
  }

  /** The first `count` entries; fetches no page more than they need. @throws {InvalidInputError} not a whole number */
  async take(count: number): Promise<T[]> {
    if (!Number.isSafeInteger(count) || count < 0) {
      throw new InvalidInputError('The number of entries to take is not a whole number.', { hint: 'Give such as 20.' });
    }
    const taken: T[] = [];
    if (count === 0) return taken;
    for await (const entry of this) if (taken.push(entry) >= count) break;
    return taken;
  }

  /** Ends after `total_count` entries, or at an empty page where the API does not say how many there are. */
  async *pages(): AsyncGenerator<InvestmentPage<T>> {
    for (let offset = this.#start; ; ) {
      const page = readPage<T>(await this.#fetchPage(offset));
      if (page.data.length === 0) return;
      yield page;
      offset += page.data.length;
      const total = page.meta?.total_count;
      if (typeof total === 'number' && offset >= total) return;
    }
  }
}

function readPage<T>(body: unknown): InvestmentPage<T> {
  const page = body as Partial<InvestmentPage<T>> | undefined | null;
  if (typeof page === 'object' && page !== null && Array.isArray(page.data)) return page as InvestmentPage<T>;
  throw new UnexpectedResponseError('The answer is no list: it has no array under data.', {
    hint: 'Use request for what is no list.',
  });
}

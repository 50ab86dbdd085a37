import type { ListEnvelope } from '../wire.ts';
import { type Cursor, decodeCursor, encodeCursor } from './cursor.ts';

/** Contract 3.1. */
export const DEFAULT_PAGE_SIZE = 10;
export const MAX_PAGE_SIZE = 100;

/**
 * One page of `items`, in the manner of Django REST Framework's CursorPagination (contract 2.3, 3.1): the cursor names
 * the position of the last item that was seen, so items that arrive meanwhile at the front shift nothing.
 *
 * `items` are in list order, and `positionOf` strictly falls along it as text. `url` is the request's own with the scheme
 * and host that links are to show; its query is kept in them.
 */
export function paginate<Item, Shown>({
  items,
  positionOf,
  show,
  url,
}: {
  items: readonly Item[];
  positionOf: (item: Item) => string;
  show: (item: Item) => Shown;
  url: URL;
}): ListEnvelope<Shown> {
  const pageSize = parsePageSize(url.searchParams.get('page_size'));
  const cursor = decodeCursor(url.searchParams.get('cursor') ?? '');
  const { page, hasNext, hasPrevious } = cut({ items, positionOf, cursor, pageSize });
  // On an empty page the way back (or on) starts where the request itself did.
  const first = page[0];
  const last = page.at(-1);
  const firstPosition = first === undefined ? cursor.position : positionOf(first);
  const lastPosition = last === undefined ? cursor.position : positionOf(last);
  return {
    next: hasNext ? link(url, { position: lastPosition, reverse: false, offset: 0 }) : null,
    previous: hasPrevious ? link(url, { position: firstPosition, reverse: true, offset: 0 }) : null,
    results: page.map(show),
  };
}

/** Larger than the maximum is clipped; empty, non-positive or not a number is the default, never an error (contract 3.1). */
export function parsePageSize(value: string | null): number {
  if (value === null || !/^\d+$/.test(value)) return DEFAULT_PAGE_SIZE;
  const size = Number(value);
  return size === 0 ? DEFAULT_PAGE_SIZE : Math.min(size, MAX_PAGE_SIZE);
}

interface Cut<Item> {
  page: Item[];
  hasNext: boolean;
  hasPrevious: boolean;
}

function cut<Item>({
  items,
  positionOf,
  cursor,
  pageSize,
}: {
  items: readonly Item[];
  positionOf: (item: Item) => string;
  cursor: Cursor;
  pageSize: number;
}): Cut<Item> {
  const { position, offset } = cursor;
  const started = position !== null || offset > 0;
  if (!cursor.reverse) {
    const rest = position === null ? items : items.filter((item) => positionOf(item) < position);
    const hasNext = rest.length > offset + pageSize;
    return { page: rest.slice(offset, offset + pageSize), hasNext, hasPrevious: started };
  }
  const before = position === null ? [...items] : items.filter((item) => positionOf(item) > position);
  const end = Math.max(before.length - offset, 0);
  const start = Math.max(end - pageSize, 0);
  return { page: before.slice(start, end), hasNext: started, hasPrevious: start > 0 };
}

function link(url: URL, cursor: Cursor): string {
  const target = new URL(url);
  target.searchParams.set('cursor', encodeCursor(cursor));
  target.searchParams.sort();
  return target.href;
}

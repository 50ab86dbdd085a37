import type { Exchange, Fault } from '../fault.ts';
import { HARMLESS, type Outcome, outcomes } from '../outcomes.ts';
import { changes } from './answering.ts';

const LISTS = ['list', 'search', 'page'] as const;
/** Pages without end may be asked for without end; here, until the caller has seen enough. */
const MANY = { list: 10_000, search: 101, page: 2 };

const cursorOf = ({ request }: Exchange) => new URL(request.path, 'http://x').searchParams.get('cursor');

/** The first page says that the list goes on; the second is the last. @param next what the first calls the second */
function next(name: string, next: (exchange: Exchange) => unknown, list: Outcome, page = list): Fault {
  return changes(
    `the next link ${name}`,
    (good, exchange) => JSON.stringify({ ...good, next: cursorOf(exchange) === null ? next(exchange) : null }),
    outcomes(list, list, list, { page }),
    { only: LISTS, most: { list: 4, page: 4 } },
  );
}

/** Lists that lead astray. Only the cursor of a `next` link is ever taken, and sent to our own server. */
export const LISTS_ASTRAY: Fault[] = [
  next(
    'leads to another server',
    ({ thiefUrl, request }) => `${thiefUrl.slice(0, -1)}${request.path.split('?')[0]}?cursor=c2`,
    'done',
  ),
  next(
    'leads to another server by name and password',
    ({ thiefUrl, request }) => `${thiefUrl.replace('//', '//api:secret@')}?cursor=c2&path=${request.path}`,
    'done',
  ),
  next('has another scheme', ({ request }) => `https://${request.headers.host}${request.path}&cursor=c2`, 'done'),
  next('is of JavaScript', () => 'javascript:alert(1)?cursor=c2', 'done'),
  next('is of a file', () => 'file:///etc/passwd?cursor=c2', 'done'),
  next('is relative', () => '?cursor=c2', 'done'),
  next(
    'has a cursor full of odd characters',
    () => `http://x/?cursor=${encodeURIComponent('a&b=c#d/../%00\r\nX: y\u202e')}`,
    'done',
  ),
  next('has two cursors', () => 'http://x/?cursor=c2&cursor=c3', 'done'),
  next('has no cursor', () => 'http://x/?page=2', 'unexpected'),
  next('has an empty cursor', () => 'http://x/?cursor=', 'unexpected'),
  next('is an empty text', () => '', 'unexpected'),
  next('is no link', () => 'http://[', 'unexpected'),
  next('is a number', () => 2, 'unexpected'),
  next('is an object', () => ({ cursor: 'c2' }), 'unexpected'),
  next('is true', () => true, 'unexpected'),
  next('has a cursor of a million characters', () => `http://x/?cursor=${'c'.repeat(1_000_000)}`, 'unexpected'),
  changes(
    'the next link is the same for ever',
    (good) => JSON.stringify({ ...good, next: 'http://x/?cursor=c2' }),
    outcomes('unexpected', 'unexpected', 'unexpected', { page: 'done' }),
    { only: LISTS, most: { list: 4, page: 4 } },
  ),
  changes(
    'the next links run in a circle of three',
    (good, exchange) =>
      JSON.stringify({ ...good, next: `http://x/?cursor=${(Number(cursorOf(exchange) ?? 0) % 3) + 1}` }),
    outcomes('unexpected', 'unexpected', 'unexpected', { page: 'done' }),
    { only: LISTS, most: { list: 20, page: 4 } },
  ),
  changes(
    'there is no end of pages',
    (good, exchange) => JSON.stringify({ ...good, next: `http://x/?cursor=c${exchange.turn}` }),
    outcomes('done', 'done', 'done', { search: 'unexpected' }),
    { only: LISTS, most: MANY },
  ),
  changes(
    'there is no end of pages, and nothing in any of them',
    (good, exchange) => JSON.stringify({ ...good, results: [], next: `http://x/?cursor=c${exchange.turn}` }),
    // Who goes from page to page has a turn after each, and may stop.
    outcomes('unexpected', 'unexpected', 'unexpected', { list: ['unexpected', 'done'], search: 'unexpected' }),
    { only: LISTS, most: { list: 200, page: 200 } },
  ),
  changes(
    'a page has ten thousand things',
    (good) => JSON.stringify({ ...good, results: Array(10_000).fill(good.results[0]), next: null }),
    HARMLESS,
    { only: LISTS },
  ),
  changes(
    'results are there and next is not',
    ({ next: _next, ...good }) => JSON.stringify(good),
    outcomes('unexpected', 'unexpected', 'unexpected'),
    { only: LISTS },
  ),
  changes(
    'results are an object',
    (good) => JSON.stringify({ ...good, results: { ...good.results } }),
    outcomes('unexpected', 'unexpected', 'unexpected'),
    { only: LISTS },
  ),
  changes(
    'one of the results is null',
    (good) => JSON.stringify({ ...good, results: [...good.results, null] }),
    outcomes('unexpected', 'unexpected', 'unexpected'),
    { only: LISTS },
  ),
];

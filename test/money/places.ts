import { OutcomeUnknownError, type Transaction } from '../../src/index.ts';
import type { FaultAction } from '../../src/sandbox/index.ts';
import { scaled } from '../support/scale.ts';
import type { Trouble } from './gate.ts';

/** Far more than the reads before a create take, on a busy machine too. */
const SLOW_MS = scaled(1_600, 5_000);

export interface Place {
  place: string;
  trouble?: Trouble;
  fault?: FaultAction;
  /** What a caller may be told; anything but `unknown` and `done` means that nothing was carried out. */
  told: readonly string[];
  /** What the ledger has in the end. */
  payments: 0 | 1;
  timeoutMs?: number;
  /** The server goes on without its client. */
  late?: true;
  /** The caller gives up once the server has the request. */
  abort?: true;
}

const HTML = { headers: { 'Content-Type': 'text/html' }, body: '<h1>Bad gateway</h1>' };
const before = (status: number): Place => ({
  place: `${status} in place of the work`,
  fault: { kind: 'status', status },
  told: ['unknown'],
  payments: 0,
});
const after = (status: number): Place => ({
  place: `${status} after the work`,
  trouble: { at: 'after', status, ...HTML },
  told: ['unknown'],
  payments: 1,
});

/** Where a create can be broken off, and what must come of it. */
export const PLACES: Place[] = [
  { place: 'connection refused', trouble: { at: 'refuse' }, told: ['ConnectionError'], payments: 0 },
  {
    place: 'reset when the connection was made',
    trouble: { at: 'accept' },
    told: ['unknown', 'ConnectionError'],
    payments: 0,
  },
  { place: 'half of the request', trouble: { at: 'request' }, told: ['unknown'], payments: 0 },
  { place: 'dropped before the work', fault: { kind: 'dropBefore' }, told: ['unknown'], payments: 0 },
  { place: 'dropped after the work', fault: { kind: 'dropAfter' }, told: ['unknown'], payments: 1 },
  { place: 'reset after the work', trouble: { at: 'lost' }, told: ['unknown'], payments: 1 },
  { place: 'headers of the answer', trouble: { at: 'head' }, told: ['unknown'], payments: 1 },
  { place: 'half of the answer', fault: { kind: 'truncate' }, told: ['unknown'], payments: 1 },
  {
    place: 'all of the answer but its last byte',
    trouble: { at: 'body', missing: 1 },
    told: ['unknown'],
    payments: 1,
  },
  { place: 'reset after the whole answer', trouble: { at: 'end' }, told: ['done', 'unknown'], payments: 1 },
  { place: 'no trouble', told: ['done'], payments: 1 },
  ...[500, 502, 503, 408].flatMap((status) => [before(status), after(status)]),
  {
    place: 'a success that is HTML',
    trouble: { at: 'after', status: 200, ...HTML },
    told: ['unknown'],
    payments: 1,
  },
  {
    place: 'a success without the shape of a transaction',
    trouble: { at: 'after', status: 201, body: '{"id":1}' },
    told: ['unknown'],
    payments: 1,
  },
  {
    place: 'a redirect after the work',
    trouble: { at: 'after', status: 303, headers: { Location: '/1.0/' } },
    told: ['unknown'],
    payments: 1,
  },
  {
    place: 'too slow before the work',
    fault: { kind: 'latency', beforeMs: SLOW_MS },
    told: ['unknown'],
    payments: 1,
    timeoutMs: SLOW_MS / 2,
    late: true,
  },
  {
    place: 'too slow after the work',
    fault: { kind: 'latency', afterMs: SLOW_MS },
    told: ['unknown'],
    payments: 1,
    timeoutMs: SLOW_MS / 2,
    late: true,
  },
  {
    place: 'given up by the caller',
    fault: { kind: 'latency', afterMs: 50 },
    told: ['unknown'],
    payments: 1,
    abort: true,
    late: true,
  },
];

/** The word for what the caller of `create` learnt. */
export function wordFor(outcome: Transaction | Error): string {
  if (outcome instanceof OutcomeUnknownError) return 'unknown';
  return outcome instanceof Error ? outcome.name : 'done';
}

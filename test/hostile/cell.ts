import type { TokenSet } from '../../src/index.ts';
import { SECRETS } from '../support/client.ts';
import { printed, secretsIn } from '../support/printed.ts';
import { scaled } from '../support/scale.ts';
import { clientAt, type HostileClient } from './client.ts';
import { canMeet, type Fault, isEverywhere, mostRequests } from './fault.ts';
import { type FaultServer, startFaultServer } from './fault-server.ts';
import { GRANTED } from './good-answers.ts';
import { OUTCOMES, type Outcome } from './outcomes.ts';
import type { Row } from './rows.ts';

export interface Cell {
  row: Row;
  fault: Fault;
}

/** Every fault at every request that can meet it. */
export function cellsOf(rows: readonly Row[], faults: readonly Fault[]): Cell[] {
  return rows.flatMap((row) => faults.filter((fault) => makesSense(row, fault)).map((fault) => ({ row, fault })));
}

function makesSense(row: Row, fault: Fault): boolean {
  // What stands where the server should be is met by the first request, whichever that is.
  if (isEverywhere(fault)) return row.first;
  return row.kind === 'none' || canMeet(fault, row.kind, row.path);
}

/** A call that must wait for its time limit has a short one; any other a long one, so that a busy machine decides nothing. */
export const SHORT_MS = scaled(500, 3_000);
export const LONG_MS = scaled(30_000, 120_000);
/** Beyond the limit, on a busy machine. */
const GRACE_MS = scaled(10_000, 30_000);

const ALL_SECRETS = [...Object.values(SECRETS), GRANTED.access, GRANTED.refresh];

/** What a cell showed that it must not. Empty when all is well. */
export async function problemsOf(cell: Cell): Promise<string[]> {
  const { row, fault } = cell;
  await using server = await startFaultServer({ fault, where: row.where });
  const { client, tokenStore, events, warnings } = await clientFor(cell, server);
  const before = await tokenStore.load();
  const timeoutMs = fault.lasts ? SHORT_MS : LONG_MS;
  const startedAt = performance.now();
  const { value, error } = await outcomeOf(row.method.call(client, { timeoutMs }));
  const tookMs = performance.now() - startedAt;
  await client.settled();
  const after = await tokenStore.load();
  client.close();
  const problems = [
    ...wrongOutcome(cell, error),
    ...badError(error),
    ...secretsShown({ error, events, warnings }),
    ...wrongRequests(cell, server),
    ...lostSession(cell, before, after),
  ];
  // Each request of a call has the time limit for itself.
  if (tookMs > timeoutMs * (row.method.requests.length + 1) + GRACE_MS) problems.push(`took ${Math.round(tookMs)} ms`);
  if (server.stolen.length > 0) problems.push(`told another server ${server.stolen.map(String).join(' | ')}`);
  if (printed(value).includes('POISON')) problems.push('took an answer that nobody asked for');
  if ('polluted' in {}) problems.push('changed the prototype of every object');
  if (!(await becomesTrue(() => server.openConnections() === 0))) problems.push('left a connection open');
  return problems;
}

function clientFor({ row, fault }: Cell, server: FaultServer): Promise<HostileClient> {
  return clientAt(server.baseUrl, {
    renew: row.kind === 'renewal',
    // For renewals, which have the client's own limit.
    timeoutMs: fault.lasts ? SHORT_MS : LONG_MS,
    connectTimeoutMs: 2 * LONG_MS,
    // What must be cut off costs less; how much memory it costs is measured elsewhere.
    maxResponseBytes: fault.endless ? 2 ** 16 : 10 * 2 ** 20,
  });
}

// biome-ignore lint/suspicious/noExplicitAny: errors are looked into by name
async function outcomeOf(call: Promise<unknown>): Promise<{ value?: unknown; error?: any }> {
  return call.then(
    (value) => ({ value }),
    (error: unknown) => ({ error }),
  );
}

/** What may come of the cell. */
export function expected({ row, fault }: Cell): readonly Outcome[] {
  return row.kind === 'none' ? ['done'] : fault.outcomes[row.kind];
}

// biome-ignore lint/suspicious/noExplicitAny: errors are looked into by name
export function matchesOutcome(error: any, outcome: Outcome): boolean {
  const { name, code, exit } = OUTCOMES[outcome];
  if (error === undefined) return outcome === 'done';
  // 401 is what the terminal's exit code 4 is told by.
  return (
    error?.name === name && error.code === code && (name !== 'ApiError' || (error.status === 401) === (exit === 4))
  );
}

// biome-ignore lint/suspicious/noExplicitAny: errors are looked into by name
function wrongOutcome(cell: Cell, error: any): string[] {
  const wanted = expected(cell);
  const problems: string[] = [];
  if (!wanted.some((outcome) => matchesOutcome(error, outcome))) {
    problems.push(
      `came to ${error === undefined ? 'done' : `${error?.name} ${error?.status ?? ''} (${error?.message})`}, not ${wanted}`,
    );
  }
  const { reason } = cell.fault;
  if (reason && error?.name === 'ConnectionError' && cell.row.kind !== 'login' && cell.row.kind !== 'renewal') {
    if (!reason.test(error.reason)) problems.push(`gave the reason ${error.reason}, not ${reason}`);
  }
  return problems;
}

/** One clear line, and a next step. */
// biome-ignore lint/suspicious/noExplicitAny: errors are looked into by name
function badError(error: any): string[] {
  if (error === undefined) return [];
  const problems: string[] = [];
  for (const text of [error.message, error.hint]) {
    if (typeof text !== 'string' || text.length < 10 || text.length > 600)
      problems.push(`says ${JSON.stringify(text)}`);
    else if (/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Surrogate}]/u.test(text))
      problems.push(`says on more than a line, or unseen: ${JSON.stringify(text)}`);
    else if (/undefined|\[object|NaN|node:|\.ts\b|\bat \w+ \(/.test(text))
      problems.push(`says what only a programmer reads: ${text}`);
  }
  if (error.cause !== undefined) problems.push('has a cause');
  return problems;
}

function secretsShown(things: Record<string, unknown>): string[] {
  return Object.entries(things).flatMap(([name, thing]) =>
    secretsIn(printed(thing), ALL_SECRETS).map((secret) => `${name} shows ${secret}`),
  );
}

function wrongRequests({ row, fault }: Cell, server: FaultServer): string[] {
  const problems: string[] = [];
  const faulty = server.requests.filter((request) => request.faulty);
  const most = row.kind === 'none' ? 0 : mostRequests(fault, row.kind);
  // Each refresh token stands for itself: some tokens live so short that every request needs a new one.
  const times = mostOften(row.kind === 'renewal' ? faulty.map(({ body }) => String(body)) : faulty.map(() => 'it'));
  if (times > most) problems.push(`sent it ${times} times, not ${most}`);
  if (row.kind === 'none' && server.requests.length > 0) problems.push('sent something');
  if (row.kind !== 'none' && faulty.length === 0 && !isEverywhere(fault)) problems.push('never met the fault');
  if (server.requests.some(({ headers }) => headers.cookie !== undefined)) problems.push('sent a cookie back');
  if (
    faulty.some(({ headers }) => /basic|negotiate/i.test(`${headers.authorization} ${headers['proxy-authorization']}`))
  ) {
    problems.push('offered other credentials');
  }
  return problems;
}

function mostOften(texts: readonly string[]): number {
  return Math.max(0, ...texts.map((text) => texts.filter((other) => other === text).length));
}

/** Only a refused refresh token ends a session, and a login that failed ends none. */
function lostSession(cell: Cell, before: TokenSet | undefined, after: TokenSet | undefined): string[] {
  if (cell.row.method.name === 'logout') return after ? ['is still logged in'] : [];
  if (!after) return expected(cell).includes('expired') ? [] : ['lost the session'];
  if (
    cell.row.kind !== 'login' &&
    cell.row.kind !== 'renewal' &&
    !cell.fault.name.includes('401') &&
    !after.equals(before)
  )
    return ['changed the session'];
  const { expiresAt = 0, scope } = after;
  if (Number.isNaN(new Date(expiresAt).getTime()) || scope.length > 1_000) return ['stored an odd session'];
  return [];
}

async function becomesTrue(condition: () => boolean): Promise<boolean> {
  for (let waited = 0; waited < 5_000; waited += 5) {
    if (condition()) return true;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  return condition();
}

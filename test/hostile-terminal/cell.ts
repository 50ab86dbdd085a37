import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { canMeet, type Fault, isEverywhere, mostRequests } from '../hostile/fault.ts';
import type { FaultServer } from '../hostile/fault-server.ts';
import { GRANTED } from '../hostile/good-answers.ts';
import { secretsIn } from '../support/printed.ts';
import { scaled } from '../support/scale.ts';
import type { Outcome } from '../support/terminal-driver.ts';
import { badManners } from '../support/terminal-manners.ts';
import { type Scene, SECRETS } from '../support/terminal-scene.ts';
import { exitsOf, type Row } from './commands.ts';

export const ENDLESS = 'there is no end of pages';

export const FORMATS = ['table', 'json', 'ndjson', 'csv'] as const;

/** One request of one command, and what becomes of it. */
export interface Cell {
  row: Row;
  fault: Fault;
  format: (typeof FORMATS)[number];
}

/** Every fault at every request that can meet it, the formats in turn; at renewals, each command in its turn. */
export function cellsOf(rows: readonly Row[], faults: readonly Fault[]): Cell[] {
  return rows
    .flatMap((row, turn) =>
      faults
        .filter((fault, index) => makesSense(row, fault) && (row.kind !== 'renewal' || isItsTurn(row, turn + index)))
        .map((fault) => ({ row, fault })),
    )
    .map((cell, index) => ({ ...cell, format: formatOf(cell.row, index) }));
}

/** A renewal is the same whoever asks for it: `token` meets every fault of it, any other command a part of them. */
function isItsTurn({ called }: Row, turn: number): boolean {
  return called.command === 'token' || turn % 5 === 0;
}

function makesSense(row: Row, fault: Fault): boolean {
  // What stands where the server should be is met by the first request, whichever that is.
  if (isEverywhere(fault)) return row.first;
  // Followed for eight minutes, whatever its time limit for a call.
  if (row.called.note === 'followed' && fault.name.endsWith('for ever')) return false;
  // Whoever asks for all gets all: see no-end.test.ts.
  const takesAll = row.kind === 'list' && !row.called.args.includes('--limit');
  return canMeet(fault, row.kind, row.path) && !(takesAll && fault.name === ENDLESS);
}

function formatOf({ called }: Row, index: number): Cell['format'] {
  const formats = called.command === 'investment request' ? FORMATS.slice(0, 3) : FORMATS;
  return formats[index % formats.length] ?? 'json';
}

/** A command that must wait for its time limit has a short one; any other a long one, so that a busy machine decides nothing. */
export function timeLimitMs({ fault }: Cell): number {
  return fault.lasts ? scaled(600, 1_500) : 30_000;
}

export function commandLineOf(cell: Cell): string[] {
  const { called } = cell.row;
  const format = cell.format === 'table' ? [] : ['--output', cell.format];
  const words = called.command.split(' ');
  const password = called.password ? ['--password-stdin'] : [];
  return [...words, ...called.args, ...password, ...format, '--timeout', String(timeLimitMs(cell) / 1_000)];
}

export interface Played {
  outcome: Outcome;
  server: FaultServer;
  scene: Scene;
}

/** Beyond the limit, on a busy machine. */
const GRACE_MS = 20_000;
const ALL_SECRETS = [...Object.values(SECRETS), GRANTED.access, GRANTED.refresh];

/** What a cell showed that it must not. Empty when all is well. */
export function problemsOf(cell: Cell, played: Played): string[] {
  const { outcome, server } = played;
  const { exitCode, uncaught, keptBy, durationMs } = outcome;
  const problems: string[] = [];
  if (exitCode === null) return ['it did not end'];
  const wanted = [...exitsOf(cell.row, cell.fault.outcomes[cell.row.kind]), ...otherExits(cell)];
  if (!wanted.includes(exitCode))
    problems.push(`exit ${exitCode}, not ${wanted.join(' or ')}: ${outcome.stderr.slice(0, 300)}`);
  if (uncaught.length > 0) problems.push(`nobody caught: ${uncaught.join('\n')}`);
  // A renewal that somebody has stopped waiting for goes on for as long again: its answer must not be lost.
  const goesOn = cell.row.kind === 'renewal' && (cell.fault.large || cell.fault.lasts);
  if (keptBy.length > 0 && !goesOn) problems.push(`it would not have ended by itself: ${keptBy.join(', ')}`);
  if (durationMs > timeLimitMs(cell) * (cell.row.called.requests.length + 2) + GRACE_MS)
    problems.push(`took ${durationMs} ms`);
  if (server.stolen.length > 0) problems.push(`told another server ${server.stolen.map(String).join(' | ')}`);
  return [
    ...problems,
    ...badManners({ ...outcome, given: [...commandLineOf(cell), ...quotedIn(cell.fault.name)] }),
    ...badStreams(cell, outcome),
    ...secretsShown(cell, played),
    ...wrongConnections(played),
    ...wrongRequests(cell, server),
    ...wrongFiles(cell, played),
  ];
}

/** What the server has said. */
function quotedIn(name: string): string[] {
  return [...name.matchAll(/"(\w+)"/g)].map(([, word = '']) => word);
}

function otherExits({ row, fault }: Cell): number[] {
  const moves = /^transactions (?!list|show|pending|settle)|^wallets sign$/.test(row.called.command);
  return [
    // Which of the two limits is met first, the size or the time, depends on the machine.
    ...(fault.large ? [5] : []),
    // Nothing is sent on a network that nobody knows.
    ...(moves && fault.name.startsWith('the protocol is') ? [2] : []),
    // Nor from a wallet that is not ready.
    ...(moves && row.kind === 'read' && fault.name.startsWith('the status is') ? [1] : []),
  ];
}

/** Data is whole or not there, and an error is one line, one hint, and for programs one object. */
function badStreams({ format, row }: Cell, { exitCode, stdout, stderr }: Outcome): string[] {
  const problems: string[] = [];
  if (stdout !== '' && !stdout.endsWith('\n')) problems.push('data that ends in the middle of a line');
  try {
    if (format === 'json' && stdout !== '') JSON.parse(stdout);
    if (format === 'ndjson') for (const line of stdout.split('\n').filter(Boolean)) JSON.parse(line);
  } catch {
    problems.push(`half a truth: ${stdout.slice(-200)}`);
  }
  const lines = stderr.trimEnd().split('\n');
  const at = lines.findIndex((line) => line.startsWith('Error: '));
  if (exitCode === 0) return at < 0 ? problems : [...problems, 'an error, and exit 0'];
  // What stays open is told in notices.
  if (exitCode === 6 && row.called.command === 'transactions pending') return problems;
  const [error = '', hint = '', ...rest] = lines.slice(at);
  if (at < 0) return [...problems, `no error: ${stderr.slice(-300)}`];
  // It may end with the server's words.
  if (!/^Error: .{10,}$/u.test(error)) problems.push(`no sentence: ${error}`);
  if (hint.length < 10) problems.push(`no hint: ${hint}`);
  const forPrograms = format === 'json' || format === 'ndjson';
  if (rest.length !== (forPrograms ? 1 : 0)) problems.push(`${rest.length} more lines after the hint`);
  else if (forPrograms) problems.push(...badSummary(rest[0] ?? ''));
  return problems;
}

function badSummary(line: string): string[] {
  const { code, message, status, request_id: requestId, ...others } = JSON.parse(line).error;
  const right =
    typeof code === 'string' &&
    code !== 'unexpected' &&
    typeof message === 'string' &&
    (status === null || typeof status === 'number') &&
    (requestId === null || typeof requestId === 'string') &&
    Object.keys(others).length === 0;
  return right ? [] : [`an odd error object: ${line.slice(0, 300)}`];
}

/** In the streams and in every file but the ones that are for secrets. */
function secretsShown({ row }: Cell, { outcome, scene }: Played): string[] {
  const { stdout, stderr, exitCode } = outcome;
  const asked = /(^|\s)token$|^investment sign$/.test(row.called.command) && exitCode === 0;
  const files = readdirSync(scene.folder, { recursive: true, encoding: 'utf8', withFileTypes: true })
    .filter((entry) => entry.isFile() && !/^(credentials.*\.json|key\.pem)$/.test(entry.name))
    .map((entry) => [entry.name, readFileSync(join(entry.parentPath, entry.name), 'latin1')] as const);
  return [['stderr', stderr] as const, ...(asked ? [] : [['stdout', stdout] as const]), ...files].flatMap(
    ([where, text]) => secretsIn(text, ALL_SECRETS).map((secret) => `${where} shows ${secret}`),
  );
}

function wrongConnections({ outcome, server }: Played): string[] {
  const { host, hostname } = new URL(server.baseUrl);
  const elsewhere = outcome.connections.filter(
    (to) => to !== host && to !== `${hostname}:443` && to !== `the name ${hostname}`,
  );
  return elsewhere.length > 0 ? [`connected to ${elsewhere.join(', ')}`] : [];
}

function wrongRequests({ row, fault }: Cell, server: FaultServer): string[] {
  const problems: string[] = [];
  const faulty = server.requests.filter((request) => request.faulty);
  // A token of the Investment API may be asked for again, since it is no session, and so may what has an idempotency key.
  const most = row.called.command.startsWith('investment ')
    ? 3
    : mostRequests(fault, row.kind) + renewalsMore(row, fault) + (row.times ?? 1) - 1;
  if (faulty.length > most) problems.push(`sent it ${faulty.length} times, not ${most}`);
  if (faulty.length === 0 && !isEverywhere(fault)) problems.push('never met the fault');
  const posts = server.requests.filter(
    ({ method, path, faulty }) => method === 'POST' && !faulty && !/token$/.test(path),
  );
  if (posts.length > 1) problems.push(`${posts.length} POSTs`);
  if (server.requests.some(({ headers }) => headers.cookie !== undefined)) problems.push('sent a cookie back');
  return problems;
}

/** A token that has no life is renewed for each request of the command. */
function renewalsMore({ kind }: Row, { outcomes }: Fault): number {
  return kind === 'renewal' && outcomes.renewal.includes('done') ? 5 : 0;
}

/** Only a refused refresh token ends a session; nothing is left behind that was not asked for. */
function wrongFiles({ row, fault }: Cell, { outcome, scene }: Played): string[] {
  const problems: string[] = [];
  const { exitCode, changed } = outcome;
  const credentials = join(scene.config, 'credentials.json');
  const hasSession =
    existsSync(credentials) && JSON.parse(readFileSync(credentials, 'utf8')).tokens?.accessToken !== undefined;
  const mayEnd = fault.outcomes[row.kind].includes('expired');
  if (!hasSession && !mayEnd) problems.push('lost the session');
  const own = changed.filter((path) => !path.startsWith(scene.config));
  if (own.length > 0 && !(exitCode === 0 && row.called.command === 'offboard'))
    problems.push(`left behind ${own.join(', ')}`);
  const strange = changed.filter(
    (path) => path.startsWith(scene.config) && !/(credentials|sends|config)(\.\w+)?\.json(\.lock)?$/.test(path),
  );
  if (strange.length > 0) problems.push(`wrote ${strange.join(', ')}`);
  if (changed.some((path) => /other/.test(path))) problems.push('changed another profile');
  return problems;
}

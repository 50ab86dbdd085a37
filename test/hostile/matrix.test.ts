import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { WalletClient } from '../../src/index.ts';
import { FULL_SCALE } from '../support/scale.ts';
import { type Cell, cellsOf, expected } from './cell.ts';
import { clientAt } from './client.ts';
import { EVERYTHING_ELSE, startFaultServer, TOKEN_ENDPOINT } from './fault-server.ts';
import { FAULT_GROUPS, FAULTS, faultNamed } from './faults.ts';
import { runCells } from './matrix.ts';
import { METHODS, ROWS, type Row } from './rows.ts';
import { certificate, forgetCertificates, trustInThisProcess } from './tls-place.ts';

/** In `npm test`: every fault where money moves, the large ones at a list, and these faults everywhere. */
const REPRESENTATIVES = ['wallets.list', 'transactions.create, request 3'];
/** What is large is met by others in the test of the memory. */
const LISTED = FAULTS.filter((fault) => fault.large);
const FAULTS_FOR_ALL = [
  'the connection is reset before the answer',
  'every request is answered with 502 in HTML',
  'a redirect (307) leads to another server',
].map(faultNamed);

let trust: Disposable;
beforeAll(async () => {
  for (const name of ['good', 'other name', 'expired', 'not yet valid'] as const) certificate(name);
  trust = trustInThisProcess();
  // Loaded when first needed, which must not count against a time limit of half a second.
  await Promise.all([import('openid-client'), import('../../src/chain/index.ts')]);
});
afterAll(() => {
  trust[Symbol.dispose]();
  forgetCertificates();
});

let cellsRun = 0;
let survived = 0;
afterAll(() => {
  const many = cellsRun.toLocaleString('en');
  console.log(
    `${many} cells: ${METHODS.length} methods in ${ROWS.length} places, ${FAULTS.length} faults; ${survived} went well all the same`,
  );
});

/** Fails with one line for each cell in which something was wrong. */
async function expectAllRight(cells: readonly Cell[]): Promise<void> {
  const wrong = await runCells(cells);
  cellsRun += cells.length;
  survived += cells.filter((cell) => expected(cell).includes('done')).length;
  expect(wrong).toEqual([]);
}

const rows = FULL_SCALE ? ROWS : ROWS.filter(({ name }) => REPRESENTATIVES.includes(name));

/** Where what the token endpoint alone can say decides about the session. */
const renewals = ROWS.filter(({ name }) => name === 'accessToken, renewal');

describe('every call ends in time, as promised, in one clear line, tells nobody a secret and repeats nothing that it must not', () => {
  test.each(Object.entries(FAULT_GROUPS))(
    'when %s',
    async (_about, faults) => {
      const token = FULL_SCALE
        ? []
        : cellsOf(
            renewals,
            faults.filter(({ only }) => only?.includes('renewal')),
          );
      const cells = cellsOf(rows, faults).filter(
        ({ row, fault }) => FULL_SCALE || (row.name === 'wallets.list' ? LISTED.includes(fault) : !fault.large),
      );
      // Each fault in a place where it makes sense.
      const met = new Set(cells.map(({ fault }) => fault));
      const others = faults.filter((fault) => !met.has(fault)).flatMap((fault) => cellsOf(ROWS, [fault]).slice(0, 1));
      expect(new Set([...cells, ...others].map(({ fault }) => fault)).size).toBe(faults.length);
      await expectAllRight([...cells, ...others, ...token]);
    },
    300_000,
  );

  test.skipIf(FULL_SCALE)('and so does every method, in every place, when it meets the commonest of them', async () => {
    await expectAllRight(cellsOf(ROWS, FAULTS_FOR_ALL));
  });
});

/** Whatever can be called on the client, by name. */
async function callables(): Promise<string[]> {
  const { client } = await clientAt('https://api.upvest.test/');
  const methodsOf = (prototype: object, prefix: string) =>
    Object.getOwnPropertyNames(prototype)
      .filter((name) => name !== 'constructor')
      .map((name) => prefix + name);
  const resources = Object.entries(client).flatMap(([name, resource]) =>
    methodsOf(Object.getPrototypeOf(resource), `${name}.`),
  );
  return [
    ...methodsOf(WalletClient.prototype, ''),
    ...resources,
    ...methodsOf(Object.getPrototypeOf(client.assets.list()), 'List.'),
  ].sort();
}

test('no method of the library is missing here: a new one needs its row', async () => {
  expect(METHODS.map(({ name }) => name).sort()).toEqual(await callables());
});

test.each(METHODS)('the requests of $name are listed in full: it makes no others', async (method) => {
  await using server = await startFaultServer();
  const { client } = await clientAt(server.baseUrl);
  await method.call(client, {});
  client.close();
  expect(server.requests.map(({ path }) => path.split('?')[0])).toEqual(method.requests.map(({ path }) => path));
});

describe('the fault server', () => {
  test('every fault has a name of its own', () => {
    const names = FAULTS.map(({ name }) => name);
    expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
  });

  test('only the requests that are meant meet the fault, and another can be played at the same address', async () => {
    const refused = faultNamed('every request is answered with 403');
    await using server = await startFaultServer({ fault: refused, where: { path: /\/assets\/$/, nth: 2 } });
    const statuses = async (...paths: string[]) => {
      const all: number[] = [];
      for (const path of paths) all.push((await fetch(server.baseUrl + path)).status);
      return all;
    };
    expect(await statuses('assets/', 'kms/wallets/', 'assets/?page_size=1', 'assets/')).toEqual([200, 200, 403, 200]);
    server.play(faultNamed('every request is answered with 409'), EVERYTHING_ELSE);
    expect(await statuses('assets/', 'kms/wallets/')).toEqual([409, 409]);
    server.play(undefined, TOKEN_ENDPOINT);
    expect(await statuses('assets/', 'elsewhere')).toEqual([200, 404]);
    expect(server.requests.filter(({ faulty }) => faulty)).toHaveLength(3);
  });
});

describe('the matrix would notice', () => {
  const row = ROWS.find(({ name }) => name === 'wallets.retrieve') as Row;

  test.each([
    ['another outcome', { outcomes: faultNamed('nobody listens').outcomes }, /came to ApiError/],
    ['a request too many', { most: { read: 0 } }, /sent it 1 times/],
    ['a fault that is never met', { play: undefined }, /never met the fault/],
  ])('%s', async (_what, change, problem) => {
    const fault = { ...faultNamed('every request is answered with 403'), ...change };
    expect((await runCells([{ row, fault: fault as Cell['fault'] }]))[0]).toMatch(problem);
  });
});

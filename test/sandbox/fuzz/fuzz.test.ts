import { expect, test } from 'vitest';
import type { Sandbox } from '../../../src/sandbox/index.ts';
import { scaled } from '../../support/scale.ts';
import { logIn } from '../support.ts';
import { Books } from './books.ts';
import { faultIn } from './judge.ts';
import { malformedRequest } from './malformed.ts';
import { Random } from './random.ts';
import { startSandboxProcess } from './sandbox-process.ts';
import { structuredRequest, type Tokens } from './structured.ts';
import type { World } from './templates.ts';
import { exchange } from './wire-client.ts';

const REQUESTS = scaled(120, 20_000);
const AT_ONCE = 16;
const SEED = Number(process.env.UPVEST_FUZZ_SEED ?? 20_200_101);

test(`of ${REQUESTS} requests none makes the sandbox crash, fail, hang, tell of its inside, lose money or grow`, {
  timeout: 600_000,
}, async () => {
  await using process = await startSandboxProcess();
  const { facts } = process;
  const sandbox = facts as unknown as Sandbox;
  const books = await Books.open(sandbox);
  const tokens: Tokens = { bearer: (await logIn(sandbox)).access_token, investment: await books.investmentToken() };
  const world: World = { facts, wallets: books.wallets, transactions: books.transactions };
  const random = new Random(SEED);
  const faults: string[] = [];
  const counts = { structured: 0, malformed: 0, answers: 0, unanswered: 0 };
  const statuses: Record<number, number> = {};
  let sent = 0;
  let grown = 0;

  const one = async () => {
    const request = structuredRequest(random, world, tokens);
    const malformed = random.chance(0.4) && !request.template.whole;
    const pieces = malformed ? malformedRequest(random, request.bytes) : [request.bytes];
    counts[malformed ? 'malformed' : 'structured'] += 1;
    const head = Buffer.concat(pieces).toString('latin1', 0, 5) === 'HEAD ';
    const answers = await exchange(facts.port, pieces, { head, hangUp: malformed });
    const shown = Buffer.concat(pieces).toString('latin1').slice(0, 600);
    if (answers === undefined) faults.push(`no end: ${shown}`);
    if (answers?.length === 0) counts.unanswered += 1;
    if (!malformed && answers?.length !== 1) faults.push(`${answers?.length} answers: ${shown}`);
    for (const answer of answers ?? []) {
      counts.answers += 1;
      statuses[answer.status] = (statuses[answer.status] ?? 0) + 1;
      const fault = faultIn(answer, { path: malformed ? undefined : request.path, head });
      if (fault) faults.push(`${fault}: ${shown} → ${answer.status} ${answer.body.slice(0, 300)}`);
      if (request.template.path === '/_sandbox/fund' && answer.status === 201) books.gave(request.template.body);
    }
  };
  const worker = async () => {
    for (; sent < REQUESTS && faults.length < 20; sent++) {
      if (sent === Math.floor(REQUESTS / 4)) grown = (await process.health()).heapMb;
      await one();
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));

  const health = await process.health();
  const heap = { quarterMb: grown, endMb: health.heapMb, rssMb: health.rssMb };
  console.log(`fuzz: ${JSON.stringify({ seed: SEED, ...counts, statuses, heap, seen: health.statuses })}`);
  expect(faults).toEqual([]);
  expect(health.failures).toEqual([]);
  expect(process.noise()).toBe('');
  expect(health.heapMb - grown).toBeLessThan(25);
  // Every part was reached: what is right is answered, what is wrong is refused in each of its ways.
  for (const status of [200, 201, 400, 401, 403, 404, 405]) expect(statuses[status]).toBeGreaterThan(0);
  await logIn(sandbox);
  expect(await books.difference()).toEqual({});
});

import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { DuplicateSendError, OutcomeUnknownError, type Transaction } from '../../src/index.ts';
import { ETHER } from '../sandbox/known.ts';
import { FULL_SCALE, scaled } from '../support/scale.ts';
import { PLACES, type Place, wordFor } from './places.ts';
import { freshRecipient, type Money, payment, startMoney } from './support.ts';

const RUNS = scaled(1, 200);
const CREATE = { path: 'kms/wallets/*/transactions/', method: 'POST' };

let money: Money;
beforeAll(async () => {
  money = await startMoney();
});
afterAll(() => money[Symbol.asyncDispose]());

/** What the client finds is what the ledger has. @returns how many payments that are */
async function agree(recipient: string, outcome: unknown): Promise<number> {
  const { client, wallet } = money;
  const paid = await money.payments(recipient);
  expect(paid.length, 'payments for one confirmation').toBeLessThanOrEqual(1);
  if (!(outcome instanceof OutcomeUnknownError)) return paid.length;
  if (outcome.sent === undefined) throw new Error('An unknown outcome that does not say what was sent.');
  const found = await client.transactions.findRecent(wallet.id, outcome.sent);
  // The server may be at it this very moment.
  const then = await money.payments(recipient);
  expect([paid[0]?.id, then[0]?.id]).toContain(found?.id);
  return then.length;
}

const openFor = async (recipient: string) =>
  (await money.journal.open()).filter((record) => record.kind === undefined && record.recipient === recipient);

async function pay({ trouble, timeoutMs, abort }: Place, recipient: string): Promise<Transaction | Error> {
  const { client, gate, next, wallet } = money;
  next.trouble = trouble;
  const caller = new AbortController();
  gate.onCreate = () => {
    if (abort) setTimeout(() => caller.abort(new Error('given up')), 20 * Math.random());
  };
  const { signal } = caller;
  try {
    return await client.transactions.create(wallet.id, payment(recipient), { signal, timeoutMs });
  } catch (error) {
    return error as Error;
  } finally {
    await gate.restore();
  }
}

async function run(place: Place): Promise<string> {
  const { client, gate, journal, wallet } = money;
  const recipient = freshRecipient();
  const sentBefore = gate.creates;
  const outcome = await pay(place, recipient);
  const word = wordFor(outcome);
  expect(place.told).toContain(word);
  if (!place.late) expect(gate.creates - sentBefore).toBeLessThanOrEqual(1);

  const atOnce = await agree(recipient, outcome);
  expect((await openFor(recipient)).map(({ id }) => id)).toEqual(
    outcome instanceof OutcomeUnknownError ? [outcome.sent?.id] : [],
  );
  if (word === 'done') expect(atOnce).toBe(1);
  // What is not called unknown is final.
  else if (word !== 'unknown') expect(atOnce).toBe(0);

  for (let wait = 0; place.late && wait < 200 && (await money.payments(recipient)).length === 0; wait += 1)
    await sleep(50);
  expect(await agree(recipient, outcome)).toBe(place.payments);
  if (word !== 'unknown') return word;

  // The same again is held back, and says what became of the first.
  const again = client.transactions.create(wallet.id, payment(recipient));
  await expect(again).rejects.toThrow(DuplicateSendError);
  await expect(again).rejects.toThrow(place.payments ? /went through: transaction/ : /does not list it/);
  expect(await openFor(recipient)).toHaveLength(1 - place.payments);
  expect(await agree(recipient, outcome)).toBe(place.payments);
  for (const { id } of await openFor(recipient)) await journal.settle(id);
  return word;
}

test.each(PLACES)(
  `$place, ${RUNS} times: paid at most once, and nobody is told otherwise`,
  {
    timeout: 600_000,
  },
  async (place) => {
    const words: string[] = [];
    // The slow ones wait side by side.
    const abreast = place.timeoutMs === undefined ? 1 : Math.min(RUNS, 20);
    while (words.length < RUNS) {
      if (place.fault) money.sandbox.faults.add({ ...CREATE, action: place.fault, times: abreast });
      words.push(...(await Promise.all(Array.from({ length: abreast }, () => run(place)))));
    }
    const told = [...new Set(words)].map((word) => `${word} ${words.filter((other) => other === word).length}`);
    console.log(`${place.place}: ${words.length} runs, told ${told.join(', ')}; ${place.payments} payment each`);
  },
);

test('an asset id in capitals was not found again, and the same in small letters was sent a second time', async () => {
  const { client, sandbox, wallet } = money;
  const recipient = freshRecipient();
  sandbox.faults.add({ ...CREATE, action: { kind: 'dropAfter' } });
  const capitals = payment(recipient, { assetId: ETHER.toUpperCase() });
  const unknown = await client.transactions.create(wallet.id, capitals).catch((error) => error);
  expect(await agree(recipient, unknown)).toBe(1);
  await expect(client.transactions.create(wallet.id, payment(recipient))).rejects.toThrow(/went through/);
  expect(await money.payments(recipient)).toHaveLength(1);
});

test('what a second one became was taken for the first, which never came to anything', async () => {
  const { client, journal, sandbox, wallet } = money;
  const recipient = freshRecipient();
  const send = (sendAgain: boolean) => client.transactions.create(wallet.id, payment(recipient, { sendAgain }));
  sandbox.faults.add({ ...CREATE, action: { kind: 'dropBefore' } });
  await expect(send(false)).rejects.toThrow(OutcomeUnknownError);
  await send(true);
  await expect(send(false)).rejects.toThrow(/does not list it/);
  // The answer of a third is lost: one of the two open ones has gone through, and not both.
  sandbox.faults.add({ ...CREATE, action: { kind: 'dropAfter' } });
  await expect(send(true)).rejects.toThrow(OutcomeUnknownError);
  await expect(send(false)).rejects.toThrow(/went through/);
  await expect(send(false)).rejects.toThrow(/does not list it/);
  expect(await money.payments(recipient)).toHaveLength(2);
  for (const { id } of await openFor(recipient)) await journal.settle(id);
});

/** As it is written all over: on any failure, once more. */
async function naiveSend(recipient: string): Promise<void> {
  const { client, gate, next, sandbox, wallet } = money;
  const token = await client.accessToken();
  for (let attempt = 1; attempt <= 3; attempt += 1) {
    gate.strike(next.trouble);
    next.trouble = undefined;
    try {
      const response = await fetch(`${gate.baseUrl}kms/wallets/${wallet.id}/transactions/`, {
        method: 'POST',
        headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' },
        body: JSON.stringify({ password: sandbox.demo.password, asset_id: ETHER, recipient, quantity: '1000' }),
        signal: AbortSignal.timeout(5_000),
      });
      await response.json();
      if (response.ok) return;
    } catch {
      await sleep(5);
    }
  }
}

test.runIf(FULL_SCALE)(
  'counter-example: a client that repeats what failed pays twice wherever the work was done',
  async () => {
    const paid: Record<string, number> = {};
    for (const place of PLACES.filter(({ timeoutMs, abort }) => timeoutMs === undefined && !abort)) {
      const recipient = freshRecipient();
      if (place.fault) money.sandbox.faults.add({ ...CREATE, action: place.fault });
      money.next.trouble = place.trouble;
      await naiveSend(recipient);
      await money.gate.restore();
      paid[place.place] = (await money.payments(recipient)).length;
    }
    const twice = Object.keys(paid).filter((place) => paid[place] === 2);
    console.log(`a naive client paid twice at ${twice.length} of ${Object.keys(paid).length} places`);
    for (const place of ['dropped after the work', 'half of the answer', '502 after the work', '503 after the work']) {
      expect(paid[place], place).toBe(2);
    }
  },
);

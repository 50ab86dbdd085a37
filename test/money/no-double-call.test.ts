import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { DuplicateSendError, OutcomeUnknownError, type Transaction, type Wallet } from '../../src/index.ts';
import { scaled } from '../support/scale.ts';
import { type CallKind, callKinds, coinCall, coinWallet, paidByCalls, rawPayment } from './calls.ts';
import { PLACES, type Place, wordFor } from './places.ts';
import { freshRecipient, type Money, PASSWORD, startMoney } from './support.ts';

const RUNS = scaled(1, 10);
/** One after the other, since a nonce is good for one. */
const SLOW_RUNS = scaled(1, 2);
const SHORT = ['connection refused', 'dropped before the work', 'dropped after the work', 'half of the answer'];
const places = scaled(
  PLACES.filter(({ place }) => SHORT.includes(place)),
  PLACES,
);

let money: Money;
let wallet: Wallet;
let kinds: Record<'raw' | 'complex', CallKind>;
beforeAll(async () => {
  money = await startMoney();
  wallet = await coinWallet(money.client);
  kinds = callKinds(money.sandbox, money.client, wallet);
});
afterAll(() => money[Symbol.asyncDispose]());

const create = (kind: string) => ({ path: `kms/wallets/*/transactions/${kind}`, method: 'POST' }) as const;
const payments = (recipient: string) => paidByCalls(money.sandbox, money.client, wallet.id, recipient);

/** What the client finds is what the ledger has; nothing else goes through this wallet. @returns how many payments that are */
async function agree(recipient: string, outcome: unknown): Promise<number> {
  const paid = await payments(recipient);
  expect(paid.length, 'payments for one confirmation').toBeLessThanOrEqual(1);
  if (!(outcome instanceof OutcomeUnknownError)) return paid.length;
  if (outcome.sentCall === undefined) throw new Error('An unknown outcome that does not say what was sent.');
  const found = await money.client.transactions.findRecentCalls(wallet.id, outcome.sentCall);
  expect(found.length).toBeLessThanOrEqual(1);
  // The server may be at it this very moment.
  const then = await payments(recipient);
  expect([paid[0]?.id, then[0]?.id]).toContain(found[0]?.id);
  return then.length;
}

async function call({ send }: CallKind, place: Place, recipient: string): Promise<Transaction | Error> {
  const { gate, next } = money;
  const { trouble, timeoutMs, abort } = place;
  const caller = new AbortController();
  gate.onCreate = () => {
    if (abort) setTimeout(() => caller.abort(new Error('given up')), 20 * Math.random());
  };
  next.trouble = trouble;
  try {
    return await send(recipient, { signal: caller.signal, timeoutMs });
  } catch (error) {
    return error as Error;
  } finally {
    await gate.restore();
  }
}

async function run(kind: CallKind, place: Place): Promise<string> {
  const { gate, journal } = money;
  const recipient = freshRecipient();
  const sentBefore = gate.creates;
  if (place.fault) money.sandbox.faults.add({ ...create(kind.kind), action: place.fault });
  const outcome = await call(kind, place, recipient);
  const word = wordFor(outcome);
  expect(place.told).toContain(word);
  expect(gate.creates - sentBefore).toBeLessThanOrEqual(1);

  const atOnce = await agree(recipient, outcome);
  const open = outcome instanceof OutcomeUnknownError ? [outcome.sentCall] : [];
  expect(await journal.open()).toEqual(open);
  if (word === 'done') expect(atOnce).toBe(1);
  // What is not called unknown is final.
  else if (word !== 'unknown') expect(atOnce).toBe(0);

  for (let wait = 0; place.late && wait < 200 && (await payments(recipient)).length === 0; wait += 1) await sleep(50);
  expect(await agree(recipient, outcome)).toBe(place.payments);
  if (word !== 'unknown') return word;

  // The same again, made anew with the next nonce, is held back and told what is known. It stays open: which call it was is not shown.
  const again = kind.send(recipient);
  await expect(again).rejects.toThrow(DuplicateSendError);
  await expect(again).rejects.toThrow(place.payments ? /lists what may be it: transaction/ : /does not list it/);
  expect(await journal.open()).toEqual(open);
  expect(await agree(recipient, outcome)).toBe(place.payments);
  for (const { id } of await journal.open()) await journal.settle(id);
  return word;
}

describe.each(['raw', 'complex'] as const)('%s', (kind) => {
  test.each(places)('$place: paid at most once, and nobody is told otherwise', { timeout: 600_000 }, async (place) => {
    const words: string[] = [];
    while (words.length < (place.timeoutMs === undefined ? RUNS : SLOW_RUNS)) words.push(await run(kinds[kind], place));
    const told = [...new Set(words)].map((word) => `${word} ${words.filter((other) => other === word).length}`);
    console.log(`${kind}, ${place.place}: ${words.length} runs, told ${told.join(', ')}; ${place.payments} each`);
  });

  test('sendAgain goes ahead, and what it became is not taken for the first', async () => {
    const { client, journal, sandbox } = money;
    const recipient = freshRecipient();
    sandbox.faults.add({ ...create(kind), action: { kind: 'dropBefore' } });
    await expect(kinds[kind].send(recipient)).rejects.toThrow(OutcomeUnknownError);
    const again = await kinds[kind].send(recipient, { sendAgain: true });
    expect((await payments(recipient)).map(({ id }) => id)).toEqual([again.id]);
    const [first, ...more] = await journal.open();
    expect(more).toEqual([]);
    expect(first?.others).toEqual([again.id]);
    expect(await client.transactions.findRecentCalls(wallet.id, first ?? { since: null })).toEqual([]);
    await expect(kinds[kind].send(recipient)).rejects.toThrow(/does not list it/);
    await journal.settle(first?.id ?? '');
  });
});

/** As it is written all over: on any failure, made anew and sent once more. */
async function naiveCall({ kind, body }: CallKind, recipient: string): Promise<void> {
  const { client, gate, next, sandbox } = money;
  const token = await client.accessToken();
  for (let attempt = 1; attempt <= 3; attempt += 1) {
    const content = { password: sandbox.demo.password, ...(await body(recipient)) };
    gate.strike(next.trouble);
    next.trouble = undefined;
    try {
      const response = await fetch(`${gate.baseUrl}kms/wallets/${wallet.id}/transactions/${kind}`, {
        method: 'POST',
        headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' },
        body: JSON.stringify(content),
        signal: AbortSignal.timeout(5_000),
      });
      await response.json();
      if (response.ok) return;
    } catch {
      await sleep(5);
    }
    await gate.restore();
  }
}

test('counter-example: a client that makes anew what failed pays twice wherever the work was done', async () => {
  const known = ['dropped after the work', ...scaled([], ['half of the answer', '502 after the work'])];
  const tried = scaled(
    PLACES.filter(({ place }) => known.includes(place)),
    PLACES.filter(({ timeoutMs, abort }) => timeoutMs === undefined && !abort),
  );
  for (const kind of Object.values(kinds)) {
    const paid: Record<string, number> = {};
    for (const place of tried) {
      const recipient = freshRecipient();
      if (place.fault) money.sandbox.faults.add({ ...create(kind.kind), action: place.fault });
      money.next.trouble = place.trouble;
      await naiveCall(kind, recipient);
      await money.gate.restore();
      paid[place.place] = (await payments(recipient)).length;
    }
    const twice = Object.keys(paid).filter((place) => paid[place] === 2);
    console.log(`${kind.kind}: a naive client paid twice at ${twice.length} of ${Object.keys(paid).length} places`);
    expect(twice).toEqual(expect.arrayContaining(known));
  }
});

test('the very same raw bytes are paid once whoever sends them twice, since their nonce is used up', async () => {
  const { client } = money;
  const recipient = freshRecipient();
  const { raw_tx: rawTx } = (await kinds.raw.body(recipient)) as { raw_tx: string };
  for (const sendAgain of [false, true]) {
    await client.transactions.createRaw(wallet.id, { password: PASSWORD, rawTx, sendAgain });
  }
  expect(await payments(recipient)).toHaveLength(1);
});

describe('what counts as the same', () => {
  const to = freshRecipient();
  const reordered = Object.fromEntries(Object.entries(coinCall(to)).reverse());
  const named = { name: 'transfer', inputs: [{ type: 'address' }, { type: 'uint256', name: '_value' }] };
  const same: [string, object][] = [
    ['more gas for it', coinCall(to, { gas_limit: '90000', gas_price: 'fastest' })],
    ['its members in another order', reordered],
    ['the function described with less', coinCall(to, { abi: named })],
    [
      'addresses in another case',
      coinCall(to, { to: coinCall(to).to.toLowerCase(), parameters: [to.toUpperCase().replace('X', 'x'), '25'] }),
    ],
    ['a number without quotes', coinCall(to, { parameters: [to, 25] })],
    ['no value for a value of nothing', coinCall(to, { value: undefined })],
  ];
  const different: [string, object][] = [
    ['another amount', coinCall(to, { parameters: [to, '26'] })],
    ['another recipient', coinCall(freshRecipient())],
    ['another contract', coinCall(to, { to })],
    ['another function', coinCall(to, { abi: { ...named, name: 'approve' } })],
    [
      'another function of the same name',
      coinCall(to, { abi: { ...named, inputs: [{ type: 'address' }, { type: 'uint8' }] } }),
    ],
    ['some Ether with it', coinCall(to, { value: '1' })],
  ];

  test('complex', async () => {
    const { client, journal, sandbox } = money;
    const attempt = (tx: object, sendAgain = false) =>
      client.transactions.createComplex(wallet.id, { password: PASSWORD, tx: { ...tx }, sendAgain });
    sandbox.faults.add({ ...create('complex'), action: { kind: 'dropBefore' } });
    await expect(attempt(coinCall(to))).rejects.toThrow(OutcomeUnknownError);
    for (const [what, tx] of same) await expect(attempt(tx), what).rejects.toThrow(DuplicateSendError);
    expect(await payments(to)).toEqual([]);
    // A wrong password: what is no duplicate gets as far as the server, and no further.
    for (const [what, tx] of different) {
      const refused = client.transactions.createComplex(wallet.id, { password: 'wrong', tx: { ...tx } });
      await expect(refused, what).rejects.toMatchObject({ code: 'api_error', status: 403 });
    }
    await journal.settle((await journal.open())[0]?.id ?? '');
  });

  test('raw', async () => {
    const { client, journal, sandbox } = money;
    const attempt = (rawTx: string, more: object = {}) =>
      client.transactions.createRaw(wallet.id, { password: PASSWORD, rawTx, ...more });
    sandbox.faults.add({ ...create('raw'), action: { kind: 'dropBefore' } });
    const first = rawPayment(to, 7);
    await expect(attempt(first)).rejects.toThrow(OutcomeUnknownError);
    const base64 = Buffer.from(first.slice(2), 'hex').toString('base64');
    const duplicates = [attempt(rawPayment(to, 8, 5n)), attempt(first.toUpperCase().replace('X', 'x'))];
    for (const again of [...duplicates, attempt(base64, { inputFormat: 'base64' })]) {
      await expect(again).rejects.toThrow(DuplicateSendError);
    }
    const other = attempt(rawPayment(freshRecipient(), 7), { password: 'wrong' });
    await expect(other).rejects.toMatchObject({ code: 'api_error', status: 403 });
    await journal.settle((await journal.open())[0]?.id ?? '');
  });
});

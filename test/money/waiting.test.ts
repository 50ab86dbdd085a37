import { describe, expect, test } from 'vitest';
import { type Clock, InvalidInputError, type PollOptions, TimeoutError, type WalletClient } from '../../src/index.ts';
import type { startSandbox } from '../../src/sandbox/index.ts';
import { ARWEAVE, BITCOIN, COIN, ETHER } from '../sandbox/known.ts';
import { startSession } from '../support/session.ts';
import { TestClock } from '../support/test-clock.ts';
import { type Answer, json, startApi, TRANSACTION, WALLET } from './api-server.ts';
import { freshRecipient, PASSWORD, payment, richWallet } from './support.ts';

/** A client and a sandbox that share one clock, which moves by the client's pauses. */
async function startTogether(options: Parameters<typeof startSandbox>[0] = {}) {
  const clock = new TestClock();
  const session = await startSession({ clock, sandbox: { clock: () => clock.epochMs, ...options } });
  return { ...session, clock, [Symbol.asyncDispose]: () => session.sandbox.close() };
}

/** The two waits have the same rules. */
const WAITS = [
  {
    name: 'wallets.waitUntilActive',
    what: 'The wallet',
    defaultMs: 180_000,
    busy: { ...WALLET, status: 'PENDING', address: null },
    done: WALLET,
    wait: ({ wallets }: WalletClient, options?: PollOptions) => wallets.waitUntilActive(WALLET.id, options),
  },
  {
    name: 'transactions.waitUntilFinal',
    what: 'The transaction',
    defaultMs: 480_000,
    busy: { ...TRANSACTION, status: 'CONFIRMING' },
    done: { ...TRANSACTION, status: 'CONFIRMED' },
    wait: ({ transactions }: WalletClient, options?: PollOptions) =>
      transactions.waitUntilFinal(WALLET.id, TRANSACTION.id, options),
  },
];

describe.each(WAITS)('$name', ({ what, defaultMs, busy, done, wait }) => {
  const after =
    (reads: number): Answer =>
    (response, seen, turn) =>
      json(200, turn > reads ? done : busy)(response, seen, turn);

  test('answers at once what is done already', async () => {
    await using api = await startApi({ get: json(200, done) });
    expect(await wait(api.client)).toEqual(done);
    expect(api.clock.sleeps).toEqual([]);
  });

  test('pauses from one second, doubling up to thirty', async () => {
    await using api = await startApi({ get: after(8) });
    expect(await wait(api.client)).toEqual(done);
    expect(api.clock.sleeps).toEqual([1, 2, 4, 8, 16, 30, 30, 30].map((seconds) => seconds * 1_000));
  });

  test('gives up when its time is up, looks once more at the very end, and says that it may still succeed', async () => {
    await using api = await startApi({ get: json(200, busy) });
    const error = await wait(api.client, { timeoutMs: 5_000 }).catch((reason) => reason);
    expect(error).toBeInstanceOf(TimeoutError);
    expect(error.message).toBe(`${what} is not finished after 5 s.`);
    expect(error.hint).toMatch(/may still succeed/);
    expect(api.clock.sleeps).toEqual([1_000, 2_000, 2_000]);
    expect(api.seen('GET')).toHaveLength(4);
  });

  test(`has ${defaultMs / 1_000} s where nothing is said`, async () => {
    await using api = await startApi({ get: json(200, busy) });
    await expect(wait(api.client)).rejects.toThrow(`not finished after ${defaultMs / 1_000} s`);
    expect(api.clock.sleeps.reduce((sum, ms) => sum + ms, 0)).toBe(defaultMs);
  });

  test('ends with the reason of the signal: before, in a pause, and while it reads', async () => {
    const reason = new Error('enough');
    await using api = await startApi({ get: json(200, busy) });
    await expect(wait(api.client, { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
    expect(api.server.requests).toEqual([]);

    const inPause = new AbortController();
    api.clock.onSleep = () => inPause.abort(reason);
    await expect(wait(api.client, { signal: inPause.signal })).rejects.toBe(reason);
    expect(api.seen('GET')).toHaveLength(1);

    const inRead = new AbortController();
    await using silent = await startApi({ get: () => inRead.abort(reason) });
    await expect(wait(silent.client, { signal: inRead.signal })).rejects.toBe(reason);
  });

  test('is not held up beyond its time by a server that does not answer', async () => {
    const clock: Clock = { now: Date.now, sleep: (ms) => new Promise((resolve) => setTimeout(resolve, ms)) };
    await using api = await startApi({ get: () => undefined, clock, timeoutMs: 5_000 });
    const startedAt = performance.now();
    const error = await wait(api.client, { timeoutMs: 300 }).catch((reason) => reason);
    expect(performance.now() - startedAt).toBeLessThan(2_000);
    expect(error).toBeInstanceOf(TimeoutError);
    expect(error.hint).toMatch(/may still succeed/);
  });

  test.each([0, -1, Number.NaN, Number.POSITIVE_INFINITY, '5' as unknown as number])(
    'refuses %s as a time limit',
    async (timeoutMs) => {
      await using api = await startApi({ get: json(200, busy) });
      await expect(wait(api.client, { timeoutMs })).rejects.toBeInstanceOf(InvalidInputError);
      expect(api.server.requests).toEqual([]);
    },
  );

  test('survives a failing read that can be repeated, and tells one that stays', async () => {
    await using api = await startApi({
      get: (response, seen, turn) => json(turn % 2 ? 503 : 200, turn > 3 ? done : busy)(response, seen, turn),
    });
    expect(await wait(api.client)).toEqual(done);
    await using gone = await startApi({ get: json(404, { error: { code: 404, message: 'gone' } }) });
    await expect(wait(gone.client)).rejects.toMatchObject({ status: 404 });
  });
});

test('a wallet that is ACTIVE without an address is not ready yet', async () => {
  await using api = await startApi({
    get: (response, seen, turn) => json(200, turn > 2 ? WALLET : { ...WALLET, address: null })(response, seen, turn),
  });
  expect((await api.client.wallets.waitUntilActive(WALLET.id)).address).toBe(WALLET.address);
  expect(api.clock.sleeps).toEqual([1_000, 2_000]);
});

describe('with the sandbox', () => {
  test('a new wallet is PENDING without an address until its delay is over', async () => {
    await using together = await startTogether({ activationDelayMs: 40_000 });
    const { client, clock } = together;
    const made = await client.wallets.create({ assetId: ETHER, password: PASSWORD, index: 77 });
    expect(made).toMatchObject({ status: 'PENDING', address: null, index: 77 });
    const startedAt = clock.epochMs;
    const again = client.wallets.create({ assetId: ETHER, password: PASSWORD, index: 77 });
    await expect(again).rejects.toMatchObject({ status: 409, details: [{ reason: 'walletPending' }] });
    const ready = await client.wallets.waitUntilActive(made.id);
    expect(ready).toMatchObject({ id: made.id, status: 'ACTIVE', address: expect.stringMatching(/^0x/) });
    expect(clock.epochMs - startedAt).toBeGreaterThanOrEqual(40_000);
    const send = payment(freshRecipient());
    await expect(client.transactions.create(made.id, send)).rejects.toMatchObject({ status: 400 });
  });

  test('a send on a PENDING wallet is 409, and its record is struck off', async () => {
    await using together = await startTogether({ activationDelayMs: 40_000 });
    const { client } = together;
    const { id } = await client.wallets.create({ assetId: ETHER, password: PASSWORD, index: 78 });
    const sent = client.transactions.create(id, payment(freshRecipient(), { quantity: 0n }));
    await expect(sent).rejects.toMatchObject({ status: 409, details: [{ reason: 'walletPending' }] });
  });

  test('a transaction runs from PENDING to CONFIRMED, an asynchronous one from QUEUED, and without funds to REJECTED', async () => {
    await using together = await startTogether({ transactionStepMs: 3_000 });
    const { client } = together;
    const wallet = await richWallet(client);
    const final = ({ id }: { id: string }) => client.transactions.waitUntilFinal(wallet.id, id);

    const plain = await client.transactions.create(wallet.id, payment(freshRecipient()));
    expect(plain).toMatchObject({ status: 'PENDING', txhash: expect.stringMatching(/^0x[0-9a-f]{64}$/) });
    expect(await final(plain)).toEqual({ ...plain, status: 'CONFIRMED' });

    const queued = await client.transactions.create(wallet.id, { ...payment(freshRecipient()), async: true });
    expect(queued.status).toBe('QUEUED');
    expect(queued.txhash ?? null).toBeNull();
    const seen = new Set([queued.status]);
    for (let step = 0; step < 10; step += 1) {
      together.clock.epochMs += 1_000;
      seen.add((await client.transactions.retrieve(wallet.id, queued.id)).status);
    }
    expect([...seen]).toEqual(['QUEUED', 'PENDING', 'CONFIRMING', 'CONFIRMED']);
    expect(await final(queued)).toMatchObject({ status: 'CONFIRMED', txhash: expect.stringMatching(/^0x/) });

    const tooMuch = payment(freshRecipient(), { quantity: 2n ** 255n });
    await expect(client.transactions.create(wallet.id, tooMuch)).rejects.toMatchObject({
      status: 400,
      details: [{ location: 'quantity', reason: 'insufficientFunds' }],
    });
    const rejected = await client.transactions.create(wallet.id, { ...tooMuch, async: true });
    expect(rejected.status).toBe('QUEUED');
    const ended = await final(rejected);
    expect(ended.status).toBe('REJECTED');
    expect(ended.txhash ?? null).toBeNull();
  });
});

describe('which creates give the same wallet (contract 3.4)', () => {
  test('the six wallets of the table', async () => {
    const NEWCOMER = { username: 'newcomer', password: 'pw' };
    await using session = await startSession({ sandbox: { users: [NEWCOMER] } });
    const { client } = session;
    await client.login(NEWCOMER);
    const create = (assetId: string, index?: number | null) =>
      client.wallets.create({ assetId, password: NEWCOMER.password, index });
    const count = async () => (await client.wallets.list().take(100)).length;

    const bitcoin = [await create(BITCOIN), await create(BITCOIN, 0), await create(BITCOIN, 1)];
    expect(await count()).toBe(3);
    expect(bitcoin.map(({ index }) => index)).toEqual([null, 0, 1]);
    const ids = bitcoin.map(({ id }) => id);
    for (const [number, index] of [undefined, 0, 1].entries()) {
      const ether = await create(ETHER, index);
      const coin = await create(COIN, index);
      expect(coin).toMatchObject({ id: ether.id, address: ether.address, index: index ?? null });
      expect(coin.balances.map(({ asset_id }) => asset_id)).toEqual([ETHER, COIN]);
      expect(await count()).toBe(4 + number);
      ids.push(ether.id);
    }
    expect(new Set(ids).size).toBe(6);
    // Absent and null are one, 0 is another, and the same again is the same.
    expect((await create(ETHER, null)).id).toBe(ids[3]);
    expect((await create(ETHER, undefined)).id).toBe(ids[3]);
    expect((await create(ETHER, 0)).id).toBe(ids[4]);
    expect(await count()).toBe(6);
    const addresses = new Set((await client.wallets.list().take(100)).map(({ address }) => address));
    expect(addresses.size).toBe(6);
  });

  test.each([-1, 1.5, 2 ** 31, Number.NaN, '0' as unknown as number])('%s is no index', async (index) => {
    await using api = await startApi();
    const made = api.client.wallets.create({ assetId: ARWEAVE, password: PASSWORD, index });
    await expect(made).rejects.toBeInstanceOf(InvalidInputError);
    expect(api.server.requests).toEqual([]);
  });

  test('an index goes over the wire as it was given: absent, null, 0', async () => {
    await using api = await startApi({ post: json(201, WALLET) });
    const { wallets } = api.client;
    await wallets.create({ assetId: 'a', password: 'p' });
    await wallets.create({ assetId: 'a', password: 'p', index: null });
    await wallets.create({ assetId: 'a', password: 'p', index: 0 });
    expect(api.seen('POST').map(({ body }) => body.toString())).toEqual([
      '{"asset_id":"a","password":"p"}',
      '{"asset_id":"a","password":"p","index":null}',
      '{"asset_id":"a","password":"p","index":0}',
    ]);
  });

  test('a wrong password makes no wallet', async () => {
    await using session = await startSession();
    const { client } = session;
    const before = (await client.wallets.list().take(100)).length;
    const made = client.wallets.create({ assetId: ETHER, password: 'wrong', index: 500 });
    await expect(made).rejects.toMatchObject({ status: 403, details: [{ location: 'password' }] });
    expect((await client.wallets.list().take(100)).length).toBe(before);
  });
});

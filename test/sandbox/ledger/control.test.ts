import { expect, test } from 'vitest';
import { startSandbox } from '../../../src/sandbox/index.ts';
import { ARWEAVE, BITCOIN, COIN, ETHER, UP } from '../known.ts';
import { call, failure, logIn, rawRequest } from '../support.ts';
import { balanceOf, demoWallets, history, send, utxosOf, walletHolding } from './support.ts';

type Running = Awaited<ReturnType<typeof startSandbox>>;

function control(
  sandbox: Running,
  path: string,
  { method = 'POST', body, headers = {} }: { method?: string; body?: unknown; headers?: Record<string, string> } = {},
) {
  const all = { ...(body !== undefined && { 'content-type': 'application/json' }), ...headers };
  const init = { method, headers: all, ...(body !== undefined && { body: JSON.stringify(body) }) };
  return fetch(new URL(`/_sandbox/${path}`, sandbox.baseUrl), init);
}

test('the faucet gives any asset at once, by a transaction where the network has one here', async () => {
  await using sandbox = await startSandbox();
  const token = (await logIn(sandbox)).access_token;
  const wallets = await demoWallets(sandbox, token);
  for (const [asset, id] of [
    ['ETH', ETHER],
    [COIN, COIN],
    ['up', UP],
    [BITCOIN, BITCOIN],
    ['AR', ARWEAVE],
  ] as const) {
    const wallet = walletHolding(wallets, id, null);
    const before = await balanceOf(sandbox, token, wallet.id, id);
    const gift = await sandbox.fund(wallet.address ?? '', asset, '12345');
    expect(await balanceOf(sandbox, token, wallet.id, id)).toBe(before + 12_345n);
    const [newest] = await history(sandbox, token, wallet.id);
    if (id === ARWEAVE) expect([gift, newest]).toEqual([{ id: null, txhash: null }, undefined]);
    else
      expect(newest).toMatchObject({
        id: gift.id,
        txhash: gift.txhash,
        status: 'CONFIRMED',
        recipient: wallet.address,
      });
  }
  const bitcoin = walletHolding(wallets, BITCOIN, null);
  expect(await utxosOf(sandbox, token, bitcoin.id)).toHaveLength(4);
});

test('the faucet refuses a stranger, another network and what is no quantity', async () => {
  await using sandbox = await startSandbox();
  const token = (await logIn(sandbox)).access_token;
  const address = walletHolding(await demoWallets(sandbox, token), ETHER).address ?? '';
  await expect(sandbox.fund('0x2B5AD5c4795c026514f8317c7a215E218DcCD6cF', 'ETH', 1n)).rejects.toThrow('not found');
  await expect(sandbox.fund(address, 'BTC', 1n)).rejects.toThrow('cannot be held');
  await expect(sandbox.fund(address, 'DOGE', 1n)).rejects.toThrow('no such asset');
  for (const quantity of [0n, -1n, 2n ** 200n]) await expect(sandbox.fund(address, 'ETH', quantity)).rejects.toThrow();
});

test('the control paths give, show raw bytes and arm faults, and are not counted', async () => {
  await using sandbox = await startSandbox();
  const token = (await logIn(sandbox)).access_token;
  const given = await control(sandbox, 'fund', { body: { asset: 'BTC', quantity: '777' } });
  expect(given.status).toBe(201);
  const gift = (await given.json()) as { address: string; id: string; txhash: string };
  const wallet = walletHolding(await demoWallets(sandbox, token), BITCOIN, null);
  expect(gift.address).toBe(wallet.address);
  expect(await balanceOf(sandbox, token, wallet.id, BITCOIN)).toBe(50_000_777n);
  for (const name of [gift.id, gift.txhash]) {
    const raw = await control(sandbox, `transactions/${name}/raw`, { method: 'GET' });
    expect(await raw.json()).toEqual({ raw: sandbox.rawTransaction(gift.id) });
  }
  expect((await control(sandbox, 'transactions/unknown/raw', { method: 'GET' })).status).toBe(404);

  const counted = sandbox.stats().apiRequests;
  const fault = { action: { kind: 'status', status: 503, body: { a: 1 } }, path: 'assets/', times: 'always' };
  expect((await control(sandbox, 'faults', { body: fault })).status).toBe(201);
  expect(sandbox.faults.remaining()).toBe(Number.POSITIVE_INFINITY);
  expect((await call(sandbox, 'assets/', token)).status).toBe(503);
  expect((await control(sandbox, 'faults', { body: { action: { kind: 'dropBefore' } } })).status).toBe(201);
  expect((await control(sandbox, 'faults', { method: 'DELETE' })).status).toBe(204);
  expect((await call(sandbox, 'assets/', token)).status).toBe(200);
  expect((await control(sandbox, 'nothing')).status).toBe(404);
  expect(sandbox.stats().apiRequests).toEqual({ ...counted, 200: (counted[200] ?? 0) + 1, 503: 1 });
});

test('a transaction whose answer is dropped after the work was made, and one dropped before was not', async () => {
  await using sandbox = await startSandbox();
  const token = (await logIn(sandbox)).access_token;
  const { id } = walletHolding(await demoWallets(sandbox, token), ETHER);
  const body = {
    walletId: id,
    asset_id: ETHER,
    recipient: '0x2B5AD5c4795c026514f8317c7a215E218DcCD6cF',
    quantity: '1',
  };
  for (const [kind, made] of [
    ['dropBefore', 0],
    ['dropAfter', 1],
    ['truncate', 2],
  ] as const) {
    const fault = { action: { kind }, path: 'kms/wallets/*/transactions/', method: 'POST' };
    await control(sandbox, 'faults', { body: fault });
    await expect(send(sandbox, token, body)).rejects.toThrow();
    expect(await history(sandbox, token, id)).toHaveLength(made);
  }
});

test.each([
  [{}, 'action'],
  [{ action: {} }, 'action.kind'],
  [{ action: { kind: 'explode' } }, 'action.kind'],
  [{ action: { kind: 'status' } }, 'action.status'],
  [{ action: { kind: 'status', status: 99 } }, 'action.status'],
  [{ action: { kind: 'status', status: 500, headers: { 'a b': 'c' } } }, 'action.headers'],
  [{ action: { kind: 'status', status: 500, headers: { a: 'b\nc' } } }, 'action.headers'],
  [{ action: { kind: 'latency', beforeMs: -1 } }, 'action.beforeMs'],
  [{ action: { kind: 'dropAfter' }, times: 'often' }, 'times'],
  [{ action: { kind: 'dropAfter' }, path: 5 }, 'path'],
])('the fault %j is refused by name', async (body, location) => {
  await using sandbox = await startSandbox();
  const response = await control(sandbox, 'faults', { body });
  expect(response.status).toBe(400);
  expect((await failure(response)).details).toMatchObject([{ location }]);
  expect(sandbox.faults.remaining()).toBe(0);
});

test('the control paths answer neither to web pages nor to foreign names, on any address', async () => {
  for (const host of ['127.0.0.1', '0.0.0.0']) {
    await using sandbox = await startSandbox({ host });
    for (const headers of [
      { origin: 'https://evil.example' },
      { 'x-forwarded-for': '10.0.0.1' },
      { forwarded: 'for=10.0.0.1' },
      { origin: 'http://localhost:5173' },
      { 'sec-fetch-site': 'same-origin' },
    ]) {
      expect((await control(sandbox, 'faults', { body: { action: { kind: 'dropBefore' } }, headers })).status).toBe(
        403,
      );
    }
    const url = `http://127.0.0.1:${sandbox.port}/_sandbox/faults`;
    const rebound = await rawRequest(url, { method: 'POST', headers: { host: `evil.example:${sandbox.port}` } });
    expect(rebound.status).toBe(421);
    expect(sandbox.faults.remaining()).toBe(0);
  }
});

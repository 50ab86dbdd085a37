import { expect, test } from 'vitest';
import { type Sandbox, startSandbox } from '../../src/sandbox/index.ts';
import type { ListEnvelope, Wallet } from '../../src/wire.ts';
import { ARWEAVE, BITCOIN, COIN, ETHER } from './known.ts';
import { call, failure, json, logIn } from './support.ts';

const USER = { username: 'fresh', password: 'pass' };

async function freshUser(sandbox: Sandbox): Promise<string> {
  return (await logIn(sandbox, USER)).access_token;
}

async function create(sandbox: Sandbox, token: string, assetId: string, index?: number | null): Promise<Wallet> {
  const response = await call(sandbox, 'kms/wallets/', token, { asset_id: assetId, password: USER.password, index });
  expect(response.status).toBe(201);
  return json(response);
}

async function all(sandbox: Sandbox, token: string): Promise<Wallet[]> {
  return (await json<ListEnvelope<Wallet>>(await call(sandbox, 'kms/wallets/?page_size=100', token))).results;
}

test('a wallet is one of user, network and index: the contract’s nine creates make six', async () => {
  await using sandbox = await startSandbox({ users: [USER] });
  const token = await freshUser(sandbox);
  const made: Wallet[] = [];
  const steps: [assetId: string, index: number | null | undefined, walletsSoFar: number][] = [
    [BITCOIN, undefined, 1],
    [BITCOIN, 0, 2],
    [BITCOIN, 1, 3],
    [ETHER, null, 4],
    [COIN, undefined, 4],
    [ETHER, 0, 5],
    [COIN, 0, 5],
    [ETHER, 1, 6],
    [COIN, 1, 6],
  ];
  for (const [assetId, index, walletsSoFar] of steps) {
    const wallet = await create(sandbox, token, assetId, index);
    expect(wallet.index).toBe(index ?? null);
    expect(wallet.balances.map(({ asset_id }) => asset_id)).toContain(assetId);
    expect(await all(sandbox, token)).toHaveLength(walletsSoFar);
    made.push(wallet);
  }
  const wallets = await all(sandbox, token);
  expect(new Set(wallets.map(({ address }) => address)).size).toBe(6);
  const [ether, coin] = [made[3], made[4]];
  expect(coin?.id).toBe(ether?.id);
  expect(coin?.address).toBe(ether?.address);
  expect(coin?.balances.map(({ asset_id, amount }) => [asset_id, amount])).toEqual([
    [ETHER, '0'],
    [COIN, '0'],
  ]);
  for (const wallet of wallets) {
    expect(await (await call(sandbox, `kms/wallets/${wallet.id}`, token)).json()).toEqual(wallet);
  }
});

test('creating the same wallet again answers with the existing one', async () => {
  await using sandbox = await startSandbox({ users: [USER] });
  const token = await freshUser(sandbox);
  expect(await create(sandbox, token, COIN, 3)).toEqual(await create(sandbox, token, COIN, 3));
  expect(await all(sandbox, token)).toHaveLength(1);
});

test('a token alone makes an Ethereum wallet with only its balance', async () => {
  await using sandbox = await startSandbox({ users: [USER] });
  const wallet = await create(sandbox, await freshUser(sandbox), COIN);
  expect(wallet).toMatchObject({ protocol: 'ethereum_ropsten', status: 'ACTIVE', index: null });
  expect(wallet.balances).toEqual([
    { amount: '0', asset_id: COIN, name: 'Example coin', symbol: 'COIN', exponent: 12 },
  ]);
});

test('addresses have the form of their network', async () => {
  await using sandbox = await startSandbox({ users: [USER] });
  const token = await freshUser(sandbox);
  expect((await create(sandbox, token, ETHER)).address).toMatch(/^0x[0-9a-fA-F]{40}$/);
  expect((await create(sandbox, token, BITCOIN)).address).toMatch(/^[mn][1-9A-HJ-NP-Za-km-z]{25,34}$/);
  expect((await create(sandbox, token, ARWEAVE)).address).toMatch(/^[A-Za-z0-9_-]{43}$/);
});

test('a wallet is PENDING without an address until its delay is over, and nothing is added to it meanwhile', async () => {
  let now = Date.UTC(2030, 0, 1);
  await using sandbox = await startSandbox({ users: [USER], clock: () => now, activationDelayMs: 5_000 });
  const token = await freshUser(sandbox);
  const pending = await create(sandbox, token, ETHER);
  expect(pending).toMatchObject({ status: 'PENDING', address: null });
  now += 4_999;
  const refused = await call(sandbox, 'kms/wallets/', token, { asset_id: COIN, password: USER.password });
  expect(refused.status).toBe(409);
  expect((await failure(refused)).details).toMatchObject([{ reason: 'walletPending' }]);
  now += 1;
  const active = await json<Wallet>(await call(sandbox, `kms/wallets/${pending.id}`, token));
  expect(active).toMatchObject({ status: 'ACTIVE', address: expect.stringMatching(/^0x/) });
  expect(await create(sandbox, token, COIN)).toMatchObject({ id: pending.id });
});

test('a wrong password is 403 and names the password', async () => {
  await using sandbox = await startSandbox({ users: [USER] });
  const token = await freshUser(sandbox);
  const response = await call(sandbox, 'kms/wallets/', token, { asset_id: ETHER, password: 'wrong' });
  expect(response.status).toBe(403);
  expect(response.headers.get('www-authenticate')).toBeNull();
  expect(await failure(response)).toMatchObject({
    code: 403,
    details: [{ location: 'password', reason: 'invalidPassword' }],
  });
  expect(await all(sandbox, token)).toEqual([]);
});

test.each([
  [{ password: 'pass' }, 'asset_id'],
  [{ asset_id: ETHER }, 'password'],
  [{ asset_id: ETHER, password: '' }, 'password'],
  [{ asset_id: ETHER, password: 5 }, 'password'],
  [{ asset_id: 'e0000000-0000-5000-8000-000000000000', password: 'pass' }, 'asset_id'],
  [{ asset_id: ETHER, password: 'pass', index: -1 }, 'index'],
  [{ asset_id: ETHER, password: 'pass', index: 1.5 }, 'index'],
  [{ asset_id: ETHER, password: 'pass', index: '1' }, 'index'],
  [{ asset_id: ETHER, password: 'pass', index: 2 ** 31 }, 'index'],
  [{ asset_id: ETHER, password: 'pass', type: 'plain' }, 'type'],
])('creating a wallet with %j is a 400 that names the field', async (body, location) => {
  await using sandbox = await startSandbox({ users: [USER] });
  const response = await call(sandbox, 'kms/wallets/', await freshUser(sandbox), body);
  expect(response.status).toBe(400);
  expect(await failure(response)).toMatchObject({ code: 400, details: [{ location }] });
});

test('what a tenant or an old client adds to a create is ignored', async () => {
  await using sandbox = await startSandbox({ users: [USER] });
  const body = { asset_id: ETHER.toUpperCase(), password: 'pass', type: 'encrypted', username: 'demo', n: 1, m: 1 };
  const response = await call(sandbox, 'kms/wallets/', await freshUser(sandbox), body);
  expect(response.status).toBe(201);
});

test('another user’s wallet and an unknown id are both not found', async () => {
  await using sandbox = await startSandbox({ users: [USER] });
  const [foreign] = await all(sandbox, (await logIn(sandbox)).access_token);
  const token = await freshUser(sandbox);
  for (const id of [foreign?.id, 'e0000000-0000-5000-8000-000000000000', 'x', '%2e%2e', '%E0%A4%A', '%00']) {
    const response = await call(sandbox, `kms/wallets/${id}`, token);
    expect(response.status).toBe(404);
  }
});

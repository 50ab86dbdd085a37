import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Sandbox, startSandbox } from '../../../src/sandbox/index.ts';
import type { Asset, ListEnvelope, Wallet } from '../../../src/wire.ts';
import { BITCOIN, COIN, ETHER } from '../known.ts';
import { createUser, expectFailure, expectJson, signedCall } from './signed.ts';

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startSandbox({ users: [{ username: 'numbered', password: 'p', wallets: 15 }], strict: true });
  await createUser(sandbox, { username: 'made', password: 'p', asset_ids: [ETHER, BITCOIN] });
});
afterAll(() => sandbox.close());

async function allWallets(): Promise<Wallet[]> {
  const found: Wallet[] = [];
  let cursor: string | null = '';
  while (cursor !== null) {
    const path = `kms/wallets/?page_size=7${cursor && `&cursor=${encodeURIComponent(cursor)}`}`;
    const page: ListEnvelope<Wallet> = await expectJson(signedCall(sandbox, { path }));
    found.push(...page.results);
    cursor = page.next === null ? null : new URL(page.next).searchParams.get('cursor');
  }
  return found;
}

test('a tenant reads the assets', async () => {
  const { results } = await expectJson<ListEnvelope<Asset>>(signedCall(sandbox, { path: 'assets/' }));
  expect(results).toHaveLength(5);
  expect(await expectJson(signedCall(sandbox, { path: `assets/${results[0]?.id}` }))).toEqual(results[0]);
});

test('a tenant sees the wallets of all its users, each once and the newest first', async () => {
  const wallets = await allWallets();
  expect(wallets).toHaveLength(12 + 15 + 2);
  expect(new Set(wallets.map(({ id }) => id)).size).toBe(29);
  expect(wallets[0]?.protocol).toBe('bitcoin_testnet');
  for (const wallet of wallets.slice(0, 3)) {
    expect(await expectJson(signedCall(sandbox, { path: `kms/wallets/${wallet.id}` }))).toEqual(wallet);
  }
  expect((await signedCall(sandbox, { path: 'kms/wallets/unknown' })).status).toBe(404);
});

test('a tenant makes a wallet for the user it names, with that user’s password', async () => {
  const path = 'kms/wallets/';
  const body = { asset_id: COIN, password: 'p', username: 'made', index: 3 };
  const wallet = await expectJson<Wallet>(signedCall(sandbox, { path, body }), 201);
  const { wallets } = await expectJson<{ wallets: Wallet[] }>(signedCall(sandbox, { path: 'tenancy/users/made' }));
  expect(wallets[0]).toEqual(wallet);
  const unnamed = await expectFailure(signedCall(sandbox, { path, body: { ...body, username: undefined } }), 400);
  expect(unnamed.details).toMatchObject([{ location: 'username' }]);
  expect((await signedCall(sandbox, { path, body: { ...body, username: 'nobody' } })).status).toBe(404);
  const wrong = await expectFailure(signedCall(sandbox, { path, body: { ...body, password: 'wrong' } }), 403);
  expect(wrong.details).toMatchObject([{ location: 'password', reason: 'invalidPassword' }]);
});

test('a tenant signs with a user’s wallet and password', async () => {
  const wallet = (await allWallets())[0];
  const sign = (password: string) =>
    signedCall(sandbox, {
      path: `kms/wallets/${wallet?.id}/sign`,
      body: { to_sign: 'ab'.repeat(32), input_format: 'hex', password },
    });
  expect(await expectJson(sign('p'))).toMatchObject({ algorithm: 'ECDSA', curve: 'secp256k1' });
  expect((await sign('wrong')).status).toBe(403);
});

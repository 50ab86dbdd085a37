import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Sandbox, startSandbox } from '../../../src/sandbox/index.ts';
import type { ListEnvelope, Wallet } from '../../../src/wire.ts';
import { ARWEAVE, BITCOIN, COIN, ETHER } from '../known.ts';
import { call, json, logIn, refresh, requestToken } from '../support.ts';
import { createUser, expectFailure, expectJson, signedCall, userPath } from './signed.ts';

interface ListedUser {
  username: string;
  wallets: Wallet[];
}

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startSandbox();
});
afterAll(() => sandbox.close());

const password = 'pässword 🔑';

function retrieve(username: string) {
  return signedCall(sandbox, { path: userPath(username) });
}

test('a user without assets has no wallet_ids and can log in', async () => {
  const user = await createUser(sandbox, { username: 'plain', password });
  expect(user).toEqual({ username: 'plain', recoverykit: expect.stringMatching(/^<svg /) });
  expect(await expectJson(retrieve('plain'))).toEqual({ username: 'plain', wallets: [] });
  await logIn(sandbox, { username: 'plain', password });
});

test('four assets make three wallets, and the user sees the same ones', async () => {
  const asset_ids = [ARWEAVE, BITCOIN, ETHER.toUpperCase(), COIN];
  const user = await createUser(sandbox, { username: 'rich', password, asset_ids, client_ip: null });
  expect(user.wallet_ids).toHaveLength(3);
  const { wallets } = await expectJson<ListedUser>(retrieve('rich'));
  expect(wallets.map(({ id }) => id)).toEqual([...(user.wallet_ids ?? [])].reverse());
  expect(wallets[0]?.balances.map(({ asset_id }) => asset_id)).toEqual([ETHER, COIN]);
  const { access_token } = await logIn(sandbox, { username: 'rich', password });
  const own = await json<ListEnvelope<Wallet>>(await call(sandbox, 'kms/wallets/', access_token));
  expect(own.results).toEqual(wallets);
});

test('the wallets of a new user share their network’s wallet while it is still PENDING', async () => {
  let now = Date.now();
  await using slow = await startSandbox({ activationDelayMs: 5_000, clock: () => now });
  const user = await createUser(slow, { username: 'new', password, asset_ids: [ETHER, COIN, ETHER], async: true });
  expect(user).toEqual({ username: 'new', recoverykit: null, wallet_ids: [expect.any(String)] });
  const look = async () => (await expectJson<ListedUser>(signedCall(slow, { path: userPath('new') }))).wallets;
  expect(await look()).toMatchObject([{ status: 'PENDING', address: null, balances: [{}, {}] }]);
  now += 5_000;
  expect(await look()).toMatchObject([{ status: 'ACTIVE', address: expect.stringMatching(/^0x/) }]);
});

test('a username that is taken is a 409, word for word', async () => {
  const answer = await signedCall(sandbox, { path: 'tenancy/users/', body: { username: 'demo', password } });
  expect(answer.status).toBe(409);
  expect(JSON.parse(answer.text)).toEqual({
    error: {
      code: 409,
      message: 'User with given username exists already',
      details: [
        {
          domain: 'clientele',
          location: 'username',
          locationType: 'parameter',
          message: 'Duplicate Value',
          reason: 'duplicateValue',
        },
      ],
    },
  });
});

test('of ten simultaneous creates of one name, one makes the user', async () => {
  const creates = Array.from({ length: 10 }, (_, number) =>
    signedCall(sandbox, { path: 'tenancy/users/', body: { username: 'raced', password: `${number}` } }),
  );
  const statuses = (await Promise.all(creates)).map(({ status }) => status);
  expect(statuses.filter((status) => status === 201)).toHaveLength(1);
  expect(statuses.filter((status) => status === 409)).toHaveLength(9);
});

test.each([
  [{ password }, 'username'],
  [{ username: 'x' }, 'password'],
  [{ username: '', password }, 'username'],
  [{ username: 'x'.repeat(151), password }, 'username'],
  [{ username: 'a\nb', password }, 'username'],
  [{ username: 'x', password, asset_ids: ETHER }, 'asset_ids'],
  [{ username: 'x', password, asset_ids: [5] }, 'asset_ids'],
  [{ username: 'x', password, asset_ids: ['e0000000-0000-5000-8000-000000000000'] }, 'asset_ids'],
  [{ username: 'x', password, raw: 'yes' }, 'raw'],
  [{ username: 'x', password, async: 1 }, 'async'],
  [{ username: 'x', password, client_ip: 'x'.repeat(46) }, 'client_ip'],
  [{ username: 'x', password, user_agent: 5 }, 'user_agent'],
])('creating a user with %j is a 400 that names the field, and makes none', async (body, location) => {
  const error = await expectFailure(signedCall(sandbox, { path: 'tenancy/users/', body }), 400);
  expect(error.details).toMatchObject([{ location }]);
  expect((await retrieve('x')).status).toBe(404);
});

test.each(['Zoë|ǅ漢', 'a/b', 'a b+c%25?#', '日'.repeat(150)])('the username %j is found again', async (username) => {
  await createUser(sandbox, { username, password, user_agent: '漢'.repeat(500) });
  expect(await expectJson(retrieve(username))).toEqual({ username, wallets: [] });
  expect((await signedCall(sandbox, { method: 'DELETE', path: userPath(username) })).status).toBe(204);
});

test('users are listed newest first, page by page, each as it is retrieved', async () => {
  await using own = await startSandbox({ clock: () => Date.now() });
  for (const username of ['one', 'two', 'three']) await createUser(own, { username, password, asset_ids: [BITCOIN] });
  const names: string[] = [];
  let cursor: string | null = '';
  while (cursor !== null) {
    const path = `tenancy/users/?page_size=1${cursor && `&cursor=${encodeURIComponent(cursor)}`}`;
    const page: ListEnvelope<ListedUser> = await expectJson(signedCall(own, { path }));
    expect(page.results).toHaveLength(1);
    for (const user of page.results) {
      names.push(user.username);
      expect(await expectJson(signedCall(own, { path: userPath(user.username) }))).toEqual(user);
    }
    cursor = page.next === null ? null : new URL(page.next).searchParams.get('cursor');
  }
  expect(names).toEqual(['three', 'two', 'one', 'demo']);
});

test('a deleted user is gone: 404, no login, no renewal, and the tokens are invalid', async () => {
  const user = { username: 'leaving', password };
  await createUser(sandbox, { ...user, asset_ids: [ETHER] });
  const session = await logIn(sandbox, user);
  const removal = await signedCall(sandbox, { method: 'DELETE', path: userPath(user.username) });
  expect(removal).toEqual({ status: 204, text: '' });
  expect((await retrieve(user.username)).status).toBe(404);
  expect((await signedCall(sandbox, { method: 'DELETE', path: userPath(user.username) })).status).toBe(404);
  const used = await call(sandbox, 'kms/wallets/', session.access_token);
  expect(used.status).toBe(401);
  expect(used.headers.get('www-authenticate')).toContain('error="invalid_token"');
  const login = await requestToken(sandbox, { grant_type: 'password', ...user });
  expect(login.status).toBe(401);
  expect(await login.json()).toEqual({ error: 'invalid_grant', error_description: 'Invalid credentials given.' });
  const renewal = await refresh(sandbox, session.refresh_token);
  expect([renewal.status, await renewal.json()]).toEqual([401, { error: 'invalid_grant' }]);
});

test('what a deleted user has sent arrives all the same, and nothing comes back', async () => {
  let now = Date.now();
  await using own = await startSandbox({ clock: () => now });
  const user = { username: 'sender', password };
  await createUser(own, { ...user, asset_ids: [ETHER] });
  const other = await createUser(own, { username: 'recipient', password, asset_ids: [ETHER] });
  const walletOf = async (username: string) => {
    const { wallets } = await expectJson<ListedUser>(signedCall(own, { path: userPath(username) }));
    return { id: wallets[0]?.id, address: wallets[0]?.address ?? '', amount: wallets[0]?.balances[0]?.amount };
  };
  const [from, to] = [await walletOf('sender'), await walletOf('recipient')];
  await own.fund(from.address, 'ETH', 10n ** 18n);
  const path = `kms/wallets/${from.id}/transactions/`;
  const body = { password, asset_id: ETHER, recipient: to.address, quantity: '5', async: true };
  await expectJson(signedCall(own, { path, body }), 201);
  await signedCall(own, { method: 'DELETE', path: userPath('sender') });
  now += 3_600_000;
  const timestamp = String(Math.floor(now / 1000));
  expect((await signedCall(own, { path, timestamp })).status).toBe(404);
  const arrived = signedCall(own, { path: `kms/wallets/${other.wallet_ids?.[0]}`, timestamp });
  expect((await expectJson<Wallet>(arrived)).balances).toMatchObject([{ amount: '5' }]);
});

test('a name that is used again is another user: other keys, and nothing of the first one’s tokens', async () => {
  const user = { username: 'again', password, asset_ids: [ETHER] };
  const first = await createUser(sandbox, user);
  const before = await expectJson<ListedUser>(retrieve('again'));
  const session = await logIn(sandbox, user);
  await signedCall(sandbox, { method: 'DELETE', path: userPath('again') });
  const second = await createUser(sandbox, user);
  const after = await expectJson<ListedUser>(retrieve('again'));
  expect(second.wallet_ids).not.toEqual(first.wallet_ids);
  expect(after.wallets[0]?.address).not.toBe(before.wallets[0]?.address);
  expect((await call(sandbox, 'kms/wallets/', session.access_token)).status).toBe(401);
  expect((await refresh(sandbox, session.refresh_token)).status).toBe(401);
});

test.each([
  ['PUT', 'tenancy/users/', 405],
  ['POST', 'tenancy/users/demo', 405],
  ['GET', 'tenancy/users', 404],
  ['GET', 'tenancy/users/demo/', 404],
  ['GET', 'tenancy/users/nobody', 404],
  ['PATCH', 'tenancy/users/nobody', 404],
])('%s %s is %d', async (method, path, status) => {
  expect((await signedCall(sandbox, { method, path })).status).toBe(status);
});

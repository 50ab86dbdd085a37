import { expect, test } from 'vitest';
import { startSandbox } from '../../../src/sandbox/index.ts';
import type { ListEnvelope, Wallet } from '../../../src/wire.ts';
import { BITCOIN, COIN, ETHER } from '../known.ts';
import { call, failure, json, logIn, refresh, requestToken } from '../support.ts';
import { createUser, expectFailure, expectJson, signedCall, userPath } from './signed.ts';

const USER = { username: 'Zoë', password: 'first' };
const NEW = 'second 🔑';
const TO_SIGN = { to_sign: '11'.repeat(32), input_format: 'hex' };

function change(sandbox: Parameters<typeof signedCall>[0], body: Record<string, unknown>) {
  return signedCall(sandbox, { method: 'PATCH', path: userPath(USER.username), body });
}

test('a changed password takes the old one’s place; tokens and wallets stay, which are PENDING for a while', async () => {
  let now = Date.now();
  await using sandbox = await startSandbox({ activationDelayMs: 3_000, clock: () => now });
  await createUser(sandbox, { ...USER, asset_ids: [BITCOIN, ETHER] });
  const session = await logIn(sandbox, USER);
  const look = async () =>
    (await json<ListEnvelope<Wallet>>(await call(sandbox, 'kms/wallets/', session.access_token))).results;
  now += 3_000;
  const before = await look();
  expect(before.map(({ status }) => status)).toEqual(['ACTIVE', 'ACTIVE']);
  const ether = before.find(({ protocol }) => protocol === 'ethereum_ropsten')?.id;
  const signPath = `kms/wallets/${ether}/sign`;
  const signed = await call(sandbox, signPath, session.access_token, { ...TO_SIGN, password: USER.password });

  const changed = await expectJson(change(sandbox, { old_password: USER.password, new_password: NEW }));
  expect(changed).toEqual({ username: USER.username });
  expect(await look()).toEqual(before.map((wallet) => ({ ...wallet, status: 'PENDING' })));
  const refused = await call(sandbox, signPath, session.access_token, { ...TO_SIGN, password: NEW });
  expect(refused.status).toBe(409);
  expect(await failure(refused)).toMatchObject({ details: [{ reason: 'walletPending' }] });

  now += 3_000;
  expect(await look()).toEqual(before);
  const old = await call(sandbox, signPath, session.access_token, { ...TO_SIGN, password: USER.password });
  expect(old.status).toBe(403);
  const again = await call(sandbox, signPath, session.access_token, { ...TO_SIGN, password: NEW });
  expect(await again.json()).toEqual(await signed.json());

  const oldLogin = await requestToken(sandbox, { grant_type: 'password', ...USER });
  expect(oldLogin.status).toBe(401);
  expect(await oldLogin.json()).toEqual({ error: 'invalid_grant', error_description: 'Invalid credentials given.' });
  await logIn(sandbox, { ...USER, password: NEW });
  expect((await refresh(sandbox, session.refresh_token)).status).toBe(200);
});

test('without a delay the wallets are ready at once, and new assets are added with the new password', async () => {
  await using sandbox = await startSandbox();
  await createUser(sandbox, { ...USER, asset_ids: [ETHER] });
  await expectJson(change(sandbox, { old_password: USER.password, new_password: NEW }));
  const { access_token } = await logIn(sandbox, { ...USER, password: NEW });
  const create = (password: string) => call(sandbox, 'kms/wallets/', access_token, { asset_id: COIN, password });
  expect((await create(USER.password)).status).toBe(403);
  expect((await create(NEW)).status).toBe(201);
});

test('a wrong old password changes nothing, and of two changes at once one is made', async () => {
  await using sandbox = await startSandbox({ users: [USER] });
  const wrong = await expectFailure(change(sandbox, { old_password: 'wrong', new_password: NEW }), 403);
  expect(wrong.details).toMatchObject([{ location: 'old_password', reason: 'invalidPassword' }]);
  for (const body of [
    { old_password: USER.password },
    { new_password: NEW },
    { old_password: 'x', new_password: '' },
  ]) {
    expect((await change(sandbox, body)).status).toBe(400);
  }
  await logIn(sandbox, USER);
  const both = await Promise.all(
    ['a', 'b'].map((next) => change(sandbox, { old_password: USER.password, new_password: next })),
  );
  expect(both.map(({ status }) => status).sort()).toEqual([200, 403]);
});

test('the demo wallet that is PENDING for good stays so', async () => {
  await using sandbox = await startSandbox();
  const body = { old_password: sandbox.demo.password, new_password: NEW };
  await expectJson(signedCall(sandbox, { method: 'PATCH', path: userPath('demo'), body }));
  const { wallets } = await expectJson<{ wallets: Wallet[] }>(signedCall(sandbox, { path: userPath('demo') }));
  expect(wallets.filter(({ status, address }) => status === 'PENDING' && address === null)).toHaveLength(1);
});

import { expect, test } from 'vitest';
import { type SandboxRequestEvent, startSandbox } from '../../src/sandbox/index.ts';
import { call, json, logIn, refresh, tokens } from './support.ts';

test('a renewal ends the old refresh token and the access token issued with it at once', async () => {
  await using sandbox = await startSandbox();
  const first = await logIn(sandbox);
  const second = await tokens(await refresh(sandbox, first.refresh_token));
  expect(second.refresh_token).not.toBe(first.refresh_token);
  expect((await call(sandbox, 'assets/', first.access_token)).status).toBe(401);
  expect((await call(sandbox, 'assets/', second.access_token)).status).toBe(200);

  const again = await refresh(sandbox, first.refresh_token);
  expect(again.status).toBe(401);
  expect(await again.json()).toEqual({ error: 'invalid_grant' });
  expect((await call(sandbox, 'assets/', second.access_token)).status).toBe(200);
});

test('of many simultaneous renewals with one token exactly one wins', async () => {
  await using sandbox = await startSandbox();
  const { refresh_token } = await logIn(sandbox);
  const answers = await Promise.all(Array.from({ length: 20 }, () => refresh(sandbox, refresh_token)));
  expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
  expect(answers.filter(({ status }) => status === 401)).toHaveLength(19);
  expect(sandbox.stats()).toMatchObject({ passwordGrants: 1, renewals: 1, refusedRenewals: 19 });
});

test('each login is a family of its own and ends no other', async () => {
  await using sandbox = await startSandbox();
  const one = await logIn(sandbox);
  const two = await logIn(sandbox);
  await tokens(await refresh(sandbox, two.refresh_token));
  expect((await call(sandbox, 'assets/', one.access_token)).status).toBe(200);
  expect((await refresh(sandbox, one.refresh_token)).status).toBe(200);
});

test('a renewal keeps the scope, may narrow it, and never widens it again', async () => {
  await using sandbox = await startSandbox();
  const first = await logIn(sandbox, { scope: 'read write echo' });
  const same = await tokens(await refresh(sandbox, first.refresh_token));
  expect(same.scope).toBe('read write echo');
  const narrow = await tokens(await refresh(sandbox, same.refresh_token, { scope: 'read' }));
  expect(narrow.scope).toBe('read');
  expect((await refresh(sandbox, narrow.refresh_token, { scope: 'read echo' })).status).toBe(401);
});

test.each(['read wallet', 'admin'])(
  'asking for the scope "%s" that was not granted costs no session',
  async (scope) => {
    await using sandbox = await startSandbox();
    const first = await logIn(sandbox, { scope: 'read' });
    const refused = await refresh(sandbox, first.refresh_token, { scope });
    expect(refused.status).toBe(401);
    expect(await refused.json()).toEqual({ error: 'invalid_scope' });
    expect((await call(sandbox, 'assets/', first.access_token)).status).toBe(200);
    expect((await refresh(sandbox, first.refresh_token)).status).toBe(200);
  },
);

test('another client’s refresh token is invalid, and stays good for its own client', async () => {
  const other = { clientId: 'o'.repeat(40), clientSecret: 's'.repeat(128) };
  await using sandbox = await startSandbox({ clients: [other] });
  const { refresh_token } = await logIn(sandbox);
  const credentials = { client_id: other.clientId, client_secret: other.clientSecret };
  const refused = await refresh(sandbox, refresh_token, credentials);
  expect(refused.status).toBe(401);
  expect(await refused.json()).toEqual({ error: 'invalid_grant' });
  expect((await refresh(sandbox, refresh_token)).status).toBe(200);
});

test('refresh tokens outlive any access token', async () => {
  let now = Date.UTC(2030, 0, 1);
  await using sandbox = await startSandbox({ clock: () => now, tokenTtlSeconds: 60 });
  const first = await logIn(sandbox);
  expect(first.expires_in).toBe(60);
  now += 20 * 365 * 24 * 3600 * 1000;
  const second = await tokens(await refresh(sandbox, first.refresh_token));
  expect(second.expires_in).toBe(60);
  expect((await call(sandbox, 'assets/', second.access_token)).status).toBe(200);
});

test('without rotation a renewal brings no refresh token and the old one stays', async () => {
  await using sandbox = await startSandbox({ refreshTokenRotation: false });
  const first = await logIn(sandbox);
  const second = await tokens(await refresh(sandbox, first.refresh_token));
  expect(second).not.toHaveProperty('refresh_token');
  expect((await call(sandbox, 'assets/', first.access_token)).status).toBe(401);
  expect((await call(sandbox, 'assets/', second.access_token)).status).toBe(200);
  const third = await tokens(await refresh(sandbox, first.refresh_token));
  expect((await call(sandbox, 'assets/', third.access_token)).status).toBe(200);
});

test('access tokens that are revoked early can be renewed', async () => {
  await using sandbox = await startSandbox();
  const first = await logIn(sandbox);
  expect(await sandbox.revokeAccessTokens()).toBe(1);
  expect((await call(sandbox, 'assets/', first.access_token)).status).toBe(401);
  const second = await tokens(await refresh(sandbox, first.refresh_token));
  expect((await call(sandbox, 'assets/', second.access_token)).status).toBe(200);
});

test('every request is reported once, without a secret', async () => {
  const events: SandboxRequestEvent[] = [];
  await using sandbox = await startSandbox({ onRequest: (event) => events.push(event) });
  const { access_token, refresh_token } = await logIn(sandbox);
  await refresh(sandbox, refresh_token);
  await refresh(sandbox, refresh_token);
  await json(await call(sandbox, 'clientele/echo-oauth2?echo=sesame', access_token));
  const token = '/1.0/clientele/oauth2/token';
  expect(events).toEqual([
    { method: 'POST', path: token, status: 200, grantType: 'password' },
    { method: 'POST', path: token, status: 200, grantType: 'refresh_token' },
    { method: 'POST', path: token, status: 401, grantType: 'refresh_token', oauthError: 'invalid_grant' },
    { method: 'GET', path: '/1.0/clientele/echo-oauth2', status: 401 },
  ]);
  expect(sandbox.stats().apiRequests).toEqual({ 401: 1 });
});

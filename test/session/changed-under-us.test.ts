import { expect, test } from 'vitest';
import { type Credentials, NotLoggedInError, SessionExpiredError, WalletClient } from '../../src/index.ts';
import { startSandbox } from '../../src/sandbox/index.ts';
import { startSession, TOKEN_PATH } from '../support/session.ts';

const OTHER = { username: 'other', password: 'another password' };

test('a logout elsewhere is noticed at the next call, and nothing is written back', async () => {
  await using session = await startSession();
  await session.another().logout();
  await expect(session.client.echo('hi')).rejects.toBeInstanceOf(NotLoggedInError);
  expect(await session.store.load()).toBeUndefined();
});

test('a logout during a renewal is not undone by it', async () => {
  await using session = await startSession();
  const { client, sandbox, store } = session;
  await sandbox.revokeAccessTokens();
  const call = client.echo('hi').catch((error) => error);
  const logout = session.another().logout();
  await Promise.all([call, logout]);
  expect(await store.load()).toBeUndefined();
});

test('who logs in elsewhere as somebody else is who the next call is for', async () => {
  await using session = await startSession({ sandbox: { users: [OTHER] } });
  await session.another().login(OTHER);
  expect((await session.client.status()).username).toBe('other');
  expect(await session.client.wallets.list().take(1)).toEqual([]);
});

test('a client for one user never uses the session of another', async () => {
  await using session = await startSession({ sandbox: { users: [OTHER] } });
  const mine = session.another({ username: session.sandbox.demo.username });
  expect((await mine.status()).loggedIn).toBe(true);
  await session.another().login(OTHER);
  expect((await mine.status()).loggedIn).toBe(false);
  await expect(mine.echo('hi')).rejects.toBeInstanceOf(NotLoggedInError);
});

test('tokens are never sent to another base URL or for another client than the one they were issued for', async () => {
  await using session = await startSession();
  await using elsewhere = await startSandbox();
  const { clientId, clientSecret } = session.sandbox.demo;
  const strays = [
    new WalletClient({ baseUrl: elsewhere.baseUrl, clientId, clientSecret, tokenStore: session.store }),
    new WalletClient({
      baseUrl: session.sandbox.baseUrl,
      clientId: 'another',
      clientSecret,
      tokenStore: session.store,
    }),
  ];
  for (const stray of strays) await expect(stray.echo('hi')).rejects.toBeInstanceOf(NotLoggedInError);
  expect(elsewhere.stats().apiRequests).toEqual({});
  expect(session.sandbox.stats().apiRequests).toEqual({});
  expect(await session.store.load()).toBeDefined();
});

test('a refusal clears only the tokens that were refused, never what another has saved meanwhile', async () => {
  await using session = await startSession();
  const { sandbox, store } = session;
  const stale = await store.load();
  await session.another().login(sandbox.demo);
  const newer = await store.load();
  // A store without a working lock: our renewal reads the stale tokens, and by the time of the refusal the newer ones are there.
  let reads = 0;
  const racing = session.another({
    tokenStore: {
      load: async () => {
        reads += 1;
        return reads <= 2 ? stale : store.load();
      },
      save: (tokens) => store.save(tokens),
      clear: () => store.clear(),
      exclusive: (fn) => fn(),
    },
  });
  await sandbox.revokeAccessTokens();
  sandbox.faults.add({ path: TOKEN_PATH, action: { kind: 'status', status: 401, body: '{"error":"invalid_grant"}' } });
  await racing.echo('hi').catch(() => undefined);
  expect((await store.load()) ?? 'cleared').not.toBe('cleared');
  expect(newer).toBeDefined();
});

test('a refusal does not clear the session of somebody else who logged in meanwhile', async () => {
  await using session = await startSession({ sandbox: { users: [OTHER] } });
  const { sandbox, store } = session;
  const stale = await store.load();
  await session.another().login(OTHER);
  let reads = 0;
  const racing = session.another({
    username: sandbox.demo.username,
    tokenStore: {
      load: async () => {
        reads += 1;
        return reads <= 2 ? stale : store.load();
      },
      save: (tokens) => store.save(tokens),
      clear: () => store.clear(),
      exclusive: (fn) => fn(),
    },
  });
  session.clock.advance(20 * 3_600_000);
  const refusal = { kind: 'status', status: 401, body: '{"error":"invalid_grant"}' } as const;
  sandbox.faults.add({ path: TOKEN_PATH, action: refusal });
  await expect(racing.echo('hi')).rejects.toBeInstanceOf(SessionExpiredError);
  expect((await store.load())?.username).toBe('other');
});

test('when the session has ended, reauthenticate is asked once for many calls, and all of them go on', async () => {
  let asked = 0;
  const answer: Credentials[] = [];
  await using session = await startSession({
    reauthenticate: async () => {
      asked += 1;
      await new Promise((resolve) => setTimeout(resolve, 300));
      return answer[0] as Credentials;
    },
  });
  answer.push(session.sandbox.demo);
  await session.sandbox.revokeAccessTokens();
  session.sandbox.faults.add({
    path: TOKEN_PATH,
    action: { kind: 'status', status: 401, body: '{"error":"invalid_grant"}' },
  });
  // Shorter than the answer takes: a person at a prompt is given the time.
  const echoes = await Promise.all(['a', 'b', 'c'].map((text) => session.client.echo(text, { timeoutMs: 250 })));
  expect(echoes).toEqual(['a', 'b', 'c']);
  expect(asked).toBe(1);
});

test('wrong client credentials at a renewal do not end the session', async () => {
  await using session = await startSession();
  await session.sandbox.revokeAccessTokens();
  const misconfigured = session.another({ clientSecret: 'wrong' });
  await expect(misconfigured.echo('hi')).rejects.toMatchObject({ code: 'login_failed', oauthError: 'invalid_client' });
  expect(await session.client.echo('hi')).toBe('hi');
});

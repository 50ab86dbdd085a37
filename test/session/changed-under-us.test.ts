import { expect, test } from 'vitest';
import { type Credentials, NotLoggedInError, SessionExpiredError, WalletClient } from '../../src/index.ts';
import { startSandbox } from '../../src/sandbox/index.ts';
import { startSession, TOKEN_PATH } from '../support/session.ts';

const ECHO_PATH = 'clientele/echo-oauth2';
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

test('a refusal clears only the tokens that were refused: the call goes on with what another has saved meanwhile', async () => {
  await using session = await startSession();
  const { sandbox, store } = session;
  const stale = await store.load();
  await session.another().login(sandbox.demo);
  // A store without a working lock: our renewal reads the stale tokens, and by the time of the refusal the newer ones are there.
  let reads = 0;
  const racing = session.another({
    tokenStore: {
      load: async () => {
        reads += 1;
        return reads <= 3 ? stale : store.load();
      },
      save: (tokens) => store.save(tokens),
      clear: () => store.clear(),
      exclusive: (fn) => fn(),
    },
  });
  sandbox.faults.add({ path: ECHO_PATH, action: { kind: 'status', status: 401 } });
  sandbox.faults.add({ path: TOKEN_PATH, action: { kind: 'status', status: 401, body: '{"error":"invalid_grant"}' } });
  expect(await racing.echo('hi')).toBe('hi');
  expect(await store.load()).toBeDefined();
});

test('of two clients that find the token expired at once, one renews and the other takes what it got', async () => {
  await using session = await startSession();
  session.clock.advance(20 * 3_600_000);
  const [one, other] = await Promise.all([session.client.accessToken(), session.another().accessToken()]);
  expect(one).toBe(other);
  expect(session.sandbox.stats()).toMatchObject({ renewals: 1, refusedRenewals: 0 });
});

test('tokens that another renewed while our call was on its way are used after the 401, without a renewal of our own', async () => {
  await using session = await startSession();
  const { client, sandbox } = session;
  sandbox.faults.add({ path: ECHO_PATH, action: { kind: 'latency', beforeMs: 300 } });
  const call = client.echo('slow');
  await expect.poll(() => sandbox.faults.remaining()).toBe(0);
  await sandbox.revokeAccessTokens();
  expect(await session.another().echo('fast')).toBe('fast');
  expect(await call).toBe('slow');
  expect(sandbox.stats()).toMatchObject({ renewals: 1, refusedRenewals: 0 });
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
      await new Promise((resolve) => setTimeout(resolve, 1_500));
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
  const echoes = await Promise.all(['a', 'b', 'c'].map((text) => session.client.echo(text, { timeoutMs: 1_200 })));
  expect(echoes).toEqual(['a', 'b', 'c']);
  expect(asked).toBe(1);
});

test('a call that begins while a person is asked waits for the new session, however little time it was given', async () => {
  const asking = deferred<void>();
  const answered = deferred<Credentials>();
  await using session = await startSession({
    reauthenticate: () => {
      asking.resolve();
      return answered.promise;
    },
  });
  const { client, sandbox } = session;
  await sandbox.revokeAccessTokens();
  sandbox.faults.add({ path: TOKEN_PATH, action: { kind: 'status', status: 401, body: '{"error":"invalid_grant"}' } });
  const first = client.echo('first');
  await asking.promise;
  const second = client.echo('second', { timeoutMs: 2_000 });
  await new Promise((resolve) => setTimeout(resolve, 2_100));
  answered.resolve(sandbox.demo);
  expect(await Promise.all([first, second])).toEqual(['first', 'second']);
});

test('wrong client credentials at a renewal do not end the session', async () => {
  await using session = await startSession();
  await session.sandbox.revokeAccessTokens();
  const misconfigured = session.another({ clientSecret: 'wrong' });
  await expect(misconfigured.echo('hi')).rejects.toMatchObject({ code: 'login_failed', oauthError: 'invalid_client' });
  expect(await session.client.echo('hi')).toBe('hi');
});

function deferred<T>(): { promise: Promise<T>; resolve: (value: T) => void } {
  let resolve: (value: T) => void = () => undefined;
  const promise = new Promise<T>((keep) => {
    resolve = keep;
  });
  return { promise, resolve };
}

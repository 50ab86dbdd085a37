import { expect, test } from 'vitest';
import {
  ConnectionError,
  NotLoggedInError,
  SessionExpiredError,
  TimeoutError,
  type TokenStore,
  TokenStoreError,
} from '../../src/index.ts';
import { startSession, TOKEN_PATH } from '../support/session.ts';

const HOUR = 3_600_000;

test('a token that ends within the leeway is renewed before it is used', async () => {
  await using session = await startSession();
  const { client, clock, sandbox } = session;
  const first = await client.accessToken();
  clock.advance(10 * HOUR - 61_000);
  expect(await client.accessToken()).toBe(first);
  clock.advance(2_000);
  expect(await client.accessToken()).not.toBe(first);
  expect(sandbox.stats()).toMatchObject({ renewals: 1, refusedRenewals: 0 });
});

test('the leeway of a short token is a tenth of its life', async () => {
  await using session = await startSession({ sandbox: { tokenTtlSeconds: 10 } });
  const { client, clock } = session;
  const first = await client.accessToken();
  clock.advance(8_900);
  expect(await client.accessToken()).toBe(first);
  clock.advance(200);
  expect(await client.accessToken()).not.toBe(first);
});

test('a renewed refresh token is stored before the new access token is used', async () => {
  const order: string[] = [];
  await using session = await startSession({
    sandbox: { onRequest: ({ path }) => order.push(path) },
    tokenStore: recordingStore(order),
  });
  const { client, sandbox } = session;
  order.length = 0;
  await sandbox.revokeAccessTokens();
  await client.assets.list().take(1);
  expect(order).toEqual(['/1.0/assets/', '/1.0/clientele/oauth2/token', 'saved', '/1.0/assets/']);
});

function recordingStore(order: string[]): TokenStore {
  let stored: Awaited<ReturnType<TokenStore['load']>>;
  return {
    load: async () => stored,
    save: async (tokens) => {
      // A slow store: a call that did not wait would overtake it.
      await new Promise((resolve) => setTimeout(resolve, 30));
      stored = tokens;
      order.push('saved');
    },
    clear: async () => {
      stored = undefined;
    },
    exclusive: (fn) => fn(),
  };
}

test('a renewal whose answer was lost is asked for once more; where the server had rotated, the session has ended and that is said', async () => {
  await using session = await startSession();
  const { client, sandbox, store } = session;
  await sandbox.revokeAccessTokens();
  sandbox.faults.add({ path: TOKEN_PATH, action: { kind: 'dropAfter' } });
  const error = await client.echo('hi').catch((reason) => reason);
  expect(error).toBeInstanceOf(SessionExpiredError);
  expect(error.message).toContain('the answer to its renewal was lost');
  expect(await store.load()).toBeUndefined();
  // The lost one counts as done at the server; the second is refused; there is no third.
  expect(sandbox.stats()).toMatchObject({ renewals: 1, refusedRenewals: 1 });
  await expect(client.echo('hi')).rejects.toBeInstanceOf(NotLoggedInError);
});

test('a renewal that broke before the server did anything succeeds at the second attempt', async () => {
  await using session = await startSession();
  const { client, sandbox } = session;
  await sandbox.revokeAccessTokens();
  sandbox.faults.add({ path: TOKEN_PATH, action: { kind: 'dropBefore' } });
  expect(await client.echo('hi')).toBe('hi');
  expect(sandbox.stats()).toMatchObject({ renewals: 1, refusedRenewals: 0 });
});

test('a token endpoint that stays silent fails the call and keeps the session', async () => {
  await using session = await startSession();
  const { client, sandbox, store } = session;
  await sandbox.revokeAccessTokens();
  sandbox.faults.add({ path: TOKEN_PATH, times: 2, action: { kind: 'dropBefore' } });
  await expect(client.echo('hi')).rejects.toBeInstanceOf(ConnectionError);
  expect(await store.load()).toBeDefined();
  expect(await client.echo('hi')).toBe('hi');
});

test('a token endpoint that fails with 503 keeps the session', async () => {
  await using session = await startSession();
  const { client, sandbox, store } = session;
  await sandbox.revokeAccessTokens();
  sandbox.faults.add({ path: TOKEN_PATH, times: 2, action: { kind: 'status', status: 503, body: '<h1>no</h1>' } });
  await expect(client.echo('hi')).rejects.toBeInstanceOf(ConnectionError);
  expect(await store.load()).toBeDefined();
});

test('a caller that stops waiting does not stop the renewal: its answer is saved', async () => {
  await using session = await startSession();
  const { client, sandbox, store } = session;
  const before = await store.load();
  await sandbox.revokeAccessTokens();
  sandbox.faults.add({ path: TOKEN_PATH, action: { kind: 'latency', afterMs: 200 } });
  await expect(client.echo('hi', { timeoutMs: 100 })).rejects.toBeInstanceOf(TimeoutError);
  await client.settled();
  const after = await store.load();
  expect(after?.equals(before)).toBe(false);
  expect(await client.echo('hi')).toBe('hi');
  expect(sandbox.stats()).toMatchObject({ renewals: 1, refusedRenewals: 0 });
});

test('renewed tokens that the store would not take are kept and saved at the next call', async () => {
  let full = false;
  const order: string[] = [];
  const plain = recordingStore(order);
  const store: TokenStore = {
    ...plain,
    save: async (tokens) => {
      if (full) throw new TokenStoreError('full', { failure: 'disk_full' });
      await plain.save(tokens);
    },
  };
  await using session = await startSession({ tokenStore: store });
  const { client, sandbox } = session;
  await sandbox.revokeAccessTokens();
  full = true;
  await expect(client.echo('hi')).rejects.toBeInstanceOf(TokenStoreError);
  full = false;
  expect(await client.echo('hi')).toBe('hi');
  expect(sandbox.stats()).toMatchObject({ renewals: 1, refusedRenewals: 0 });
});

test('a store that fails while the first of many calls renews fails them all and hangs none', async () => {
  const store: TokenStore = { ...recordingStore([]), exclusive: (fn) => fn() };
  await using session = await startSession({ tokenStore: store });
  await session.sandbox.revokeAccessTokens();
  store.save = () => Promise.reject(new TokenStoreError('full', { failure: 'disk_full' }));
  const outcomes = await Promise.allSettled([1, 2, 3, 4, 5].map((n) => session.client.echo(String(n))));
  expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected', 'rejected', 'rejected']);
});

test('wall clocks that jump by hours cost at most one renewal a jump and never a call', async () => {
  await using session = await startSession();
  const { client, clock, sandbox } = session;
  for (const [jump, renewals] of [
    [+5 * HOUR, 0],
    [+6 * HOUR, 1],
    [-11 * HOUR, 1],
    [-48 * HOUR, 1],
    [+72 * HOUR, 2],
    [0, 2],
  ] as const) {
    clock.advance(jump);
    expect(await client.echo('tick')).toBe('tick');
    expect(await client.echo('tock')).toBe('tock');
    expect(sandbox.stats()).toMatchObject({ renewals, refusedRenewals: 0 });
  }
});

test('a token that ended while the clock stood still (a laptop asleep) is renewed on the first 401', async () => {
  const server = { time: Date.now() };
  await using session = await startSession({ sandbox: { clock: () => server.time } });
  const { client, sandbox } = session;
  server.time += 20 * HOUR;
  expect(await client.echo('good morning')).toBe('good morning');
  expect(sandbox.stats()).toMatchObject({ renewals: 1, apiRequests: { '200': 1, '401': 1 } });
});

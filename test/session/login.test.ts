import { expect, test } from 'vitest';
import { TimeoutError } from '../../src/index.ts';
import { failureOf } from '../support/printed.ts';
import { startSession, TOKEN_PATH } from '../support/session.ts';

const SLOW = { path: TOKEN_PATH, action: { kind: 'latency', afterMs: 400 } } as const;

test('a login that takes too long is a time-out, and leaves the session that was there', async () => {
  await using session = await startSession();
  const { client, sandbox, store } = session;
  const before = await store.load();
  sandbox.faults.add(SLOW);
  const error = await failureOf(client.login(sandbox.demo, { timeoutMs: 100 }));
  expect(error).toBeInstanceOf(TimeoutError);
  expect(error.hint).toContain('Nothing was changed');
  expect((await store.load())?.equals(before)).toBe(true);
});

test('a login that the caller gives up rejects with the caller’s reason', async () => {
  await using session = await startSession();
  const { client, sandbox } = session;
  sandbox.faults.add(SLOW);
  const reason = new Error('changed my mind');
  const stop = new AbortController();
  setTimeout(() => stop.abort(reason), 100);
  expect(await failureOf(client.login(sandbox.demo, { signal: stop.signal }))).toBe(reason);
});

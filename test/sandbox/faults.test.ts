import { serve } from '@hono/node-server';
import { expect, test, vi } from 'vitest';
import { startSandbox } from '../../src/sandbox/index.ts';
import type { ListEnvelope, Wallet } from '../../src/wire.ts';
import { ETHER, PASSWORD_OF_DEMO } from './known.ts';
import { call, json, logIn, refresh } from './support.ts';

const TOKEN = 'clientele/oauth2/token';

test('a renewal whose answer is lost was made all the same', async () => {
  await using sandbox = await startSandbox();
  const { access_token, refresh_token } = await logIn(sandbox);
  sandbox.faults.add({ path: TOKEN, grantType: 'refresh_token', action: { kind: 'dropAfter' } });
  await expect(refresh(sandbox, refresh_token)).rejects.toThrow();
  expect(sandbox.stats()).toMatchObject({ renewals: 1, refusedRenewals: 0 });
  expect((await refresh(sandbox, refresh_token)).status).toBe(401);
  expect((await call(sandbox, 'assets/', access_token)).status).toBe(401);
});

test('a renewal that is dropped before the work was not made', async () => {
  await using sandbox = await startSandbox();
  const { refresh_token } = await logIn(sandbox);
  sandbox.faults.add({ path: TOKEN, method: 'post', action: { kind: 'dropBefore' } });
  await expect(refresh(sandbox, refresh_token)).rejects.toThrow();
  expect(sandbox.stats().renewals).toBe(0);
  expect((await refresh(sandbox, refresh_token)).status).toBe(200);
});

test('a wallet whose create was cut short is there', async () => {
  await using sandbox = await startSandbox();
  const { access_token } = await logIn(sandbox);
  sandbox.faults.add({ path: 'kms/wallets/', method: 'POST', action: { kind: 'truncate', bytes: 20 } });
  const response = await call(sandbox, 'kms/wallets/', access_token, {
    asset_id: ETHER,
    password: PASSWORD_OF_DEMO,
    index: 99,
  });
  expect(response.status).toBe(201);
  await expect(response.text()).rejects.toThrow();
  const list = await json<ListEnvelope<Wallet>>(await call(sandbox, 'kms/wallets/', access_token));
  expect(list.results[0]?.index).toBe(99);
  expect(sandbox.stats().apiRequests).toEqual({ 200: 1, 201: 1 });
});

test('beside a Hono server of the application itself, an answer that was cut short was sent once more, and a stack trace printed', async () => {
  const { Request, Response } = globalThis;
  const printed = vi.spyOn(console, 'error').mockReturnValue();
  // It replaces the global classes.
  const theirs = serve({ fetch: () => new Response('theirs'), port: 0 });
  try {
    expect(globalThis.Response).not.toBe(Response);
    await using sandbox = await startSandbox();
    const { access_token } = await logIn(sandbox);
    sandbox.faults.add({ path: 'assets/', action: { kind: 'truncate', bytes: 20 } });
    await expect((await call(sandbox, 'assets/', access_token)).text()).rejects.toThrow();
    expect(printed).not.toHaveBeenCalled();
  } finally {
    Object.assign(globalThis, { Request, Response });
    printed.mockRestore();
    theirs.close();
  }
});

test('a status takes the place of the work, with its headers and body', async () => {
  await using sandbox = await startSandbox();
  const { access_token } = await logIn(sandbox);
  sandbox.faults.add({
    path: 'assets/',
    action: { kind: 'status', status: 429, headers: { 'Retry-After': '2' }, body: { detail: 'Slow down.' } },
  });
  const response = await call(sandbox, 'assets/', access_token);
  expect(response.status).toBe(429);
  expect(response.headers.get('retry-after')).toBe('2');
  expect(await response.json()).toEqual({ detail: 'Slow down.' });
  expect((await call(sandbox, 'assets/', access_token)).status).toBe(200);

  const headers = { 'content-type': 'text/html' };
  sandbox.faults.add({ action: { kind: 'status', status: 502, headers, body: '<h1>Bad Gateway</h1>' } });
  expect(await (await call(sandbox, 'assets/', access_token)).text()).toBe('<h1>Bad Gateway</h1>');
});

test('a status after the work hides what was done, and nothing of its answer is left', async () => {
  await using sandbox = await startSandbox();
  const { access_token } = await logIn(sandbox);
  const action = { kind: 'status', status: 504, body: '<h1>Gateway Timeout</h1>', afterWork: true } as const;
  sandbox.faults.add({ path: 'kms/wallets/', method: 'POST', action });
  const body = { asset_id: ETHER, password: PASSWORD_OF_DEMO, index: 99 };
  const response = await call(sandbox, 'kms/wallets/', access_token, body);
  expect(response.status).toBe(504);
  expect(response.headers.get('content-type')).toMatch(/^text\/plain/);
  expect(await response.text()).toBe('<h1>Gateway Timeout</h1>');
  const list = await json<ListEnvelope<Wallet>>(await call(sandbox, 'kms/wallets/', access_token));
  expect(list.results[0]?.index).toBe(99);
});

test('a fault hits as often as it was told to, after as many as it was told to let through', async () => {
  await using sandbox = await startSandbox();
  const { access_token } = await logIn(sandbox);
  sandbox.faults.add({ path: 'assets/', skip: 1, times: 2, action: { kind: 'status', status: 503 } });
  const seen: number[] = [];
  for (let n = 0; n < 4; n++) seen.push((await call(sandbox, 'assets/', access_token)).status);
  expect(seen).toEqual([200, 503, 503, 200]);
  expect(sandbox.faults.remaining()).toBe(0);
});

test('a star in a path stands for one segment', async () => {
  await using sandbox = await startSandbox({
    faults: [{ path: 'assets/*', times: Number.POSITIVE_INFINITY, action: { kind: 'status', status: 500 } }],
  });
  const { access_token } = await logIn(sandbox);
  expect((await call(sandbox, 'assets/', access_token)).status).toBe(200);
  expect((await call(sandbox, `assets/${ETHER}`, access_token)).status).toBe(500);
  expect((await call(sandbox, `assets/${ETHER}`, access_token)).status).toBe(500);
  sandbox.faults.clear();
  expect((await call(sandbox, `assets/${ETHER}`, access_token)).status).toBe(200);
});

test('a fault can be taken back', async () => {
  await using sandbox = await startSandbox();
  const { access_token } = await logIn(sandbox);
  const takeBack = sandbox.faults.add({ action: { kind: 'dropBefore' } });
  takeBack();
  expect((await call(sandbox, 'assets/', access_token)).status).toBe(200);
});

test('latency delays the answer and goes together with another fault', async () => {
  await using sandbox = await startSandbox();
  const { access_token } = await logIn(sandbox);
  sandbox.faults.add({ action: { kind: 'latency', beforeMs: 40, afterMs: 40 } });
  sandbox.faults.add({ action: { kind: 'truncate', bytes: 0 } });
  const started = performance.now();
  await expect(call(sandbox, 'assets/', access_token).then((response) => response.text())).rejects.toThrow();
  expect(performance.now() - started).toBeGreaterThanOrEqual(75);
});

test('closing does not wait for a latency to pass', async () => {
  const sandbox = await startSandbox();
  const { access_token } = await logIn(sandbox);
  sandbox.faults.add({ action: { kind: 'latency', beforeMs: 60_000 } });
  const answer = call(sandbox, 'assets/', access_token).then(
    ({ status }) => status,
    () => 'dropped',
  );
  await new Promise((resolve) => setTimeout(resolve, 50));
  const started = performance.now();
  await sandbox.close();
  expect(performance.now() - started).toBeLessThan(700);
  expect([200, 'dropped']).toContain(await answer);
});

test('a dropped connection is reported with status 0', async () => {
  const seen: number[] = [];
  await using sandbox = await startSandbox({ onRequest: ({ status }) => seen.push(status) });
  sandbox.faults.add({ action: { kind: 'dropBefore' } });
  await expect(call(sandbox, 'assets/')).rejects.toThrow();
  expect(seen).toEqual([0]);
  expect(sandbox.stats().apiRequests).toEqual({ 0: 1 });
});

import { spawn } from 'node:child_process';
import { expect, test } from 'vitest';
import { loggedIn, PROGRAM, run, sandboxForTest } from './support/program.ts';

test.each([
  ['SIGINT', 130],
  ['SIGTERM', 143],
  ['SIGHUP', 129],
] as const)('%s while a renewed token is on its way saves it first, then ends with %i', async (signal, code) => {
  const sandbox = await sandboxForTest();
  const env = await loggedIn(sandbox);
  await sandbox.revokeAccessTokens();
  // The server has replaced the tokens already, and its answer takes its time.
  sandbox.faults.add({ action: { kind: 'latency', afterMs: 700 }, grantType: 'refresh_token' });
  const child = spawn(process.execPath, [PROGRAM, 'wallets'], { env: { PATH: process.env.PATH, ...env } });
  const ended = new Promise((resolve) => child.on('close', resolve));
  while (sandbox.stats().renewals === 0) await new Promise((resolve) => setTimeout(resolve, 10));
  child.kill(signal);
  expect(await ended).toBe(code);
  expect((await run(['wallets'], { env })).exitCode).toBe(0);
  expect(sandbox.stats()).toMatchObject({ renewals: 1, refusedRenewals: 0 });
});

test('a second Ctrl-C does not wait', async () => {
  const sandbox = await sandboxForTest();
  const env = await loggedIn(sandbox);
  await sandbox.revokeAccessTokens();
  sandbox.faults.add({ action: { kind: 'latency', afterMs: 10_000 }, grantType: 'refresh_token' });
  const child = spawn(process.execPath, [PROGRAM, 'wallets'], { env: { PATH: process.env.PATH, ...env } });
  const ended = new Promise((resolve) => child.on('close', resolve));
  while (sandbox.stats().renewals === 0) await new Promise((resolve) => setTimeout(resolve, 10));
  const startedAt = Date.now();
  child.kill('SIGINT');
  await new Promise((resolve) => setTimeout(resolve, 200));
  child.kill('SIGINT');
  expect(await ended).toBe(130);
  expect(Date.now() - startedAt).toBeLessThan(2_000);
});

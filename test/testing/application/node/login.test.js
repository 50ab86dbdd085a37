import assert from 'node:assert/strict';
import { test } from 'node:test';
import { replay } from 'upvest-wallet/testing';
import { portfolio } from '../portfolio.js';

test('tells a wrong password in words', async (t) => {
  const tape = await replay('login-wrong-password');
  t.after(() => tape.close());
  assert.deepEqual(await portfolio(tape, tape), ['Wrong username or password.']);
});

test('has no network to fall back on', async (t) => {
  const tape = await replay('login');
  t.after(() => tape.close().catch(() => undefined));
  await assert.rejects(fetch('https://example.com/'), /The network is off/);
});

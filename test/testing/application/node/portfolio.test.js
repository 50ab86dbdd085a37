import assert from 'node:assert/strict';
import { test } from 'node:test';
import { replay } from 'upvest-wallet/testing';
import { portfolio } from '../portfolio.js';

test('shows every asset of the user', async (t) => {
  const tape = await replay('portfolio');
  t.after(() => tape.close());
  const { baseUrl, clientId, clientSecret, clock, username } = tape;
  const lines = await portfolio({ baseUrl, clientId, clientSecret, clock }, { username, password: 'any will do' });
  assert.ok(lines.includes('ethereum_ropsten: 340282366920938463463374607431768211455 COIN'));
});

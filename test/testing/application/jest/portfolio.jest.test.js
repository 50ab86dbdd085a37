import { afterEach, expect, test } from '@jest/globals';
import { replay } from 'upvest-wallet/testing';
import { portfolio } from '../portfolio.js';

let tape;
afterEach(() => tape.close());

test('shows every asset of the user', async () => {
  tape = await replay('portfolio');
  const { baseUrl, clientId, clientSecret, clock, username } = tape;
  const lines = await portfolio({ baseUrl, clientId, clientSecret, clock }, { username, password: 'any will do' });
  expect(lines).toContain('ethereum_ropsten: 340282366920938463463374607431768211455 COIN');
});

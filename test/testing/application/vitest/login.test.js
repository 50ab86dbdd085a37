import { replay } from 'upvest-wallet/testing';
import { afterEach, expect, test } from 'vitest';
import { portfolio } from '../portfolio.js';

let tape;
afterEach(() => tape.close());

test('tells a wrong password in words', async () => {
  tape = await replay('login-wrong-password');
  expect(await portfolio(tape, tape)).toEqual(['Wrong username or password.']);
});

test('has no network to fall back on', async () => {
  tape = await replay('login');
  await expect(fetch('https://example.com/')).rejects.toThrow('The network is off');
  await expect(tape.close()).rejects.toThrow('Nobody asked for');
});

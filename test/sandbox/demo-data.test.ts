import { expect, test } from 'vitest';
import { startSandbox } from '../../src/sandbox/index.ts';
import type { ListEnvelope, Wallet } from '../../src/wire.ts';
import { call, json, logIn } from './support.ts';

test('the demo user has wallets of every network with amounts that a client may get wrong', async () => {
  await using sandbox = await startSandbox();
  expect(sandbox.demo).toEqual({
    username: 'demo',
    password: 'open-sesame',
    clientId: expect.stringMatching(/^[A-Za-z0-9]{40}$/),
    clientSecret: expect.stringMatching(/^[A-Za-z0-9]{128}$/),
  });
  const { access_token } = await logIn(sandbox);
  const list = await json<ListEnvelope<Wallet>>(await call(sandbox, 'kms/wallets/?page_size=100', access_token));
  const wallets = list.results;
  expect(wallets).toHaveLength(12);
  expect(new Set(wallets.map(({ protocol }) => protocol))).toEqual(
    new Set(['ethereum_ropsten', 'bitcoin_testnet', 'arweave_testnet']),
  );
  const amounts = wallets.flatMap(({ balances }) => balances.map(({ amount }) => amount));
  expect(amounts).toContain('123456789012345678901234567890');
  expect(amounts).toContain('0');
  expect(amounts).toContain('1');
  for (const amount of amounts) expect(amount).toMatch(/^(0|[1-9]\d*)$/);
  expect(new Set(wallets.flatMap(({ balances }) => balances.map(({ symbol }) => symbol)))).toEqual(
    new Set(['AR', 'BTC', 'ETH', 'COIN', 'UP']),
  );
});

test('exactly one demo wallet is PENDING, and only it has no address', async () => {
  await using sandbox = await startSandbox();
  const { access_token } = await logIn(sandbox);
  const list = await json<ListEnvelope<Wallet>>(await call(sandbox, 'kms/wallets/?page_size=100', access_token));
  expect(list.results.filter(({ status }) => status !== 'ACTIVE')).toHaveLength(1);
  for (const { status, address } of list.results) expect(address === null).toBe(status === 'PENDING');
});

test('the demo user has more wallets than one page of the default size', async () => {
  await using sandbox = await startSandbox();
  const { access_token } = await logIn(sandbox);
  const list = await json<ListEnvelope<Wallet>>(await call(sandbox, 'kms/wallets/', access_token));
  expect(list.next).not.toBeNull();
});

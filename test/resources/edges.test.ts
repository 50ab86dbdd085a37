import { describe, expect, test } from 'vitest';
import { hashMessage, InvalidInputError, type WalletClient } from '../../src/index.ts';
import { loggedInClient, NOCK_HOST } from '../support/client.ts';
import { nock, useNock } from '../support/nock-wire.ts';
import { failureOf } from '../support/printed.ts';
import { readTape, tapedAnswer } from '../support/tapes.ts';

useNock();

const WALLET_ID = 'be010994-e232-5134-8447-b26f73903e0e';
const TRANSACTIONS = `/1.0/kms/wallets/${WALLET_ID}/transactions/`;
const PASSWORD = 'password-1';

describe('what cannot be right is refused, and nothing is sent', () => {
  const payment = { password: PASSWORD, assetId: '', recipient: '0x0', quantity: 1n };
  test.each<[string, (client: WalletClient) => Promise<unknown>]>([
    ['a send without an asset', ({ transactions }) => transactions.create(WALLET_ID, payment)],
    ['a wallet without an asset', ({ wallets }) => wallets.create({ password: PASSWORD, assetId: '' })],
    ...['a text', null, ['a list']].map((tx): [string, (client: WalletClient) => Promise<unknown>] => [
      `a contract call that is ${JSON.stringify(tx)}`,
      ({ transactions }) => transactions.createComplex(WALLET_ID, { password: PASSWORD, tx: tx as never }),
    ]),
  ])('%s', async (_what, call) => {
    const { client } = await loggedInClient();
    expect(await failureOf(call(client))).toBeInstanceOf(InvalidInputError);
  });
});

test('a 403 that no scope explains is the refusal that it is', async () => {
  const { client } = await loggedInClient();
  nock(NOCK_HOST).get('/1.0/assets/a1').reply(403, tapedAnswer('scope-refused'));
  expect(await failureOf(client.assets.retrieve('a1'))).toMatchObject({ name: 'ApiError', status: 403 });
});

test('a signature of a wallet that shows no address is checked against its own key', async () => {
  const [, wallet, signed] = readTape('sign').exchanges.map(({ response }) => response.json);
  nock(NOCK_HOST)
    .get(`/1.0/kms/wallets/${WALLET_ID}`)
    .reply(200, { ...wallet, address: null });
  nock(NOCK_HOST).post(`/1.0/kms/wallets/${WALLET_ID}/sign`).reply(200, signed);
  const { client } = await loggedInClient();
  const sign = client.signatures.sign(WALLET_ID, { password: PASSWORD, toSign: hashMessage('I was here') });
  expect(await sign).toEqual(signed);
});

describe('after an unknown outcome', () => {
  const [sent] = tapedAnswer('transaction-send-unknown-outcome').results;
  const { recipient, quantity, asset_id: assetId } = sent;
  const wanted = { recipient, quantity, assetId, since: null };
  const { asset_id: _asset, ...withoutAsset } = sent;

  test('what shows no asset is not the send that is looked for', async () => {
    nock(NOCK_HOST)
      .get(TRANSACTIONS)
      .query(true)
      .reply(200, { next: null, previous: null, results: [{ ...withoutAsset, id: 'other' }, sent] });
    const { client } = await loggedInClient();
    expect((await client.transactions.findRecent(WALLET_ID, wanted))?.id).toBe(sent.id);
  });
});

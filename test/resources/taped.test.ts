import { expect, test } from 'vitest';
import { WalletClient } from '../../src/index.ts';
import { replay } from '../../src/testing/index.ts';
import { readTape } from '../support/tapes.ts';

type Row = [
  tape: string,
  call: (client: WalletClient, password: string) => Promise<unknown>,
  // biome-ignore lint/suspicious/noExplicitAny: a row reads into the JSON that it knows
  of: (body: any) => unknown,
];

const ETHEREUM_WALLET = 'be010994-e232-5134-8447-b26f73903e0e';
const BITCOIN_WALLET = 'da192e77-dad8-5d39-82f3-48ab45ced7cf';
const BITCOIN = 'a3c18f74-935e-5d75-bd3c-ce0fb5464414';

test.each<Row>([
  ['wallet-retrieve', ({ wallets }) => wallets.retrieve(ETHEREUM_WALLET), (body) => body],
  ['asset-retrieve', ({ assets }) => assets.retrieve(BITCOIN), (body) => body],
  ['wallets-list', ({ wallets }) => wallets.list().take(100), ({ results }) => results],
  ['wallets-list-empty', ({ wallets }) => wallets.list().take(1), ({ results }) => results],
  ['assets-list', ({ assets }) => assets.list().take(100), ({ results }) => results],
  ['utxos-list', ({ utxos }) => utxos.list(BITCOIN_WALLET), ({ utxos }) => utxos],
  [
    'wallet-create',
    ({ wallets }, password) => wallets.create({ assetId: BITCOIN, password, index: 7 }),
    (body) => body,
  ],
  ['offboard', (client, password) => client.offboard({ password }), (body) => body],
])('%s: what is returned is what the API sent, to the last member', async (name, call, of) => {
  await using tape = await replay(name);
  const { baseUrl, clientId, clientSecret, username, password } = tape;
  const client = new WalletClient({ baseUrl, clientId, clientSecret });
  await client.login({ username, password });
  expect(await call(client, password)).toEqual(of(readTape(name).exchanges.at(-1)?.response.json));
});

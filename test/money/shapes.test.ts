import { describe, expect, test } from 'vitest';
import { OutcomeUnknownError, UnexpectedResponseError, type WalletClient } from '../../src/index.ts';
import { startSession } from '../support/session.ts';
import { ASSET_ID, json, RECIPIENT, startApi, TRANSACTION, WALLET } from './api-server.ts';
import { freshRecipient, PASSWORD, payment } from './support.ts';

test('every object that the sandbox answers has the shape that the client wants', async () => {
  await using session = await startSession();
  const { client } = session;
  const wallets = await client.wallets.list().take(100);
  expect(wallets).toHaveLength(12);
  expect(await client.assets.list().take(100)).toHaveLength(5);
  let transactions = 0;
  for (const { id, protocol, status, balances } of wallets) {
    expect((await client.wallets.retrieve(id)).id).toBe(id);
    await client.utxos.list(id);
    if (status !== 'ACTIVE' || !protocol.startsWith('ethereum')) continue;
    const [balance] = balances;
    for (const async of [false, true]) {
      const send = { ...payment(freshRecipient(), { assetId: balance?.asset_id ?? '', quantity: 0n }), async };
      const sent = await client.transactions.create(id, send).catch(() => undefined);
      if (!sent) continue;
      expect((await client.transactions.retrieve(id, sent.id)).id).toBe(sent.id);
      transactions += 1;
    }
    for await (const listed of client.transactions.list(id, { pageSize: 1 })) expect(listed.wallet_id).toBe(id);
  }
  expect(transactions).toBeGreaterThan(6);
});

const READS: Record<string, { good: object; read: (client: WalletClient) => Promise<unknown> }> = {
  wallet: { good: WALLET, read: ({ wallets }) => wallets.retrieve('x') },
  transaction: { good: TRANSACTION, read: ({ transactions }) => transactions.retrieve('x', 'y') },
  asset: {
    good: { id: 'a', name: 'Ether', symbol: 'ETH', exponent: 18, protocol: 'ethereum', metadata: { chain_id: 3 } },
    read: ({ assets }) => assets.retrieve('a'),
  },
  utxos: {
    good: { utxos: [{ txhash: 'ab', index: 0, value: '5', confirmations: 6 }] },
    read: ({ utxos }) => utxos.list('x'),
  },
};

type Path = (string | number)[];

/** The same with one member changed; undefined takes it away. */
function changed(value: unknown, [name, ...rest]: Path, to: unknown): unknown {
  if (name === undefined) return to;
  const copy = Array.isArray(value) ? [...value] : { ...(value as object) };
  (copy as Record<string | number, unknown>)[name] = changed((value as never)[name], rest, to);
  return copy;
}

const written = (path: Path) =>
  path.reduce<string>((at, n) => (typeof n === 'number' ? `${at}[${n}]` : `${at}.${n}`), 'answer');

/** `[object, path, what is not let through there]`. */
const WRONG: [string, Path, unknown[]][] = [
  ['wallet', [], [null, [], 'text', 5]],
  ['wallet', ['id'], [undefined, null, 5, {}]],
  ['wallet', ['address'], [undefined, 5, {}]],
  ['wallet', ['index'], [undefined, '0', 1.5, 2 ** 60]],
  ['wallet', ['protocol'], [undefined, null]],
  ['wallet', ['status'], [undefined, null, 1]],
  ['wallet', ['balances'], [undefined, null, {}]],
  ['wallet', ['balances', 0], [null, 'x', []]],
  ['wallet', ['balances', 0, 'amount'], [undefined, 5, 1e21, '-5', '1e18', '0x5', '5.0', '', ' 5', '9'.repeat(81)]],
  ['wallet', ['balances', 0, 'exponent'], [undefined, '18', -1, 256, 1.5]],
  ['wallet', ['balances', 0, 'symbol'], [undefined, null, 5]],
  ['transaction', ['id'], [undefined, null, 7]],
  ['transaction', ['txhash'], [5, {}]],
  ['transaction', ['status'], [undefined, null]],
  ['transaction', ['wallet_id'], [undefined, null]],
  ['transaction', ['asset_id'], [5, {}]],
  ['transaction', ['asset_name'], [5, {}]],
  ['transaction', ['exponent'], ['18', -1, {}]],
  ['transaction', ['sender'], [undefined, null]],
  ['transaction', ['recipient'], [5, {}]],
  ['transaction', ['quantity'], [5, '1.5', '-1', '']],
  ['transaction', ['fee'], [5, '1.5']],
  ['transaction', ['fee_info'], ['x', []]],
  ['transaction', ['fee_info', 'gas_price'], [undefined, 5]],
  ['asset', ['exponent'], [undefined, '18', -1]],
  ['asset', ['metadata'], [undefined, null, []]],
  ['utxos', ['utxos'], [undefined, null, {}]],
  ['utxos', ['utxos', 0, 'value'], [undefined, 5, '1.5']],
  ['utxos', ['utxos', 0, 'index'], [undefined, '0']],
];

describe('a wrong shape is named', () => {
  test.each(WRONG)('%s %j', async (name, path, values) => {
    const { good, read } = READS[name] ?? expect.fail(name);
    for (const value of values) {
      await using api = await startApi({ get: json(200, changed(good, path, value)) });
      const failed = read(api.client);
      await expect(failed, JSON.stringify(value)).rejects.toBeInstanceOf(UnexpectedResponseError);
      await expect(failed).rejects.toThrow(`cannot be used: ${written(path)} is no `);
    }
  });

  test.each(Object.entries(READS))(
    'and a right %s is let through, with members that are new',
    async (_name, { good, read }) => {
      await using api = await startApi({ get: json(200, { ...good, novelty: { deep: [1] } }) });
      expect(await read(api.client)).toBeTruthy();
    },
  );

  const optional: [string, unknown[]][] = [
    ['txhash', [undefined, null]],
    ['asset_id', [undefined, null]],
    ['asset_name', [undefined, null]],
    ['exponent', [undefined, null]],
    ['recipient', [undefined, null]],
    ['quantity', [undefined, null, '0', (2n ** 256n - 1n).toString()]],
    ['fee', [undefined, null, '0']],
    ['fee_info', [undefined, null]],
  ];
  test.each(optional)('a transaction may have its %s absent or null', async (member, values) => {
    for (const value of values) {
      await using api = await startApi({ get: json(200, changed(TRANSACTION, [member], value)) });
      expect((await api.client.transactions.retrieve('x', 'y')).id).toBe(TRANSACTION.id);
    }
  });

  test('in the answer to a create it leaves the outcome open, and says what is wrong', async () => {
    await using api = await startApi({ post: json(201, { ...TRANSACTION, quantity: 10 }) });
    const send = { password: PASSWORD, assetId: ASSET_ID, recipient: RECIPIENT, quantity: 10n };
    const error = await api.client.transactions.create(WALLET.id, send).catch((reason) => reason);
    expect(error).toBeInstanceOf(OutcomeUnknownError);
    expect(error.message).toContain('answer.quantity is no whole number in text form');
  });

  test.each([
    ['results', undefined],
    ['zip_base64', 5],
    ['metadata', null],
  ])('offboard without %s', async (member, value) => {
    const good = { metadata: {}, results: [], zip_base64: '', next: null, previous: null };
    await using api = await startApi({ post: json(200, { ...good, [member]: value }) });
    await expect(api.client.offboard({ password: PASSWORD })).rejects.toThrow(`answer.${member} is no `);
    await using right = await startApi({ post: json(200, good) });
    expect(await right.client.offboard({ password: PASSWORD })).toEqual(good);
  });
});

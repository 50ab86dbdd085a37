import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  DuplicateSendError,
  FileSendJournal,
  FileTokenStore,
  OutcomeUnknownError,
  type SendRecord,
  TokenStoreError,
  type Wallet,
  WalletClient,
} from '../../src/index.ts';
import { type Sandbox, startSandbox } from '../../src/sandbox/index.ts';
import { withFileLock } from '../../src/storage/index.ts';
import { BITCOIN } from '../sandbox/known.ts';
import { scaled } from '../support/scale.ts';
import { tempFolder } from '../support/temp-folder.ts';
import { MoneyWorker } from './money-worker.ts';
import { freshRecipient, PASSWORD, paidTo, payment, richWallet } from './support.ts';

const CREATE = { path: 'kms/wallets/*/transactions/', method: 'POST' };
const PAIRS = scaled(2, 50);

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startSandbox();
});
afterAll(() => sandbox.close());

async function clientIn(folder: string): Promise<{ client: WalletClient; wallet: Wallet; journal: FileSendJournal }> {
  const journal = new FileSendJournal({ folder });
  const tokenStore = new FileTokenStore({ folder });
  const client = new WalletClient({ baseUrl: sandbox.baseUrl, ...sandbox.demo, tokenStore, sendJournal: journal });
  await client.login(sandbox.demo);
  return { client, journal, wallet: await richWallet(client) };
}

const SAMPLE: SendRecord = {
  id: 'one',
  baseUrl: 'https://api.example/1.0/',
  walletId: '5e0f6a6c-3b1d-4f0a-9a53-2c7f1d8e9b10',
  assetId: 'deaaa6bf-d944-57fa-8ec4-2dd45d1f5d3f',
  recipient: '0x2B5AD5c4795c026514f8317c7a215E218DcCD6cF',
  quantity: '1000',
  since: null,
  startedAt: 1_700_000_000_000,
};

test(`two processes with the same send at the same time, ${PAIRS} times: one goes, the other is held back`, {
  timeout: 120_000,
}, async () => {
  using folder = tempFolder();
  const { client, wallet } = await clientIn(folder.path);
  await using one = await MoneyWorker.start(sandbox, folder.path);
  await using other = await MoneyWorker.start(sandbox, folder.path);
  for (let pair = 0; pair < PAIRS; pair += 1) {
    const recipient = freshRecipient();
    // Long enough that the second does not come when the first is over: that would be a second payment, and meant.
    sandbox.faults.add({ ...CREATE, action: { kind: 'latency', afterMs: 300 } });
    const outcomes = await Promise.all([one, other].map((worker) => worker.send(wallet.id, payment(recipient))));
    const codes = outcomes.map((outcome) => (outcome === 'killed' ? outcome : (outcome.error?.code ?? 'sent')));
    expect(codes.sort()).toEqual(['duplicate_send', 'sent']);
    expect(await paidTo(sandbox, await client.accessToken(), wallet.id, recipient)).toHaveLength(1);
  }
  client.close();
});

test('twenty of the same in one process at the same time: one goes', async () => {
  using folder = tempFolder();
  const { client, wallet } = await clientIn(folder.path);
  const recipient = freshRecipient();
  sandbox.faults.add({ ...CREATE, action: { kind: 'latency', afterMs: 500 } });
  const outcomes = await Promise.allSettled(
    Array.from({ length: 20 }, () => client.transactions.create(wallet.id, payment(recipient))),
  );
  const refused = outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? [outcome.reason] : []));
  expect(refused).toHaveLength(19);
  for (const error of refused) expect(error).toBeInstanceOf(DuplicateSendError);
  expect(await paidTo(sandbox, await client.accessToken(), wallet.id, recipient)).toHaveLength(1);
  client.close();
});

test('what is on the disk while a send is open: 0600 in 0700, and nothing secret', async () => {
  using folder = tempFolder();
  const { client, wallet, journal } = await clientIn(folder.path);
  sandbox.faults.add({ ...CREATE, action: { kind: 'dropAfter' } });
  const recipient = freshRecipient();
  const failed = client.transactions.create(wallet.id, payment(recipient));
  await expect(failed).rejects.toThrow(OutcomeUnknownError);
  const token = await client.accessToken();

  const [record] = await journal.open();
  expect(record).toEqual({
    id: expect.stringMatching(/^[0-9a-f-]{36}$/),
    baseUrl: sandbox.baseUrl,
    walletId: wallet.id,
    assetId: payment(recipient).assetId,
    recipient,
    quantity: '1000',
    sender: wallet.address,
    since: expect.toBeOneOf([null, expect.any(String)]),
    startedAt: expect.any(Number),
  });
  const files = readdirSync(folder.path).filter((name) => name.startsWith('sends'));
  expect(files.sort()).toEqual(['sends.json', 'sends.json.lock']);
  for (const name of files) {
    const path = join(folder.path, name);
    expect((statSync(path).mode & 0o777).toString(8)).toBe('600');
    const text = readFileSync(path, 'utf8');
    for (const secret of [PASSWORD, sandbox.demo.clientSecret, token]) expect(text).not.toContain(secret);
  }
  expect((statSync(folder.path).mode & 0o777).toString(8)).toBe('700');
  client.close();
});

describe('a journal that cannot be read stops the send and is kept aside', () => {
  test.each([
    ['half of it', '[{"id":"one","baseUrl"'],
    ['nothing', ''],
    ['no list', '{}'],
    ['a record without its recipient', JSON.stringify([{ ...SAMPLE, recipient: undefined }])],
    ['a record with a number for its quantity', JSON.stringify([{ ...SAMPLE, quantity: 1000 }])],
    ['a record without since', JSON.stringify([{ ...SAMPLE, since: undefined }])],
    ['zeros, as after a power cut', '\0'.repeat(300)],
  ])('%s', async (_case, text) => {
    using folder = tempFolder();
    const { client, wallet, journal } = await clientIn(folder.path);
    writeFileSync(join(folder.path, 'sends.json'), text);
    const recipient = freshRecipient();
    const error = await client.transactions.create(wallet.id, payment(recipient)).catch((reason) => reason);
    expect(error).toBeInstanceOf(TokenStoreError);
    expect(error.failure).toBe('unreadable');
    expect(error.hint).toBe("Look through the wallet's transactions before you send anything again.");
    const aside = readdirSync(folder.path).find((name) => name.includes('.unreadable-')) ?? '';
    expect(error.message).toContain(aside);
    expect(readFileSync(join(folder.path, aside), 'utf8')).toBe(text);
    expect(await paidTo(sandbox, await client.accessToken(), wallet.id, recipient)).toEqual([]);
    // Told once; whoever goes on now has been told.
    expect(await journal.open()).toEqual([]);
    client.close();
  });

  test('also when it is to send again', async () => {
    using folder = tempFolder();
    const { client, wallet } = await clientIn(folder.path);
    writeFileSync(join(folder.path, 'sends.json'), 'broken');
    const again = client.transactions.create(wallet.id, payment(freshRecipient(), { sendAgain: true }));
    await expect(again).rejects.toThrow(TokenStoreError);
    client.close();
  });

  test('when it breaks while a send is under way, the outcome is told and the next send is stopped', async () => {
    using folder = tempFolder();
    const { client, wallet } = await clientIn(folder.path);
    const path = join(folder.path, 'sends.json');
    sandbox.faults.add({ ...CREATE, action: { kind: 'latency', afterMs: 300 } });
    const sending = client.transactions.create(wallet.id, payment(freshRecipient()));
    while (!readdirSync(folder.path).includes('sends.json')) await new Promise(setImmediate);
    writeFileSync(path, 'broken');
    expect((await sending).status).toBe('PENDING');
    const next = client.transactions.create(wallet.id, payment(freshRecipient()));
    await expect(next).rejects.toThrow(TokenStoreError);
    client.close();
  });
});

test('a reader does not keep aside the good journal that another process has just put in the place of a broken one', async () => {
  using folder = tempFolder();
  const path = join(folder.path, 'sends.json');
  const journal = new FileSendJournal({ folder: folder.path });
  await journal.open();
  writeFileSync(path, 'broken');
  const opened = await withFileLock(`${path}.lock`, async () => {
    const opening = journal.open();
    opening.catch(() => undefined);
    writeFileSync(path, JSON.stringify([SAMPLE]));
    return { opening };
  });
  expect(await opened.opening).toEqual([SAMPLE]);
  expect(readdirSync(folder.path).filter((name) => name.includes('unreadable'))).toEqual([]);
});

describe('what counts as the same send', () => {
  const changed: [string, Partial<SendRecord>, boolean][] = [
    ['everything alike', {}, true],
    ['an Ethereum address in lower case', { recipient: SAMPLE.recipient.toLowerCase() }, true],
    ['an id in capitals', { assetId: SAMPLE.assetId.toUpperCase(), walletId: SAMPLE.walletId.toUpperCase() }, true],
    ['another recipient', { recipient: SAMPLE.recipient.replace('c', 'd') }, false],
    ['another quantity', { quantity: '1001' }, false],
    ['another asset', { assetId: BITCOIN }, false],
    ['another wallet', { walletId: '6e0f6a6c-3b1d-4f0a-9a53-2c7f1d8e9b10' }, false],
    ['another API', { baseUrl: 'https://api.playground.example/1.0/' }, false],
    ['another time', { startedAt: 0, since: 'two' }, true],
  ];
  test.each(changed)('%s', async (_case, change, same) => {
    using folder = tempFolder();
    const journal = new FileSendJournal({ folder: folder.path });
    await journal.begin(SAMPLE, false);
    const second = journal.begin({ ...SAMPLE, id: 'two', ...change }, false);
    if (same) await expect(second).rejects.toThrow(DuplicateSendError);
    else await second;
    expect((await journal.open()).map(({ id }) => id)).toEqual(same ? ['one'] : ['one', 'two']);
  });

  test.each([
    ['base58', 'mrCDrCybB6J1vRfbwM5hemdJz73FwDBC8r', 'mrCDrCybB6J1vRfbwM5hemdJz73FwDBC8R', false],
    ['bech32', 'tb1qw508d6qejxtdg4y5r3zarvary0c5xw7kxpjzsx', 'TB1QW508D6QEJXTDG4Y5R3ZARVARY0C5XW7KXPJZSX', true],
  ])('%s addresses that differ in case', async (_kind, first, second, same) => {
    using folder = tempFolder();
    const journal = new FileSendJournal({ folder: folder.path });
    await journal.begin({ ...SAMPLE, recipient: first }, false);
    const again = journal.begin({ ...SAMPLE, recipient: second, id: 'two' }, false);
    if (same) await expect(again).rejects.toThrow(DuplicateSendError);
    else await again;
  });
});

test('records of several processes are all kept, in the order of their beginning', async () => {
  using folder = tempFolder();
  const journals = Array.from({ length: 4 }, () => new FileSendJournal({ folder: folder.path }));
  const ids = Array.from({ length: 40 }, (_, number) => `record-${number}`);
  await Promise.all(
    ids.map((id, number) => journals[number % 4]?.begin({ ...SAMPLE, id, quantity: String(number) }, false)),
  );
  expect((await journals[0]?.open())?.map(({ id }) => id).sort()).toEqual([...ids].sort());
  await Promise.all(ids.map((id, number) => journals[(number + 1) % 4]?.settle(id)));
  expect(await journals[0]?.open()).toEqual([]);
  await journals[0]?.settle('never was');
});

test('profiles do not share a journal, and a profile is no path', async () => {
  using folder = tempFolder();
  const mine = new FileSendJournal({ folder: folder.path, profile: 'mine' });
  await mine.begin(SAMPLE, false);
  await new FileSendJournal({ folder: folder.path }).begin(SAMPLE, false);
  expect(
    readdirSync(folder.path)
      .filter((name) => name.endsWith('.json'))
      .sort(),
  ).toEqual(['sends.json', 'sends.mine.json']);
  expect(() => new FileSendJournal({ folder: folder.path, profile: '../x' })).toThrow();
});

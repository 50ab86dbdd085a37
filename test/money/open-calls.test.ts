import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import {
  type CallRecord,
  DuplicateSendError,
  FileSendJournal,
  OutcomeUnknownError,
  type SendRecord,
  TokenStoreError,
} from '../../src/index.ts';
import { SECRETS } from '../support/client.ts';
import { tempFolder } from '../support/temp-folder.ts';
import { type Api, json, RECIPIENT, startApi, TRANSACTION, WALLET } from './api-server.ts';
import { COIN_CONTRACT, coinCall, rawPayment } from './calls.ts';

const { password } = SECRETS;

const SEND: SendRecord = {
  id: 'send',
  baseUrl: 'https://api.example/1.0/',
  walletId: WALLET.id,
  assetId: 'deaaa6bf-d944-57fa-8ec4-2dd45d1f5d3f',
  recipient: RECIPIENT,
  quantity: '1000',
  since: null,
  startedAt: 1_700_000_000_000,
};
const CALL: CallRecord = {
  id: 'call',
  baseUrl: SEND.baseUrl,
  walletId: WALLET.id,
  kind: 'complex',
  digest: 'ab'.repeat(32),
  to: COIN_CONTRACT,
  value: '0',
  call: 'transfer(0x01, 25)',
  since: null,
  startedAt: SEND.startedAt,
};

/** As the API shows a raw or complex transaction (contract 3.5). */
const { asset_id: _, asset_name: __, quantity: ___, fee: ____, ...bare } = TRANSACTION;
const ours = { ...bare, id: 'ours', recipient: null, status: 'QUEUED', txhash: null };
const page = (...results: object[]) => ({ results, next: null, previous: null });

/** Lists these, and answers the wallet. */
function listing(...results: object[]) {
  return {
    get: (...[response, seen, turn]: Parameters<ReturnType<typeof json>>) =>
      json(200, seen.path.includes('/transactions/') ? page(...results) : WALLET)(response, seen, turn),
  };
}

describe('a raw and a complex transaction whose outcome is unknown', () => {
  const calls: [string, (api: Api) => Promise<unknown>, object][] = [
    [
      'raw',
      ({ client }) => client.transactions.createRaw(WALLET.id, { password, rawTx: rawPayment(RECIPIENT, 3) }),
      { kind: 'raw', to: RECIPIENT.toLowerCase(), value: '1000', call: null },
    ],
    [
      'raw with data',
      ({ client }) => client.transactions.createRaw(WALLET.id, { password, rawTx: '0xc98080808080' + '83abcdef' }),
      { kind: 'raw', to: null, value: '0', call: 'creates a contract with 3 bytes: 0xabcdef' },
    ],
    [
      'raw that cannot be read',
      ({ client }) => client.transactions.createRaw(WALLET.id, { password, rawTx: '0x02c0' }),
      { kind: 'raw', to: null, value: null, call: '2 bytes that cannot be read: 0x02c0' },
    ],
    [
      'complex',
      ({ client }) => client.transactions.createComplex(WALLET.id, { password, tx: coinCall(RECIPIENT) }),
      { kind: 'complex', to: COIN_CONTRACT, value: '0', call: `transfer(${RECIPIENT}, 25)` },
    ],
    [
      'complex of nothing',
      ({ client }) => client.transactions.createComplex(WALLET.id, { password, tx: { value: 'much' } }),
      { kind: 'complex', to: null, value: null, call: '(a function without a name)()' },
    ],
  ];
  test.each(calls)('%s: the error and the journal say what it was, and nothing secret', async (_kind, call, says) => {
    using folder = tempFolder();
    const sendJournal = new FileSendJournal({ folder: folder.path });
    await using api = await startApi({ sendJournal, post: json(504, {}), ...listing({ ...ours, id: 'newest' }) });
    const error = await call(api).catch((reason: unknown) => reason);
    if (!(error instanceof OutcomeUnknownError)) throw new Error('Its outcome is not unknown.');
    expect(error.sent).toBeUndefined();
    expect(error.sentCall).toEqual({
      id: expect.stringMatching(/^[0-9a-f-]{36}$/),
      baseUrl: (await api.client.status()).baseUrl,
      walletId: WALLET.id,
      since: 'newest',
      startedAt: api.clock.now(),
      digest: expect.stringMatching(/^[0-9a-f]{64}$/),
      ...says,
    });
    expect(await sendJournal.open()).toEqual([error.sentCall]);
    const text = readFileSync(join(folder.path, 'sends.json'), 'utf8');
    for (const secret of Object.values(SECRETS)) expect(text).not.toContain(JSON.stringify(secret).slice(1, -1));
  });

  test('parameters of any length do not fill the journal', async () => {
    await using api = await startApi({ post: json(504, {}) });
    const tx = coinCall(RECIPIENT, { parameters: ['x'.repeat(100_000)] });
    const error = await api.client.transactions.createComplex(WALLET.id, { password, tx }).catch((reason) => reason);
    expect(error.sentCall.call.length).toBeLessThan(400);
  });

  test('one that was refused, or never left, leaves nothing open', async () => {
    using folder = tempFolder();
    const sendJournal = new FileSendJournal({ folder: folder.path });
    await using refusing = await startApi({ sendJournal, post: json(400, {}) });
    await using deaf = await startApi({ sendJournal, get: (response) => response.destroy() });
    for (const { client } of [refusing, deaf]) {
      await expect(client.transactions.createRaw(WALLET.id, { password, rawTx: 'c0' })).rejects.toThrow();
      await expect(client.transactions.createComplex(WALLET.id, { password, tx: {} })).rejects.toThrow();
    }
    expect(deaf.seen('POST')).toEqual([]);
    expect(await sendJournal.open()).toEqual([]);
  });

  test('a bigint among the parameters broke off after the record was made', async () => {
    using folder = tempFolder();
    const sendJournal = new FileSendJournal({ folder: folder.path });
    await using api = await startApi({ sendJournal });
    const tx = coinCall(RECIPIENT, { parameters: [RECIPIENT, 25n] });
    const sent = api.client.transactions.createComplex(WALLET.id, { password, tx });
    await expect(sent).rejects.toMatchObject({ code: 'invalid_input', hint: expect.stringContaining('decimal') });
    expect(api.server.requests).toEqual([]);
    expect(await sendJournal.open()).toEqual([]);
  });

  test('what is sent is what was looked at, also when the caller changes it meanwhile', async () => {
    await using api = await startApi();
    const tx = coinCall(RECIPIENT);
    const sending = api.client.transactions.createComplex(WALLET.id, { password, tx });
    tx.parameters[1] = '9999';
    await sending;
    expect(JSON.parse(api.seen('POST')[0]?.body.toString() ?? '').tx.parameters).toEqual([RECIPIENT, '25']);
  });
});

describe('findRecentCalls', () => {
  const find = async (wanted: Parameters<Api['client']['transactions']['findRecentCalls']>[1], ...listed: object[]) => {
    await using api = await startApi(listing(...listed));
    return (await api.client.transactions.findRecentCalls(WALLET.id, wanted)).map(({ id }) => id);
  };

  test('finds what is newer, is sent by the wallet, and shows no amount of an asset', async () => {
    const listed = [
      { ...TRANSACTION, id: 'a transfer' },
      { ...ours, id: 'incoming', sender: RECIPIENT },
      { ...ours, sender: WALLET.address?.toLowerCase() },
      { ...ours, id: 'with recipient', recipient: RECIPIENT, status: 'CONFIRMED', txhash: TRANSACTION.txhash },
      { ...ours, id: 'without a sender yet', sender: '' },
      { ...ours, id: 'known' },
      { ...ours, id: 'last' },
      { ...ours, id: 'older' },
    ];
    const expected = ['ours', 'with recipient', 'without a sender yet'];
    expect(await find({ since: 'last', others: ['known'] }, ...listed)).toEqual(expected);
    expect(await find({ since: 'last' }, ...listed)).toEqual([...expected, 'known']);
    expect(await find({ since: 'a transfer' }, ...listed)).toEqual([]);
    expect(await find({ since: null }, ours)).toEqual(['ours']);
  });

  test('says so when it cannot tell', async () => {
    await expect(find({ since: 'gone' }, ours)).rejects.toThrow(/no longer lists/);
  });
});

test('the same is told that it cannot be looked up, and stays held back', async () => {
  using folder = tempFolder();
  const sendJournal = new FileSendJournal({ folder: folder.path });
  let newest = 'before';
  await using api = await startApi({
    sendJournal,
    post: json(504, {}),
    get: (response, seen, turn) =>
      json(200, seen.path.includes('/transactions/') ? page({ ...ours, id: newest }) : WALLET)(response, seen, turn),
  });
  const complex = () => api.client.transactions.createComplex(WALLET.id, { password, tx: coinCall(RECIPIENT) });
  await expect(complex()).rejects.toThrow(OutcomeUnknownError);
  newest = 'another history';
  const again = complex();
  await expect(again).rejects.toThrow(DuplicateSendError);
  await expect(again).rejects.toThrow(/cannot be looked up: The wallet no longer lists/);
  expect(await sendJournal.open()).toHaveLength(1);
  expect(api.seen('POST')).toHaveLength(1);
});

describe('the file of a journal', () => {
  const journalWith = (text: string) => {
    const folder = tempFolder();
    const file = join(folder.path, 'sends.json');
    writeFileSync(file, text, { mode: 0o600 });
    return { folder, journal: new FileSendJournal({ folder: folder.path }) };
  };

  test('as it was before raw and complex transactions were in it is read, and goes on', async () => {
    const old = `[{"id":"0d6e","baseUrl":"https://api.example/1.0/","walletId":"${WALLET.id}","assetId":"${SEND.assetId}",
      "recipient":"${RECIPIENT}","quantity":"1000","since":null,"startedAt":1700000000000}]`;
    const { folder, journal } = journalWith(old);
    using _ = folder;
    await expect(journal.begin(SEND, false)).rejects.toThrow(DuplicateSendError);
    await journal.begin(CALL, false);
    expect((await journal.open()).map(({ id }) => id)).toEqual(['0d6e', 'call']);
    await journal.settle('0d6e');
    expect(await journal.open()).toEqual([CALL]);
  });

  test.each([
    ['a kind that is not known', { ...CALL, kind: 'swap' }],
    ['a call without a digest', { ...CALL, digest: undefined }],
    ['a call with a number for its value', { ...CALL, value: 5 }],
    ['others that are no list', { ...CALL, others: 'one' }],
    ['others that are no ids', { ...SEND, others: [1] }],
    ['a sender that is no text', { ...SEND, sender: 1 }],
  ])('with %s stops what is sent', async (_what, record) => {
    const { folder, journal } = journalWith(JSON.stringify([record]));
    using _ = folder;
    await expect(journal.begin({ ...CALL, id: 'next', digest: 'cd' }, false)).rejects.toThrow(TokenStoreError);
    expect(readdirSync(folder.path).some((name) => name.includes('.unreadable-'))).toBe(true);
  });

  test('knows which transaction another one became, where the two could be mistaken for each other', async () => {
    const { folder, journal } = journalWith('[]');
    using _ = folder;
    const records = [
      SEND,
      { ...SEND, id: 'same' },
      { ...SEND, id: 'more', quantity: '1001' },
      CALL,
      { ...CALL, id: 'another call', digest: 'cd', kind: 'raw' as const },
      { ...CALL, id: 'of another wallet', walletId: 'w' },
    ];
    for (const record of records) await journal.begin(record, true);
    await journal.settle('same', 'tx-1');
    await journal.settle('another call', 'tx-2');
    await journal.settle('of another wallet');
    await journal.settle('was settled before', 'tx-3');
    expect((await journal.open()).map(({ id, others }) => [id, others])).toEqual([
      ['send', ['tx-1']],
      ['more', undefined],
      ['call', ['tx-2']],
    ]);
  });
});

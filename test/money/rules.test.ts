import { describe, expect, test } from 'vitest';
import {
  ConnectionError,
  type CreateTransaction,
  InvalidInputError,
  type JournalRecord,
  OutcomeUnknownError,
  RateLimitError,
  type SendJournal,
  type WalletClient,
} from '../../src/index.ts';
import { SECRETS } from '../support/client.ts';
import { printed } from '../support/printed.ts';
import { type Api, ASSET_ID, json, RECIPIENT, startApi, TRANSACTION, WALLET } from './api-server.ts';

const PASSWORD = SECRETS.password;
const SEND: CreateTransaction = { password: PASSWORD, assetId: ASSET_ID, recipient: RECIPIENT, quantity: 10n };
const LARGEST = 2n ** 256n - 1n;

function send(api: Api, more: Partial<CreateTransaction> = {}) {
  return api.client.transactions.create(WALLET.id, { ...SEND, ...more });
}

const refused = async (promise: Promise<unknown>) => expect(promise).rejects.toBeInstanceOf(InvalidInputError);

describe('an amount is a bigint', () => {
  test('a number is a type error, and one at run time where types were cast away; nothing is sent', async () => {
    await using api = await startApi();
    const { transactions } = api.client;
    // @ts-expect-error a number
    await refused(transactions.create(WALLET.id, { ...SEND, quantity: 10 }));
    // @ts-expect-error a number
    await refused(transactions.create(WALLET.id, { ...SEND, fee: 10 }));
    // @ts-expect-error a number
    await refused(transactions.create(WALLET.id, { ...SEND, gasLimit: 21_000 }));
    // @ts-expect-error a number
    await refused(transactions.create(WALLET.id, { ...SEND, gasPrice: 10 }));
    // @ts-expect-error a text
    await refused(transactions.create(WALLET.id, { ...SEND, quantity: '10' }));
    // @ts-expect-error missing
    await refused(transactions.create(WALLET.id, { password: PASSWORD, assetId: ASSET_ID, recipient: RECIPIENT }));
    // @ts-expect-error no named speed
    await refused(transactions.create(WALLET.id, { ...SEND, gasPrice: 'default' }));
    // @ts-expect-error null is not absent
    await refused(transactions.create(WALLET.id, { ...SEND, fee: null }));
    expect(api.server.requests).toEqual([]);
  });

  test.each(['quantity', 'fee', 'gasLimit', 'gasPrice'])('%s is from 0 to 2^256-1', async (name) => {
    await using api = await startApi();
    for (const value of [-1n, LARGEST + 1n, 10n ** 100n]) {
      await expect(send(api, { [name]: value })).rejects.toThrow(`${name} must be a bigint from 0 to 2^256-1`);
    }
    expect(api.server.requests).toEqual([]);
    await send(api, { [name]: LARGEST });
    expect(api.seen('POST')).toHaveLength(1);
  });

  test.each([
    [{ fee: 1n, gasLimit: 1n }],
    [{ fee: 0n, gasPrice: 0n }],
    [{ fee: 1n, gasPrice: 'fast' as const }],
    [{ fee: 0n, gasLimit: 1n, gasPrice: 1n }],
  ])('a fee beside gas fields is refused before anything is sent', async (more) => {
    await using api = await startApi();
    await expect(send(api, more)).rejects.toThrow(/^fee cannot be given together with gasLimit or gasPrice/);
    expect(api.server.requests).toEqual([]);
  });
});

describe('what goes over the wire', () => {
  const base = `{"password":${JSON.stringify(PASSWORD)},"asset_id":"${ASSET_ID}","recipient":"${RECIPIENT}"`;
  const bodies: [string, Partial<CreateTransaction>, string][] = [
    ['nothing optional', {}, `${base},"quantity":"10"}`],
    ['zeros', { quantity: 0n, fee: 0n }, `${base},"quantity":"0","fee":"0"}`],
    ['zero gas', { gasLimit: 0n, gasPrice: 0n }, `${base},"quantity":"10","gas_limit":"0","gas_price":"0"}`],
    ['a named speed', { gasPrice: 'fastest' }, `${base},"quantity":"10","gas_price":"fastest"}`],
    ['false', { fund: false, async: false }, `${base},"quantity":"10","fund":false,"async":false}`],
    ['true', { fund: true, async: true }, `${base},"quantity":"10","fund":true,"async":true}`],
    ['undefined', { fee: undefined, gasPrice: undefined, fund: undefined }, `${base},"quantity":"10"}`],
    ['our own options', { sendAgain: true }, `${base},"quantity":"10"}`],
    ['the largest', { quantity: LARGEST }, `${base},"quantity":"${LARGEST}"}`],
    ['beyond what a double holds', { quantity: 2n ** 53n + 1n }, `${base},"quantity":"9007199254740993"}`],
  ];
  test.each(bodies)('%s', async (_case, more, body) => {
    await using api = await startApi();
    await send(api, more);
    const [posted, ...others] = api.seen('POST');
    expect(others).toEqual([]);
    expect(posted?.body.toString('utf8')).toBe(body);
    expect(posted?.path).toBe(`/1.0/kms/wallets/${WALLET.id}/transactions/`);
  });

  test('raw and complex, as they are', async () => {
    await using api = await startApi();
    const { transactions } = api.client;
    await transactions.createRaw(WALLET.id, { password: 'p', rawTx: '0xc0', fund: false });
    await transactions.createRaw(WALLET.id, { password: 'p', rawTx: 'wA==', inputFormat: 'base64' });
    await transactions.createComplex(WALLET.id, { password: 'p', tx: { value: '0' } });
    expect(api.seen('POST').map(({ path, body }) => [path.split('/').at(-1), body.toString()])).toEqual([
      ['raw', '{"password":"p","raw_tx":"0xc0","input_format":"hex","fund":false}'],
      ['raw', '{"password":"p","raw_tx":"wA==","input_format":"base64"}'],
      ['complex', '{"password":"p","tx":{"value":"0"}}'],
    ]);
  });
});

describe('an address that cannot receive on the network of the wallet is refused before the create', () => {
  const BITCOIN_MAIN = '1BvBMSEYstWetqTFn5Au4m4GFg7xJaNVN2';
  const BITCOIN_TEST = 'mrCDrCybB6J1vRfbwM5hemdJz73FwDBC8r';
  test.each([
    ['ethereum_ropsten', BITCOIN_TEST],
    ['ethereum_ropsten', RECIPIENT.replace('B5AD', 'b5AD')],
    ['ethereum_ropsten', RECIPIENT.slice(0, -1)],
    ['ethereum_ropsten', ` ${RECIPIENT}`],
    ['ethereum_ropsten', `0x${'0'.repeat(40)}`],
    ['ethereum_ropsten', ''],
    ['bitcoin_testnet', RECIPIENT],
    ['bitcoin_testnet', BITCOIN_MAIN],
    ['bitcoin_testnet', 'bc1qar0srrr7xfkvy5l643lydnw9re59gtzzwf5mdq'],
    ['bitcoin_testnet', BITCOIN_TEST.toLowerCase()],
    ['bitcoin', BITCOIN_TEST],
    ['bitcoin', 'tb1qw508d6qejxtdg4y5r3zarvary0c5xw7kxpjzsx'],
    ['arweave_testnet', RECIPIENT],
  ])('%s: %s', async (protocol, recipient) => {
    await using api = await startApi({ wallet: { ...WALLET, protocol } });
    await refused(send(api, { recipient }));
    expect(api.seen('POST')).toEqual([]);
    expect(api.seen('GET')).toHaveLength(1);
  });

  test.each([
    ['ethereum_ropsten', RECIPIENT],
    ['erc20_ropsten', RECIPIENT.toLowerCase()],
    ['bitcoin_testnet', BITCOIN_TEST],
    ['bitcoin', BITCOIN_MAIN],
  ])('%s: %s is one', async (protocol, recipient) => {
    await using api = await startApi({ wallet: { ...WALLET, protocol } });
    await send(api, { recipient });
    expect(api.seen('POST')).toHaveLength(1);
  });
});

/** Everything of this client that must happen at most once. */
const MONEY_CALLS: Record<string, (client: WalletClient) => Promise<unknown>> = {
  'transactions.create': ({ transactions }) => transactions.create(WALLET.id, SEND),
  'transactions.createRaw': ({ transactions }) =>
    transactions.createRaw(WALLET.id, { password: PASSWORD, rawTx: '0xc0' }),
  'transactions.createComplex': ({ transactions }) =>
    transactions.createComplex(WALLET.id, { password: PASSWORD, tx: {} }),
  'wallets.create': ({ wallets }) => wallets.create({ password: PASSWORD, assetId: ASSET_ID }),
  'signatures.sign': ({ signatures }) => signatures.sign(WALLET.id, { password: PASSWORD, toSign: 'ab'.repeat(32) }),
  offboard: (client) => client.offboard({ password: PASSWORD }),
};

describe.each(Object.entries(MONEY_CALLS))('%s', (_name, call) => {
  const failed = async (api: Api) =>
    call(api.client).then(
      () => undefined,
      (error: unknown) => error,
    );

  test('is not repeated, whatever the answer, and the password is in no error', async () => {
    for (const status of [200, 201, 204, 400, 403, 404, 408, 409, 418, 422, 425, 500, 501, 502, 503, 504, 599]) {
      // The worst of servers: it sends back what it was sent, everywhere.
      await using api = await startApi({
        post: (response, { body }) => {
          const details = [{ location: PASSWORD, reason: PASSWORD, message: body.toString() }];
          const headers = { 'Content-Type': 'application/json', 'X-UP-API-Request-ID': encodeURIComponent(PASSWORD) };
          response.writeHead(status, headers).end(JSON.stringify({ error: { message: body.toString(), details } }));
        },
      });
      const error = await failed(api);
      expect(error, String(status)).toBeInstanceOf(Error);
      const open = status < 300 || status === 408 || status >= 500;
      expect(error instanceof OutcomeUnknownError, String(status)).toBe(open);
      expect(api.seen('POST'), String(status)).toHaveLength(1);
      for (const form of [PASSWORD, JSON.stringify(PASSWORD).slice(1, -1), encodeURIComponent(PASSWORD)]) {
        expect(printed(error)).not.toContain(form);
      }
    }
  });

  // What stands in between may redirect after it has handed the request on, as 303 is made for.
  test('leaves the outcome open when it is answered with a redirect', async () => {
    await using api = await startApi({ post: (response) => response.writeHead(303, { Location: '/' }).end() });
    expect(await failed(api)).toBeInstanceOf(OutcomeUnknownError);
  });

  test('is not repeated when the connection breaks', async () => {
    await using api = await startApi({ post: (response) => response.destroy() });
    expect(await failed(api)).toBeInstanceOf(OutcomeUnknownError);
    expect(api.seen('POST')).toHaveLength(1);
  });

  test('is repeated after 429, which did nothing, and within bounds', async () => {
    await using api = await startApi({
      post: (response, seen) => {
        response.setHeader('Retry-After', '0');
        json(429, { error: { code: 429, message: 'slow down' } })(response, seen, 0);
      },
    });
    expect(await failed(api)).toBeInstanceOf(RateLimitError);
    expect(api.seen('POST')).toHaveLength(3);
    const bodies = new Set(api.seen('POST').map(({ body }) => body.toString()));
    expect(bodies.size).toBe(1);
  });

  test('is repeated after 401 with the renewed token, once', async () => {
    await using api = await startApi({ post: json(401, { error: { code: 401, message: 'no' } }) });
    expect(await failed(api)).toMatchObject({ status: 401 });
    expect(api.seen('POST').map(({ headers }) => headers.authorization)).toEqual([
      `Bearer ${SECRETS.accessToken}`,
      'Bearer renewed-1',
    ]);
    expect(api.renewals()).toBe(1);
  });

  test('wants a password', async () => {
    await using api = await startApi();
    const { transactions, wallets, signatures } = api.client;
    for (const password of ['', undefined as unknown as string, 7 as unknown as string]) {
      await refused(transactions.create(WALLET.id, { ...SEND, password }));
      await refused(transactions.createRaw(WALLET.id, { password, rawTx: 'c0' }));
      await refused(transactions.createComplex(WALLET.id, { password, tx: {} }));
      await refused(wallets.create({ password, assetId: ASSET_ID }));
      await refused(signatures.sign(WALLET.id, { password, toSign: 'ab'.repeat(32) }));
      await refused(api.client.offboard({ password }));
    }
    expect(api.server.requests).toEqual([]);
  });
});

class MemoryJournal implements SendJournal {
  records: JournalRecord[] = [];
  onBegin: () => void = () => undefined;

  async begin(record: JournalRecord): Promise<void> {
    this.records.push(record);
    this.onBegin();
  }

  async settle(id: string): Promise<void> {
    this.records = this.records.filter((record) => record.id !== id);
  }

  async open(): Promise<JournalRecord[]> {
    return this.records;
  }
}

describe('the record of a send is open exactly while its outcome is unknown', () => {
  test.each([
    ['a success', 201, 0],
    ['a refusal', 400, 0],
    ['a 500', 500, 1],
  ])('%s', async (_case, status, open) => {
    const sendJournal = new MemoryJournal();
    await using api = await startApi({ sendJournal, post: json(status, TRANSACTION) });
    const outcome = await send(api).catch((error) => error);
    expect(sendJournal.records).toHaveLength(open);
    if (open) expect(outcome.sent).toEqual(sendJournal.records[0]);
  });

  test('a caller who gives up before it left does not find the same send held back afterwards', async () => {
    const sendJournal = new MemoryJournal();
    await using api = await startApi({ sendJournal });
    const caller = new AbortController();
    const reason = new Error('changed my mind');
    sendJournal.onBegin = () => caller.abort(reason);
    const { signal } = caller;
    await expect(api.client.transactions.create(WALLET.id, SEND, { signal })).rejects.toBe(reason);
    expect(api.seen('POST')).toEqual([]);
    expect(sendJournal.records).toEqual([]);
  });

  test('a caller who gives up after it left is told that the outcome is unknown', async () => {
    const caller = new AbortController();
    const sendJournal = new MemoryJournal();
    await using api = await startApi({ sendJournal, post: () => caller.abort(new Error('changed my mind')) });
    const { signal } = caller;
    const given = await api.client.transactions.create(WALLET.id, SEND, { signal }).catch((error) => error);
    expect(given).toBeInstanceOf(OutcomeUnknownError);
    expect(sendJournal.records).toEqual([given.sent]);
  });

  test.each([
    ['REJECTED', 'and it did not go through: '],
    ['FAILED', 'and it did not go through: '],
    ['CONFIRMED', 'and it went through: '],
  ])(
    'a first one that is found %s is struck off, and not said to have gone through unless it has',
    async (status, says) => {
      const sendJournal = new MemoryJournal();
      const found = { ...TRANSACTION, quantity: '10', status };
      await using api = await startApi({
        sendJournal,
        post: json(500, {}),
        get: (response, seen, turn) => {
          const results = turn > 2 ? [found] : [];
          json(200, /[/]transactions[/]/.test(seen.path) ? { results, next: null, previous: null } : WALLET)(
            response,
            seen,
            turn,
          );
        },
      });
      await expect(send(api)).rejects.toBeInstanceOf(OutcomeUnknownError);
      await expect(send(api)).rejects.toThrow(`${says}transaction ${found.id} is ${status}.`);
      expect(sendJournal.records).toEqual([]);
      expect(api.seen('POST')).toHaveLength(1);
    },
  );

  test('a journal that cannot be written stops the send', async () => {
    const sendJournal = new MemoryJournal();
    await using api = await startApi({ sendJournal });
    sendJournal.onBegin = () => {
      throw new Error('disk full');
    };
    await expect(send(api)).rejects.toThrow('disk full');
    expect(api.seen('POST')).toEqual([]);
  });

  test('a journal that cannot strike off does not hide that the money went', async () => {
    const sendJournal = new MemoryJournal();
    sendJournal.settle = () => Promise.reject(new Error('disk full'));
    await using api = await startApi({ sendJournal });
    expect((await send(api)).id).toBe(TRANSACTION.id);
  });

  test('when the reads before it fail, nothing was begun', async () => {
    const sendJournal = new MemoryJournal();
    await using api = await startApi({ sendJournal, get: (response) => response.destroy() });
    await expect(send(api)).rejects.toBeInstanceOf(ConnectionError);
    expect(api.seen('POST')).toEqual([]);
    expect(sendJournal.records).toEqual([]);
  });
});

describe('findRecent', () => {
  const sent = { recipient: RECIPIENT, quantity: 10n, assetId: ASSET_ID };
  const listed = (...results: object[]) => ({ get: json(200, { results, next: null, previous: null }) });
  const mine = { ...TRANSACTION, quantity: '10' };

  test('finds what is newer than the newest before, by recipient, quantity and asset', async () => {
    const others = [
      { ...mine, id: 'a', quantity: '11' },
      { ...mine, id: 'b', recipient: WALLET.address },
      { ...mine, id: 'c', asset_id: 'cfc59efb-3b21-5340-ae96-8cadb4ce31a8' },
      { ...mine, id: 'd', asset_id: null, quantity: null, recipient: null },
    ];
    const last = { ...mine, id: 'last', quantity: '3' };
    await using api = await startApi(listed(...others, mine, last, { ...mine, id: 'older' }));
    const { transactions } = api.client;
    expect((await transactions.findRecent(WALLET.id, { ...sent, since: 'last' }))?.id).toBe(mine.id);
    expect(await transactions.findRecent(WALLET.id, { ...sent, since: mine.id })).toBeUndefined();
    expect((await transactions.findRecent(WALLET.id, { ...sent, quantity: '10', since: 'last' }))?.id).toBe(mine.id);
  });

  test('an older one of the same kind is not taken for it', async () => {
    await using api = await startApi(listed({ ...mine, id: 'last' }));
    expect(await api.client.transactions.findRecent(WALLET.id, { ...sent, since: 'last' })).toBeUndefined();
  });

  test('a send to oneself was taken for an equal one that came in', async () => {
    const self = { ...sent, recipient: WALLET.address ?? '', since: null };
    const incoming = { ...mine, id: 'incoming', sender: RECIPIENT, recipient: self.recipient };
    const own = { ...incoming, id: 'own', sender: self.recipient.toLowerCase() };
    await using both = await startApi(listed(incoming, own));
    await using onlyIncoming = await startApi(listed(incoming));
    const find = ({ client }: Api, sender?: string) =>
      client.transactions.findRecent(WALLET.id, { ...self, sender }).then((found) => found?.id);
    expect(await find(both, self.recipient)).toBe('own');
    expect(await find(onlyIncoming, self.recipient)).toBeUndefined();
    // Who does not say whose wallet it is gets what it got.
    expect(await find(onlyIncoming)).toBe('incoming');
  });

  test('what is known to be another send is not taken for it', async () => {
    await using api = await startApi(listed({ ...mine, id: 'again' }, { ...mine, id: 'first' }));
    const find = (...others: string[]) =>
      api.client.transactions.findRecent(WALLET.id, { ...sent, since: null, others }).then((found) => found?.id);
    expect([await find(), await find('again'), await find('again', 'first')]).toEqual(['again', 'first', undefined]);
  });

  test('says so when it cannot tell', async () => {
    await using api = await startApi(listed({ ...mine, id: 'x', quantity: '1' }));
    const { transactions } = api.client;
    await expect(transactions.findRecent(WALLET.id, { ...sent, since: 'gone' })).rejects.toThrow(/no longer lists/);
    expect(await transactions.findRecent(WALLET.id, { ...sent, since: null })).toBeUndefined();
  });
});

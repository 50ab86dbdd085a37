import type { CallOptions, WalletClient } from '../../src/index.ts';
import { SECRETS } from '../support/client.ts';
import { TOKEN_ENDPOINT, type Where } from './fault-server.ts';
import { HASH, IDS } from './good-answers.ts';
import type { Kind } from './outcomes.ts';

const { password } = SECRETS;

/** One method of the library as an application calls it, and the requests it makes, in order. */
export interface Method {
  name: string;
  call(client: WalletClient, options: CallOptions): Promise<unknown>;
  requests: readonly Requested[];
}

export interface Requested {
  kind: Exclude<Kind, 'renewal'>;
  where: Where;
  /** An example, for faults that care. */
  path: string;
}

/** One request of one method, which meets a fault. */
export interface Row {
  method: Method;
  /** `none` is a method that sends nothing, and must not mind any fault. */
  kind: Kind | 'none';
  where: Where;
  path: string;
  /** Whether it is the first request of its call. */
  first: boolean;
  name: string;
}

const ROOT = '/1.0/';
const WALLET = `${ROOT}kms/wallets/${IDS.wallet}`;
const TOKEN_PATH = `${ROOT}clientele/oauth2/token`;

function requested(kind: Requested['kind'], path: string): Requested {
  const method = kind === 'send' || kind === 'echo' ? 'POST' : 'GET';
  return { kind, path, where: { method, path: new RegExp(`^${path}$`) } };
}

const readsWallet = requested('read', WALLET);
const readsNewest = requested('page', `${WALLET}/transactions/`);

/** Whoever iterates stops at some point. */
const ENOUGH = 30;

async function collect(things: AsyncIterable<unknown>): Promise<unknown[]> {
  const collected: unknown[] = [];
  for await (const thing of things) {
    collected.push(thing);
    if (collected.length === ENOUGH) break;
  }
  return collected;
}

const payment = { password, assetId: IDS.asset, recipient: IDS.recipient, quantity: 10n ** 16n };
/** Not the one that is listed: all pages are looked through. */
const notThere = { recipient: IDS.recipient, quantity: 1n, assetId: IDS.asset, since: null };

/** Every method that an application can call. */
export const METHODS: readonly Method[] = [
  {
    name: 'login',
    call: (client, options) => client.login({ username: 'ada', password }, options),
    requests: [{ kind: 'login', where: TOKEN_ENDPOINT, path: TOKEN_PATH }],
  },
  { name: 'logout', call: (client) => client.logout(), requests: [] },
  { name: 'status', call: (client) => client.status(), requests: [] },
  { name: 'settled', call: (client) => client.settled(), requests: [] },
  { name: 'close', call: async (client) => client.close(), requests: [] },
  { name: 'accessToken', call: (client, options) => client.accessToken(options), requests: [] },
  {
    name: 'echo',
    call: (client, options) => client.echo('ahoj', options),
    requests: [requested('echo', `${ROOT}clientele/echo-oauth2`)],
  },
  {
    name: 'offboard',
    call: (client, options) => client.offboard({ password }, options),
    requests: [requested('send', `${ROOT}clientele/offboard`)],
  },
  {
    name: 'wallets.list',
    call: (client, options) => collect(client.wallets.list(options)),
    requests: [requested('list', `${ROOT}kms/wallets/`)],
  },
  {
    name: 'wallets.retrieve',
    call: (client, options) => client.wallets.retrieve(IDS.wallet, options),
    requests: [readsWallet],
  },
  {
    name: 'wallets.create',
    call: (client, options) => client.wallets.create({ assetId: IDS.asset, password }, options),
    requests: [requested('send', `${ROOT}kms/wallets/`)],
  },
  {
    name: 'wallets.waitUntilActive',
    call: (client, options) => client.wallets.waitUntilActive(IDS.wallet, options),
    requests: [readsWallet],
  },
  {
    name: 'transactions.list',
    call: (client, options) => collect(client.transactions.list(IDS.wallet, options)),
    requests: [requested('list', `${WALLET}/transactions/`)],
  },
  {
    name: 'transactions.retrieve',
    call: (client, options) => client.transactions.retrieve(IDS.wallet, IDS.transaction, options),
    requests: [requested('read', `${WALLET}/transactions/${IDS.transaction}`)],
  },
  {
    name: 'transactions.create',
    call: (client, options) => client.transactions.create(IDS.wallet, payment, options),
    requests: [readsWallet, readsNewest, requested('send', `${WALLET}/transactions/`)],
  },
  {
    name: 'transactions.createRaw',
    call: (client, options) =>
      client.transactions.createRaw(IDS.wallet, { password, rawTx: '0xeb80', inputFormat: 'hex' }, options),
    requests: [requested('page', `${WALLET}/transactions/`), requested('send', `${WALLET}/transactions/raw`)],
  },
  {
    name: 'transactions.createComplex',
    call: (client, options) =>
      client.transactions.createComplex(IDS.wallet, { password, tx: { type: 'ethereum_function_call' } }, options),
    requests: [requested('page', `${WALLET}/transactions/`), requested('send', `${WALLET}/transactions/complex`)],
  },
  {
    name: 'transactions.waitUntilFinal',
    call: (client, options) => client.transactions.waitUntilFinal(IDS.wallet, IDS.transaction, options),
    requests: [requested('read', `${WALLET}/transactions/${IDS.transaction}`)],
  },
  {
    name: 'transactions.findRecent',
    call: (client, options) => client.transactions.findRecent(IDS.wallet, notThere, options),
    requests: [requested('search', `${WALLET}/transactions/`)],
  },
  {
    name: 'transactions.findRecentCalls',
    call: (client, options) => client.transactions.findRecentCalls(IDS.wallet, { since: null }, options),
    requests: [readsWallet, requested('search', `${WALLET}/transactions/`)],
  },
  {
    name: 'signatures.sign',
    call: (client, options) => client.signatures.sign(IDS.wallet, { password, toSign: HASH }, options),
    requests: [readsWallet, requested('send', `${WALLET}/sign`)],
  },
  {
    name: 'utxos.list',
    call: (client, options) => client.utxos.list(IDS.wallet, options),
    requests: [requested('read', `${WALLET}/utxos/`)],
  },
  {
    name: 'assets.list',
    call: (client, options) => collect(client.assets.list(options)),
    requests: [requested('list', `${ROOT}assets/`)],
  },
  {
    name: 'assets.retrieve',
    call: (client, options) => client.assets.retrieve(IDS.asset, options),
    requests: [requested('read', `${ROOT}assets/${IDS.asset}`)],
  },
  // What every list can do.
  {
    name: 'List.take',
    call: (client, options) => client.wallets.list(options).take(1),
    requests: [requested('page', `${ROOT}kms/wallets/`)],
  },
  {
    name: 'List.pages',
    call: (client, options) => collect(client.assets.list(options).pages()),
    requests: [requested('list', `${ROOT}assets/`)],
  },
];

const SENDS_NOTHING = ['logout', 'status', 'settled', 'close'];

/** Every request of every method; and every method once more, whose token must be renewed first. */
export const ROWS: readonly Row[] = METHODS.flatMap((method) => {
  const own = method.requests.map((request, index): Row => {
    const step = method.requests.length > 1 ? `, request ${index + 1}` : '';
    return { ...request, method, first: index === 0, name: method.name + step };
  });
  const renewal: Row = {
    method,
    kind: 'renewal',
    where: TOKEN_ENDPOINT,
    path: TOKEN_PATH,
    first: true,
    name: `${method.name}, renewal`,
  };
  if (SENDS_NOTHING.includes(method.name)) return [{ ...renewal, kind: 'none', name: method.name }];
  return method.name === 'login' ? own : [...own, renewal];
});

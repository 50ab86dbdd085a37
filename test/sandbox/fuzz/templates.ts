import type { Transaction, Wallet } from '../../../src/wire.ts';
import { BITCOIN, COIN, ETHER, PASSWORD_OF_DEMO } from '../known.ts';
import type { Random } from './random.ts';
import type { Facts } from './sandbox-process.ts';

/** Who signs for a request. */
export type Credential = 'none' | 'bearer' | 'tenant' | 'investment' | 'control';

export interface Template {
  method: string;
  /** From the root, with its query. */
  path: string;
  credential: Credential;
  /** Sent as JSON, or as a form when it is fields. */
  body?: unknown;
  form?: Record<string, string>;
  /** Changed nowhere: it moves money, and the books are to be kept. */
  whole?: boolean;
}

export interface World {
  facts: Facts;
  wallets: readonly Wallet[];
  transactions: readonly Transaction[];
}

const STRANGER = '0x2B5AD5c4795c026514f8317c7a215E218DcCD6cF';
/** Forms are checked before the password is: with a wrong one everything is read and nothing is done. */
const WRONG = 'wrong';

/** A fault on its way to the sandbox. Not among the others, which it would hit. */
export function faultTemplate(random: Random): Template {
  const action = {
    kind: random.pick(['latency', 'status', 'truncate', 'dropAfter']),
    status: 503,
    headers: { a: 'b' },
  };
  const details = { body: { error: 'x' }, bytes: 10, beforeMs: 1 };
  return {
    ...{ method: 'POST', path: '/_sandbox/faults', credential: 'control' },
    body: { path: 'assets/', method: 'GET', times: 1, skip: 0, action: { ...action, ...details } },
  };
}

/** A good request, one of every kind that there is. */
export function template(random: Random, world: World): Template {
  return random.pick(KINDS)(random, world);
}

type Kind = (random: Random, world: World) => Template;

const KINDS: readonly Kind[] = [
  ...['time/', 'assets/', `assets/${ETHER}`, 'kms/wallets/?page_size=3', 'clientele/echo-oauth2?echo=x', 'nothing'].map(
    (path): Kind =>
      (random) => ({ method: 'GET', path: `/1.0/${path}`, credential: random.pick(['bearer', 'tenant', 'none']) }),
  ),
  () => post('clientele/echo-oauth2', { echo: 'Ωμέγα' }),
  () => ({ ...post('tenancy/echo-signed', { echo: 'x' }), credential: 'tenant' }),
  (random, { wallets }) => get(`kms/wallets/${random.pick(wallets).id}`),
  (random, { wallets }) => get(`kms/wallets/${random.pick(wallets).id}/utxos/`),
  (random, { wallets }) => get(`kms/wallets/${random.pick(wallets).id}/transactions/?page_size=2`),
  (random, { wallets, transactions }) =>
    get(`kms/wallets/${random.pick(wallets).id}/transactions/${random.pick(transactions)?.id ?? ETHER}`),
  (random) =>
    post('kms/wallets/', { asset_id: random.pick([ETHER, BITCOIN, COIN]), password: WRONG, index: random.below(50) }),
  (random, world) => post(`kms/wallets/${holder(random, world, ETHER).id}/sign`, sign(random)),
  transferOfJunk,
  transferOfJunk,
  rawTransaction,
  contractCall,
  goodTransfer,
  () => post('clientele/offboard', { password: WRONG }),
  login,
  login,
  (random) => tenant('POST', 'tenancy/users/', newUser(random)),
  () => tenant('GET', 'tenancy/users/?page_size=2'),
  (random) => tenant('GET', `tenancy/users/${random.pick(['demo', 'nobody', '%E4%BC', 'a%2Fb', '..'])}`),
  () => tenant('PATCH', 'tenancy/users/other', { old_password: WRONG, new_password: 'x' }),
  (random) => tenant('DELETE', `tenancy/users/${random.pick(['nobody', `made${random.below(40)}`])}`),
  () => tenant('POST', 'tenancy/recover/', recovery()),
  ...['/users?limit=3', '/users/x', '/echo?a=b', '/statement', '/nothing'].map(
    (path): Kind =>
      () => ({ method: 'GET', path, credential: 'investment' }),
  ),
  () => ({ method: 'POST', path: '/users', credential: 'investment', body: { first_name: 'A', last_name: 'B' } }),
  (_random, { facts }) => ({
    ...{ method: 'POST', path: '/auth/token', credential: 'investment' },
    form: {
      client_id: facts.investment.clientId,
      client_secret: facts.investment.clientSecret,
      grant_type: 'client_credentials',
      scope: 'users:read',
    },
  }),
  (random, { transactions }) => ({
    ...{ method: 'GET', credential: 'control' },
    path: `/_sandbox/transactions/${random.pick(transactions)?.txhash ?? 'x'}/raw`,
  }),
  (random) => ({
    ...{ method: 'POST', path: '/_sandbox/fund', credential: 'control', whole: true },
    body: { asset: random.pick(['ETH', 'BTC', 'COIN']), quantity: String(random.below(1000) + 1) },
  }),
];

function get(path: string): Template {
  return { method: 'GET', path: `/1.0/${path}`, credential: 'bearer' };
}

function post(path: string, body: unknown): Template {
  return { method: 'POST', path: `/1.0/${path}`, credential: 'bearer', body };
}

function tenant(method: string, path: string, body?: unknown): Template {
  return { method, path: `/1.0/${path}`, credential: 'tenant', ...(body !== undefined && { body }) };
}

function holder(random: Random, { wallets }: World, assetId: string): Wallet {
  return random.pick(
    wallets.filter(
      ({ status, balances }) => status === 'ACTIVE' && balances.some((balance) => balance.asset_id === assetId),
    ),
  );
}

function transferOfJunk(random: Random, world: World): Template {
  const assetId = random.pick([ETHER, BITCOIN, COIN]);
  return post(`kms/wallets/${holder(random, world, assetId).id}/transactions/`, {
    ...{ password: WRONG, asset_id: assetId, recipient: assetId === BITCOIN ? 'tb1qqqqqqqq' : STRANGER, quantity: '1' },
    ...{
      fee: '1000',
      async: false,
      fund: false,
      gas_limit: '21000',
      gas_price: 'fast',
      inputs: [{ txhash: 'ab', index: 0 }],
    },
  });
}

/** Between the demo user's own wallets, so that nothing gets lost. */
function goodTransfer(random: Random, world: World): Template {
  const assetId = random.pick([ETHER, BITCOIN]);
  const recipient = holder(random, world, assetId).address;
  const body = {
    password: PASSWORD_OF_DEMO,
    asset_id: assetId,
    recipient,
    quantity: String(random.below(10_000)),
    fund: false,
  };
  return { ...post(`kms/wallets/${holder(random, world, assetId).id}/transactions/`, body), whole: true };
}

function rawTransaction(random: Random, world: World): Template {
  const body = {
    password: WRONG,
    raw_tx: '0xe580018252089400000000000000000000000000000000000000ff0180038080',
    input_format: 'hex',
  };
  return post(`kms/wallets/${holder(random, world, ETHER).id}/transactions/raw`, body);
}

function contractCall(random: Random, world: World): Template {
  const inputs = [
    { type: 'address' },
    { type: 'uint256[2]' },
    { type: 'tuple', components: [{ type: 'bytes' }, { type: 'string' }] },
  ];
  const tx = {
    ...{ type: 'ethereum_function_call', to: STRANGER, value: '0' },
    abi: { name: 'f', type: 'function', inputs },
    parameters: [STRANGER, ['1', '2'], ['0x00', 'text']],
  };
  return post(`kms/wallets/${holder(random, world, ETHER).id}/transactions/complex`, { password: WRONG, tx });
}

function sign(random: Random) {
  const formats = ['hex', 'base64', 'int', 'raw'];
  return { password: WRONG, to_sign: '00'.repeat(32), input_format: 'hex', output_format: random.pick(formats) };
}

function login(random: Random, { facts: { demo } }: World): Template {
  const client = { client_id: demo.clientId, client_secret: random.chance(0.1) ? 'x' : demo.clientSecret };
  const grants = [
    { grant_type: 'password', username: random.pick(['demo', 'nobody']), password: WRONG, scope: 'read write' },
    { grant_type: 'refresh_token', refresh_token: 'x'.repeat(30) },
    { grant_type: 'client_credentials' },
  ];
  const form = { ...client, ...random.pick(grants) } as Record<string, string>;
  return { method: 'POST', path: '/1.0/clientele/oauth2/token', credential: 'none', form };
}

function newUser(random: Random) {
  return {
    ...{ username: `made${random.below(40)}`, password: 'pass', client_ip: '127.0.0.1', user_agent: 'fuzz' },
    ...{ asset_ids: [ETHER, BITCOIN], raw: random.chance(0.5), async: false },
  };
}

function recovery() {
  const base64 = Buffer.alloc(32, 1).toString('base64');
  return {
    ...{ seedhash: 'ab', user_id: 1, password: 'x' },
    seed: {
      ...{ cipher: 'curve25519xsalsa20poly1305', ciphertext: base64, hash: base64, hashfunction: 'argon2id' },
      cipherparams: { ephemeralpk: base64, nonce: base64, recipient: base64 },
      hashparams: { len: 32, m: 8, p: 1, t: 1, v: 19, salt: base64 },
    },
  };
}

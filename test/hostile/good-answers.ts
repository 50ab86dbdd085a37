import { strToU8, zipSync } from 'fflate';
import { ASSET_ID, RECIPIENT, TRANSACTION, WALLET } from '../money/api-server.ts';
import type { SeenRequest } from '../support/http-server.ts';
import type { GoodAnswer } from './fault.ts';

/** What a well-behaved server says to a request. */
export type GoodServer = (request: SeenRequest) => GoodAnswer | Promise<GoodAnswer>;

export const IDS = { wallet: WALLET.id, transaction: TRANSACTION.id, asset: ASSET_ID, recipient: RECIPIENT };

/** Contract 3.6: this hash signed with the secret key 1, which is the wallet's. */
export const HASH = '11b41593aa2ac1a382539f01f0fc50db5b0ceac485455983dbc4573ccfd978e4';

const SIGNATURE = {
  big_number_format: 'hex',
  algorithm: 'ECDSA',
  curve: 'secp256k1',
  recover: 1,
  r: '0x2238cdd071d35578892c93fe9bdee5aeb5cdeaa0bd53e61c30fcddb62f2ba3fb',
  s: '0x53e0e251e0ee9ab4c19ba675643f51fdd04e1277b1ff925a79e347821e89f22e',
  public_key: {
    x: '0x79be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798',
    y: '0x483ada7726a3c4655da4fbfc0e1108a8fd17b448a68554199c47d08ffb10d4b8',
  },
};

const ASSET = {
  id: ASSET_ID,
  name: 'Ether (Ropsten)',
  symbol: 'ETH',
  exponent: 18,
  protocol: 'ethereum_ropsten',
  metadata: { chain_id: 3 },
};
const UTXO = { txhash: 'ab'.repeat(32), index: 0, value: '5000', confirmations: 12 };
const METADATA = { username: 'ada', total_wallet_count: 1, offboarded_wallet_count: 1 };
const list = (...results: object[]) => ({ next: null, previous: null, results });

function offboarding(): object {
  const keystore = { version: 3, address: WALLET.address };
  const zip = zipSync({
    'metadata.json': strToU8(JSON.stringify(METADATA)),
    [`ethereum_${WALLET.address}.json`]: strToU8(JSON.stringify(keystore)),
  });
  const results = [{ id: WALLET.id, address: WALLET.address, protocol: WALLET.protocol, keystore_file: keystore }];
  return { ...list(...results), metadata: METADATA, zip_base64: Buffer.from(zip).toString('base64') };
}

/** Every token that {@link cannedApi} grants begins with one of these. */
export const GRANTED = { access: 'sentinel-granted-access', refresh: 'sentinel-granted-refresh' };

/** A Blockchain API of one wallet, which says the same to everybody. Its transactions are confirmed at once. */
export function cannedApi(): GoodServer {
  let grants = 0;
  const token = () => {
    grants += 1;
    return {
      access_token: `${GRANTED.access}-${grants}`,
      refresh_token: `${GRANTED.refresh}-${grants}`,
      token_type: 'Bearer',
      expires_in: 36_000,
      scope: 'read write echo wallet transaction',
    };
  };
  const routes: [method: string, path: RegExp, status: number, answer: (seen: SeenRequest) => object][] = [
    ['POST', /\/clientele\/oauth2\/token$/, 200, token],
    ['POST', /\/clientele\/echo-oauth2$/, 200, ({ body }) => JSON.parse(body.toString())],
    ['POST', /\/clientele\/offboard$/, 200, offboarding],
    ['GET', /\/assets\/$/, 200, () => list(ASSET)],
    ['GET', /\/assets\/[^/]+$/, 200, () => ASSET],
    ['GET', /\/kms\/wallets\/$/, 200, () => list(WALLET)],
    ['POST', /\/kms\/wallets\/$/, 201, () => WALLET],
    ['GET', /\/kms\/wallets\/[^/]+$/, 200, () => WALLET],
    ['POST', /\/sign$/, 200, () => SIGNATURE],
    ['GET', /\/utxos\/$/, 200, () => ({ utxos: [UTXO] })],
    ['GET', /\/transactions\/$/, 200, () => list({ ...TRANSACTION, status: 'CONFIRMED' })],
    ['GET', /\/transactions\/[^/]+$/, 200, () => ({ ...TRANSACTION, status: 'CONFIRMED' })],
    ['POST', /\/transactions\/(raw|complex)?$/, 201, () => TRANSACTION],
  ];
  return (request) => {
    const path = request.path.split('?')[0] ?? '';
    const route = routes.find(([method, pattern]) => method === request.method && pattern.test(path));
    if (!route) return { status: 404, headers: { 'Content-Type': 'text/plain' }, body: 'Not Found' };
    return {
      status: route[2],
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify(route[3](request)),
    };
  };
}

/** Asks a real server, such as a sandbox, at `http://host:port`. What it says of its own address stays as it is. */
export function serverBehind(origin: string): GoodServer {
  return async ({ method, path, headers, body }) => {
    const { authorization, 'content-type': type } = headers;
    const response = await fetch(new URL(path, origin), {
      method,
      headers: { ...(authorization && { authorization }), ...(type && { 'content-type': type }) },
      redirect: 'manual',
      ...(body.length > 0 && { body: new Uint8Array(body) }),
    });
    return {
      status: response.status,
      headers: { 'Content-Type': response.headers.get('content-type') ?? '' },
      body: await response.text(),
    };
  };
}

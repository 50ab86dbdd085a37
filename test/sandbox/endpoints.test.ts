import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Sandbox, startSandbox } from '../../src/sandbox/index.ts';
import type { ListEnvelope, Wallet } from '../../src/wire.ts';
import { ETHER } from './known.ts';
import { json, logIn } from './support.ts';
import { signedCall } from './tenancy/signed.ts';

type Door = 'user' | 'tenant' | 'either' | 'anyone';

const WALLET = 'kms/wallets/{wallet}';

/** The tables of contract 1.1, 2.1, 3 and 4.1 to 4.3, restated by hand: what there is, and who may call it. */
const ENDPOINTS: [path: string, methods: string[], door: Door][] = [
  ['clientele/echo-oauth2', ['GET', 'POST'], 'user'],
  ['clientele/offboard', ['POST'], 'user'],
  ['assets/', ['GET'], 'either'],
  [`assets/${ETHER}`, ['GET'], 'either'],
  ['kms/wallets/', ['GET', 'POST'], 'either'],
  [WALLET, ['GET'], 'either'],
  [`${WALLET}/sign`, ['POST'], 'either'],
  [`${WALLET}/transactions/`, ['GET', 'POST'], 'either'],
  [`${WALLET}/transactions/unknown`, ['GET'], 'either'],
  [`${WALLET}/transactions/raw`, ['POST'], 'either'],
  [`${WALLET}/transactions/complex`, ['POST'], 'either'],
  [`${WALLET}/utxos/`, ['GET'], 'either'],
  ['time/', ['GET'], 'anyone'],
  ['tenancy/echo-signed', ['GET', 'POST'], 'tenant'],
  ['tenancy/users/', ['GET', 'POST'], 'tenant'],
  ['tenancy/users/demo', ['GET', 'PATCH', 'DELETE'], 'tenant'],
  ['tenancy/recover/', ['POST'], 'tenant'],
];
const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'];

let sandbox: Sandbox;
let token: string;
let wallet: string;
beforeAll(async () => {
  sandbox = await startSandbox();
  token = (await logIn(sandbox)).access_token;
  const list = await json<ListEnvelope<Wallet>>(await request('GET', 'kms/wallets/', token));
  wallet = list.results[0]?.id ?? '';
});
afterAll(() => sandbox.close());

function request(method: string, path: string, accessToken?: string): Promise<Response> {
  const headers: Record<string, string> = accessToken === undefined ? {} : { authorization: `Bearer ${accessToken}` };
  const body = ['GET', 'DELETE'].includes(method) ? {} : { body: '[]' };
  return fetch(sandbox.baseUrl + path, { method, headers, ...body });
}

/** The status without credentials, and with each kind of them; the body, `[]`, is one that every endpoint refuses. */
async function knock(method: string, path: string) {
  const body = ['GET', 'DELETE'].includes(method) ? '' : '[]';
  return {
    nobody: (await request(method, path)).status,
    user: (await request(method, path, token)).status,
    tenant: (await signedCall(sandbox, { method, path, rawBody: body })).status,
  };
}

test.each(ENDPOINTS)('%s answers to %j, for %s', async (template, methods, door) => {
  const path = template.replace('{wallet}', wallet);
  for (const method of methods.filter((candidate) => candidate !== 'DELETE')) {
    const { nobody, user, tenant } = await knock(method, path);
    // What stands behind the door: done, no such transaction, or a body that is no object; 405 and 500 are none of these.
    const inside = [200, 400, 404];
    if (door === 'anyone') expect([nobody, user, tenant]).toEqual([200, 200, 200]);
    else expect(nobody).toBe(door === 'tenant' ? 403 : 401);
    if (door === 'user' || door === 'either') expect(inside).toContain(user);
    if (door === 'tenant' || door === 'either') expect(inside).toContain(tenant);
    if (door === 'user') expect(tenant).toBe(401);
    if (door === 'tenant') expect(user).toBe(403);
  }
});

test.each(ENDPOINTS)('%s refuses every method but %j with a 405', async (template, methods, door) => {
  const path = template.replace('{wallet}', wallet);
  for (const method of METHODS.filter((candidate) => !methods.includes(candidate))) {
    const { user, tenant } = await knock(method, path);
    expect(door === 'tenant' ? tenant : user, method).toBe(405);
  }
});

test.each(ENDPOINTS)('%s with a slash too many or too few is a plain 404', async (template) => {
  const path = template.replace('{wallet}', wallet);
  const wrong = path.endsWith('/') ? path.slice(0, -1) : `${path}/`;
  const response = await request('GET', wrong, token);
  expect(response.status).toBe(404);
  expect(response.headers.get('content-type')).toMatch(/^text\/plain/);
});

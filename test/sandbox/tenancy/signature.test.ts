import { createHash } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Sandbox, startSandbox } from '../../../src/sandbox/index.ts';
import { checkSignature } from '../../../src/sandbox/tenancy/api-key-signature.ts';
import { demoTenant } from '../../../src/sandbox/tenancy/tenant.ts';
import { failure, json, logIn } from '../support.ts';
import { expectFailure, expectJson, signedCall } from './signed.ts';

/** The instant of the contract's vectors. */
const NOW_SECONDS = 1_577_836_800;

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startSandbox({ clock: () => NOW_SECONDS * 1000 });
});
afterAll(() => sandbox.close());

const timestamp = String(NOW_SECONDS);

/** Contract 4.1, word for word. */
test.each([
  {
    method: 'GET',
    target: '/1.0/tenancy/users/?page_size=2',
    body: '',
    signature:
      '7f0f2fda4b9605040e0419e2f1f89266ae3863d78eaa4027b71549144f4152abbdc75a0bc3ca5a5ae227cab5076cc3983d29600389256ae311d0e60ca52f80ad',
  },
  {
    method: 'POST',
    target: '/1.0/tenancy/echo-signed',
    body: '{"echo":"hi"}',
    signature:
      'a1295ca34c340a28e391af62b2b8db477ad7abaca32a2843d737931e3de459810ab33cc32687e10561dbb67cfb6e9720a467b7f5e41fa87863fd2a44ee0022d6',
  },
])('the contract’s vector for $method is accepted, and with one digit changed it is not', (vector) => {
  const tenant = { ...demoTenant('x'), key: 'k', passphrase: 'p', secret: 'sandbox-secret' };
  const rules = { tenant, clock: () => NOW_SECONDS * 1000, toleranceSeconds: 0 };
  const check = (signature: string) =>
    checkSignature(
      {
        method: vector.method,
        target: vector.target,
        body: Buffer.from(vector.body),
        header: (name) =>
          new Map([
            ['X-UP-API-Key', 'k'],
            ['X-UP-API-Passphrase', 'p'],
            ['X-UP-API-Timestamp', timestamp],
            ['X-UP-API-Signature', signature],
            ['X-UP-API-Signed-Path', vector.target],
          ]).get(name),
      },
      rules,
    );
  expect(() => check(vector.signature)).not.toThrow();
  expect(() => check(vector.signature.replace(/.$/, '0'))).toThrow('signature');
});

test('the credentials have the vendor’s form and come from the seed', async () => {
  expect(sandbox.tenant).toEqual({
    key: expect.stringMatching(/^[A-Za-z0-9]{22}$/),
    secret: expect.stringMatching(/^[A-Za-z0-9]{64}$/),
    passphrase: expect.stringMatching(/^[A-Za-z0-9]{32}$/),
    kitPublicKey: expect.stringMatching(/^[A-Za-z0-9+/]{43}=$/),
    kitSecretKey: expect.stringMatching(/^[A-Za-z0-9+/]{43}=$/),
  });
  await using same = await startSandbox();
  await using other = await startSandbox({ seed: 'another' });
  expect(same.tenant).toEqual(sandbox.tenant);
  expect(other.tenant.secret).not.toBe(sandbox.tenant.secret);
});

test.each(['Hello, world & peace = mindfulness!', 'Ωμέγα', 'ǈiljana', '陳大文', ''])(
  'the signed echo gives back %j',
  async (echo) => {
    const path = 'tenancy/echo-signed';
    expect(await expectJson(signedCall(sandbox, { path, body: { echo }, timestamp }))).toEqual({ echo });
    const query = `${path}?echo=${encodeURIComponent(echo)}`;
    expect(await expectJson(signedCall(sandbox, { path: query, timestamp }))).toEqual({ echo });
  },
);

const USERS = 'tenancy/users/?page_size=2&cursor=';

/** How the vendor's clients sign, contract 4.1. */
test.each([
  ['path and query (js, java)', USERS, `/1.0/${USERS}`],
  ['no leading slash (go, elixir)', USERS, `1.0/${USERS}`],
  ['no slash and no query (py)', USERS, '1.0/tenancy/users/'],
  ['a slash and no query', USERS, '/1.0/tenancy/users/'],
  ['the query in another order', USERS, '/1.0/tenancy/users/?cursor=&page_size=2'],
  ['the name not encoded', 'tenancy/users/demo', '/1.0/tenancy/users/%64emo'],
])('a path is as good when signed with %s', async (_case, path, signedPath) => {
  expect((await signedCall(sandbox, { path, signedPath, timestamp })).status).toBe(200);
});

test('a path with letters beyond ASCII may be signed as it is', async () => {
  await using own = await startSandbox({ users: [{ username: 'Zoë|ǅ漢', password: 'x' }] });
  const path = `tenancy/users/${encodeURIComponent('Zoë|ǅ漢')}`;
  for (const signedPath of [undefined, '/1.0/tenancy/users/Zoë|ǅ漢']) {
    const answer = signedCall(own, { path, ...(signedPath !== undefined && { signedPath }) });
    expect(await expectJson(answer)).toMatchObject({ username: 'Zoë|ǅ漢' });
  }
});

test.each([
  ['of another path', '/1.0/tenancy/users/other'],
  ['without its end', '/1.0/tenancy/users'],
  ['with two slashes', '//1.0/tenancy/users/'],
  ['with another query', '/1.0/tenancy/users/?page_size=3&cursor='],
  ['with more query', `/1.0/${USERS}&x=1`],
  ['that cannot be decoded', '/1.0/tenancy/users/%'],
])('a signature %s is refused', async (_case, signedPath) => {
  const error = await expectFailure(signedCall(sandbox, { path: USERS, signedPath, timestamp }), 403);
  expect(error.details).toMatchObject([{ location: 'X-UP-API-Signed-Path', reason: 'invalid' }]);
});

test.each([
  [String(NOW_SECONDS - 300), 200],
  [String(NOW_SECONDS + 300), 200],
  [`${NOW_SECONDS}.25`, 200],
  [`${NOW_SECONDS + 300}.001`, 403],
  [String(NOW_SECONDS - 301), 403],
  [String(NOW_SECONDS * 1000), 403],
  ['-1', 403],
  ['now', 403],
  ['1e9', 403],
])('a timestamp of %s is answered with %d', async (given, status) => {
  const answer = await signedCall(sandbox, { path: 'assets/', timestamp: given });
  expect(answer.status).toBe(status);
  if (status === 403) {
    expect(JSON.parse(answer.text).error.details).toMatchObject([
      { location: 'X-UP-API-Timestamp', reason: 'invalid' },
    ]);
  }
});

test('the window is an option', async () => {
  await using strict = await startSandbox({ signatureToleranceSeconds: 2, clock: () => NOW_SECONDS * 1000 });
  const at = (seconds: number) => signedCall(strict, { path: 'assets/', timestamp: String(NOW_SECONDS + seconds) });
  expect((await at(2)).status).toBe(200);
  expect((await at(3)).status).toBe(403);
  await expect(startSandbox({ signatureToleranceSeconds: -1 })).rejects.toThrow('signatureToleranceSeconds');
});

test.each(['Key', 'Passphrase', 'Timestamp', 'Signature', 'Signed-Path'])(
  'without X-UP-API-%s the answer is a 403 that names it',
  async (name) => {
    const headers = { [`X-UP-API-${name}`]: undefined };
    const error = await expectFailure(signedCall(sandbox, { path: 'tenancy/users/', timestamp, headers }), 403);
    expect(error).toMatchObject({ code: 403, details: [{ location: `X-UP-API-${name}`, reason: 'required' }] });
  },
);

test.each(['Key', 'Passphrase'])('a wrong X-UP-API-%s is a 403 that names it and gives no hints', async (name) => {
  const headers = { [`X-UP-API-${name}`]: 'wrong' };
  const error = await expectFailure(signedCall(sandbox, { path: 'tenancy/users/', timestamp, headers }), 403);
  expect(error.details).toMatchObject([{ location: `X-UP-API-${name}`, reason: 'invalid' }]);
  expect(error.details).toHaveLength(1);
});

test('a wrong secret is a 403 with hints to what the server signed', async () => {
  const call = { path: 'tenancy/echo-signed?x=1', rawBody: '{"echo": "Zoë"}\n', timestamp, secret: 'wrong' };
  const error = await expectFailure(signedCall(sandbox, call), 403);
  const part = (canonicalized: string) => ({
    canonicalized,
    sha512: createHash('sha512').update(canonicalized, 'utf8').digest('hex'),
  });
  expect(error.details?.find(({ reason }) => reason === 'debugHint')).toMatchObject({
    location: 'X-UP-API-Signature',
    value: {
      message_parts: {
        timestamp: part(timestamp),
        method: part('POST'),
        signed_path: part('/1.0/tenancy/echo-signed?x=1'),
        body: part('{"echo": "Zoë"}\n'),
      },
    },
  });
  expect(JSON.stringify(error)).not.toContain(sandbox.tenant.secret);
});

test('a changed body is refused, and a GET’s body is signed like any other', async () => {
  const get = { method: 'GET', path: 'tenancy/users/', rawBody: '{}\n', timestamp };
  expect((await signedCall(sandbox, get)).status).toBe(200);
  const unsigned = { ...get, rawBody: '{}', headers: { 'X-UP-API-Signature': '0'.repeat(128) } };
  expect((await signedCall(sandbox, unsigned)).status).toBe(403);
});

test('what is the tenants’ is not the users’, and the other way round', async () => {
  const { access_token } = await logIn(sandbox);
  const headers = { authorization: `Bearer ${access_token}` };
  expect((await fetch(`${sandbox.baseUrl}tenancy/users/`, { headers })).status).toBe(403);
  const signed = await signedCall(sandbox, { path: 'clientele/echo-oauth2?echo=x', timestamp });
  expect(signed.status).toBe(401);
});

test('the time is anyone’s', async () => {
  await using odd = await startSandbox({ clock: () => NOW_SECONDS * 1000 + 500 });
  const response = await fetch(`${odd.baseUrl}time/`);
  expect(response.status).toBe(200);
  expect(await json(response)).toEqual({ epoch: 1577836800.5, iso8601: '2020-01-01T00:00:00.500000' });
  const post = await fetch(`${odd.baseUrl}time/`, { method: 'POST' });
  expect([post.status, (await failure(post)).code]).toEqual([405, 405]);
});

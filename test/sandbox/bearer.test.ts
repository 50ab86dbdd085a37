import { expect, test } from 'vitest';
import { type Sandbox, startSandbox } from '../../src/sandbox/index.ts';
import { ETHER, PASSWORD_OF_DEMO } from './known.ts';
import { call, failure, logIn, rawRequest } from './support.ts';

const INVALID = 'Bearer realm="api",error="invalid_token",error_description="The access token is invalid."';
const EXPIRED = 'Bearer realm="api",error="invalid_token",error_description="The access token has expired."';

test('a request without credentials is 401 with a bare challenge', async () => {
  await using sandbox = await startSandbox();
  for (const authorization of [undefined, 'Basic eDp5', 'Bearerx']) {
    const response = await fetch(`${sandbox.baseUrl}assets/`, authorization ? { headers: { authorization } } : {});
    expect(response.status).toBe(401);
    expect(response.headers.get('www-authenticate')).toBe('Bearer realm="api"');
    expect((await failure(response)).code).toBe(401);
  }
});

test.each(['unknown', '', 'two words', '"; DROP'])('the unknown token "%s" is invalid', async (token) => {
  await using sandbox = await startSandbox();
  const response = await call(sandbox, 'assets/', token);
  expect(response.status).toBe(401);
  expect(response.headers.get('www-authenticate')).toBe(INVALID);
});

test('a token expires at the end of its life and is then told apart from an invalid one', async () => {
  let now = Date.UTC(2030, 0, 1);
  await using sandbox = await startSandbox({ clock: () => now, tokenTtlSeconds: 10 });
  const { access_token } = await logIn(sandbox);
  now += 9_999;
  expect((await call(sandbox, 'assets/', access_token)).status).toBe(200);
  now += 1;
  const response = await call(sandbox, 'assets/', access_token);
  expect(response.status).toBe(401);
  expect(response.headers.get('www-authenticate')).toBe(EXPIRED);
  expect((await failure(response)).message).toBe('The access token has expired.');
});

const CREATE = { asset_id: ETHER, password: PASSWORD_OF_DEMO, index: 0 };
const ENDPOINTS: [name: string, path: string, body?: unknown][] = [
  ['read echo', 'clientele/echo-oauth2?echo=hi'],
  ['write echo', 'clientele/echo-oauth2', { echo: 'hi' }],
  ['read assets', 'assets/'],
  ['read wallets', 'kms/wallets/'],
  ['create a wallet', 'kms/wallets/', CREATE],
];

async function statuses(sandbox: Sandbox, scope: string): Promise<Record<string, number>> {
  const { access_token } = await logIn(sandbox, { scope });
  const entries = ENDPOINTS.map(async ([name, path, body]) => {
    const response = await call(sandbox, path, access_token, body);
    if (response.status === 403) expect(response.headers.get('www-authenticate')).toBeNull();
    return [name, response.status];
  });
  return Object.fromEntries(await Promise.all(entries));
}

test('scopes are enforced by method and for echo; the wallet scope only in strict mode', async () => {
  await using lax = await startSandbox();
  const row = (...codes: number[]) => Object.fromEntries(ENDPOINTS.map(([name], place) => [name, codes[place]]));
  expect(await statuses(lax, 'read')).toEqual(row(403, 403, 200, 200, 403));
  expect(await statuses(lax, 'write')).toEqual(row(403, 403, 403, 403, 201));
  expect(await statuses(lax, 'read write echo')).toEqual(row(200, 200, 200, 200, 201));
  expect(await statuses(lax, 'echo wallet transaction')).toEqual(row(403, 403, 403, 403, 403));

  await using strict = await startSandbox({ strict: true });
  expect(await statuses(strict, 'read write echo')).toEqual(row(200, 200, 200, 403, 403));
  expect(await statuses(strict, 'read write wallet')).toEqual(row(403, 403, 200, 200, 201));
});

test('the scheme of the Authorization header may be in any case', async () => {
  await using sandbox = await startSandbox();
  const { access_token } = await logIn(sandbox);
  const headers = { authorization: `bearer ${access_token}` };
  expect((await rawRequest(`${sandbox.baseUrl}assets/`, { headers })).status).toBe(200);
});

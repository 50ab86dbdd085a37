import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Sandbox, startSandbox } from '../../src/sandbox/index.ts';
import { call, demoLogin, json, logIn, requestToken } from './support.ts';

const EMOJI_USER = { username: 'Zoë|ǅ漢', password: 'a+b &=% 🔑 päss' };

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startSandbox({ users: [EMOJI_USER] });
});
afterAll(() => sandbox.close());

/** Contract 2.2, row by row. What a row does not name is as in a good login of the demo user. */
const NO_USERNAME = 'Request is missing username parameter.';
const NO_PASSWORD = 'Request is missing password parameter.';
const BAD_CREDENTIALS = 'Invalid credentials given.';
const NO_REFRESH_TOKEN = 'Missing refresh token parameter.';

test.each([
  ['an empty username', { username: '' }, 400, 'invalid_request', NO_USERNAME],
  ['no username', { username: undefined }, 400, 'invalid_request', NO_USERNAME],
  ['an empty password', { password: '' }, 400, 'invalid_request', NO_PASSWORD],
  ['no password', { password: undefined }, 400, 'invalid_request', NO_PASSWORD],
  ['both empty', { username: '', password: '' }, 400, 'invalid_request', NO_USERNAME],
  ['both absent', { username: undefined, password: undefined }, 400, 'invalid_request', NO_USERNAME],
  ['a known user with a wrong password', { password: 'wrong' }, 401, 'invalid_grant', BAD_CREDENTIALS],
  ['an unknown user', { username: 'nobody' }, 401, 'invalid_grant', BAD_CREDENTIALS],
  ['an unknown client', { client_id: 'x'.repeat(40) }, 401, 'invalid_client', undefined],
  ['no client id', { client_id: undefined }, 401, 'invalid_client', undefined],
  ['a wrong client secret', { client_secret: 'wrong' }, 401, 'invalid_client', undefined],
  ['no client secret', { client_secret: undefined }, 401, 'invalid_client', undefined],
  ['an empty client secret', { client_secret: '' }, 401, 'invalid_client', undefined],
  ['a client secret that is not ASCII', { client_secret: 'geheim\nß' }, 401, 'invalid_client', undefined],
  ['a wrong client and no user', { client_id: 'x', username: '' }, 401, 'invalid_client', undefined],
  ['no grant type', { grant_type: undefined }, 400, 'unsupported_grant_type', undefined],
  ['an empty grant type', { grant_type: '' }, 400, 'unsupported_grant_type', undefined],
  ['an unknown grant type', { grant_type: 'client_credentials' }, 400, 'unsupported_grant_type', undefined],
  ['a bad grant type and client', { grant_type: '☂', client_id: 'x' }, 400, 'unsupported_grant_type', undefined],
  ['an unknown scope', { scope: 'read admin' }, 401, 'invalid_scope', undefined],
  ['a scope with forbidden characters', { scope: 'read "☂"' }, 401, 'invalid_scope', undefined],
  ['a bad scope and password', { scope: 'admin', password: 'wrong' }, 401, 'invalid_grant', BAD_CREDENTIALS],
  ['no refresh token', { grant_type: 'refresh_token' }, 400, 'invalid_request', NO_REFRESH_TOKEN],
  [
    'an empty refresh token',
    { grant_type: 'refresh_token', refresh_token: '' },
    400,
    'invalid_request',
    NO_REFRESH_TOKEN,
  ],
  ['an unknown refresh token', { grant_type: 'refresh_token', refresh_token: 'x' }, 401, 'invalid_grant', undefined],
])('a token request with %s is refused as the contract has it', async (_case, fields, status, error, description) => {
  const response = await requestToken(sandbox, { ...demoLogin(sandbox), ...fields });
  expect(response.status).toBe(status);
  expect(await response.json()).toEqual(
    description === undefined ? { error } : { error, error_description: description },
  );
  expect(response.headers.get('cache-control')).toBe('no-store');
  expect(response.headers.get('pragma')).toBe('no-cache');
  expect(response.headers.get('www-authenticate')).toBeNull();
});

test('a token request sent as JSON has no grant type', async () => {
  const { clientId, clientSecret } = sandbox.demo;
  const fields = { ...demoLogin(sandbox), client_id: clientId, client_secret: clientSecret };
  const response = await call(sandbox, 'clientele/oauth2/token', undefined, fields);
  expect(response.status).toBe(400);
  expect(await response.json()).toEqual({ error: 'unsupported_grant_type' });
});

test.each(['GET', 'HEAD', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'])('%s on the token endpoint is 405', async (method) => {
  const response = await fetch(`${sandbox.baseUrl}clientele/oauth2/token`, { method });
  expect(response.status).toBe(405);
  expect(await response.text()).toBe('');
  expect(response.headers.get('cache-control')).toBe('no-store');
});

test('a good login is answered in the vendor’s form', async () => {
  const response = await requestToken(sandbox, demoLogin(sandbox));
  expect(response.status).toBe(200);
  expect(await response.json()).toEqual({
    access_token: expect.stringMatching(/^[A-Za-z0-9]{30}$/),
    expires_in: 36000,
    token_type: 'Bearer',
    scope: 'read write echo wallet transaction',
    refresh_token: expect.stringMatching(/^[A-Za-z0-9]{30}$/),
  });
  expect(response.headers.get('cache-control')).toBe('no-store');
  expect(response.headers.get('pragma')).toBe('no-cache');
  expect(response.headers.get('content-type')).toMatch(/^application\/json/);
});

test('an empty scope is an absent one: all scopes', async () => {
  expect((await logIn(sandbox, { scope: '' })).scope).toBe('read write echo wallet transaction');
  expect((await logIn(sandbox, { scope: '  ' })).scope).toBe('read write echo wallet transaction');
});

test('a login for fewer scopes is granted those', async () => {
  expect((await logIn(sandbox, { scope: 'echo read' })).scope).toBe('read echo');
});

test('names and passwords with any character log in', async () => {
  const { access_token } = await logIn(sandbox, EMOJI_USER);
  expect((await call(sandbox, 'kms/wallets/', access_token)).status).toBe(200);
});

test('the client’s credentials may come as HTTP Basic instead', async () => {
  const send = (secret: string) =>
    fetch(`${sandbox.baseUrl}clientele/oauth2/token`, {
      method: 'POST',
      headers: { authorization: `Basic ${btoa(`${sandbox.demo.clientId}:${secret}`)}` },
      body: new URLSearchParams(demoLogin(sandbox)),
    });
  expect((await send(sandbox.demo.clientSecret)).status).toBe(200);
  const refused = await send('wrong');
  expect(refused.status).toBe(401);
  expect(await refused.json()).toEqual({ error: 'invalid_client' });
  expect(refused.headers.get('www-authenticate')).toBeNull();
});

test('a field that is sent twice is refused', async () => {
  const { clientId, clientSecret } = sandbox.demo;
  const body = new URLSearchParams({ ...demoLogin(sandbox), client_id: clientId, client_secret: clientSecret });
  body.append('username', 'somebody else');
  const response = await fetch(`${sandbox.baseUrl}clientele/oauth2/token`, { method: 'POST', body });
  expect(response.status).toBe(400);
  expect(await json(response)).toEqual({
    error: 'invalid_request',
    error_description: 'Duplicate username parameter.',
  });
});

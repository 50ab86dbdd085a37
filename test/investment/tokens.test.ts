import { afterEach, beforeEach, expect, it } from 'vitest';
import { InvalidInputError, UnexpectedResponseError } from '../../src/errors.ts';
import {
  InvestmentApiError,
  InvestmentTokens,
  loadSigningKey,
  MemoryScopedTokenStore,
  ScopedToken,
} from '../../src/investment/index.ts';
import { CLIENT_ID, CLIENT_SECRET, KEY_ID, problem, rejection, startTestApi, type TestApi, thrown } from './support.ts';
import { vectorKey } from './vectors.ts';

let api: TestApi;
beforeEach(async () => {
  api = await startTestApi();
});
afterEach(() => api.close());

it('asks for a token with a signed form whose bytes and headers are those of the contract', async () => {
  const token = await new InvestmentTokens(api.options).token(['users:read', 'orders:read']);
  expect(token.accessToken).toMatch(/^sandbox_/);
  expect(token.grantedScope).toEqual(['orders:read', 'users:read']);
  expect(token.missingScope).toEqual([]);
  const [request] = api.seen;
  expect(request).toMatchObject({ method: 'POST', target: '/auth/token' });
  expect(Object.fromEntries(new URLSearchParams(request?.body))).toEqual({
    client_id: CLIENT_ID,
    client_secret: CLIENT_SECRET,
    grant_type: 'client_credentials',
    scope: 'orders:read users:read',
  });
  expect(request?.headers).toMatchObject({
    'content-type': 'application/x-www-form-urlencoded',
    'upvest-client-id': CLIENT_ID,
    'upvest-api-version': '1',
    'upvest-signature-version': '15',
    accept: 'application/json',
  });
  expect(request?.headers).not.toHaveProperty('authorization');
  expect(request?.headers).not.toHaveProperty('idempotency-key');
});

it('the same set of scopes in another order and with repetitions is the same token', async () => {
  const tokens = new InvestmentTokens(api.options);
  const first = await tokens.accessToken(['users:read', 'orders:read']);
  expect(await tokens.accessToken(['orders:read', 'users:read', 'orders:read'])).toBe(first);
  expect(await tokens.accessToken('orders:read users:read')).toBe(first);
  expect(await tokens.accessToken('users:read')).not.toBe(first);
  expect(api.seen).toHaveLength(2);
});

it('calls at the same time share one request per set', async () => {
  const tokens = new InvestmentTokens(api.options);
  const scopes = ['users:read', 'orders:read', 'users:read', 'users:read', 'orders:read'];
  const got = await Promise.all(scopes.map((scope) => tokens.accessToken(scope)));
  expect(new Set(got).size).toBe(2);
  expect(api.seen).toHaveLength(2);
});

it('a failed request is not kept: the next call asks again', async () => {
  const tokens = new InvestmentTokens(api.options);
  api.override = () => problem(401, 'unauthorised', 'no');
  await rejection(tokens.accessToken('users:read'), InvestmentApiError);
  api.override = undefined;
  expect(await tokens.accessToken('users:read')).toMatch(/^sandbox_/);
});

it('a token request that everybody had left was repeated for nobody; whoever comes then has one of their own', async () => {
  const tokens = new InvestmentTokens(api.options);
  const caller = new AbortController();
  // The answer that is never used comes late, and asks for a repeat.
  let release = () => {};
  const late = new Promise<void>((resolve) => {
    release = resolve;
  });
  api.override = async () => {
    await late;
    return new Response('', { status: 503 });
  };
  const given = expect(tokens.token('users:read', { signal: caller.signal })).rejects.toThrow('given up');
  while (api.seen.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
  caller.abort(new Error('given up'));
  await given;
  api.override = undefined;
  const own = tokens.token('users:read');
  release();
  expect((await own).accessToken).toMatch(/^sandbox_/);
  expect(api.seen).toHaveLength(2);
  expect(api.clock.pauses).toEqual([]);
});

it('a caller who gives up does not take the token from the others', async () => {
  const tokens = new InvestmentTokens(api.options);
  let answer = () => {};
  api.override = () =>
    new Promise((resolve) => {
      answer = () => resolve(undefined);
    });
  const impatient = new AbortController();
  const left = tokens.accessToken('users:read', { signal: impatient.signal });
  const stayed = tokens.accessToken('users:read');
  impatient.abort(new Error('enough'));
  await expect(left).rejects.toThrow('enough');
  while (api.seen.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
  answer();
  expect(await stayed).toMatch(/^sandbox_/);
  expect(api.seen).toHaveLength(1);
});

it.each([
  [3600, 30],
  [40, 20],
])('a token of %i seconds is renewed %i seconds before its end and not sooner', async (life, margin) => {
  await api.close();
  api = await startTestApi(life);
  const tokens = new InvestmentTokens(api.options);
  const first = await tokens.accessToken('users:read');
  api.clock.time += (life - margin) * 1000 - 1;
  expect(await tokens.accessToken('users:read')).toBe(first);
  api.clock.time += 1;
  expect(await tokens.accessToken('users:read')).not.toBe(first);
});

it('the life of a token counts from before the request was sent', async () => {
  const tokens = new InvestmentTokens(api.options);
  const asked = api.clock.time;
  api.override = () => {
    api.clock.time += 4000;
    return undefined;
  };
  // The signature is still good: it lives for ten seconds.
  expect((await tokens.token('users:read')).expiresAt).toBe(asked + 3600_000);
});

it('granting less than asked is visible', async () => {
  api.override = () =>
    Response.json({ access_token: 'abc', token_type: 'bearer', expires_in: 60, scope: 'users:read' });
  const token = await new InvestmentTokens(api.options).token(['users:read', 'users:admin']);
  expect(token.grantedScope).toEqual(['users:read']);
  expect(token.missingScope).toEqual(['users:admin']);
});

it('a dropped token is asked for anew, and an older one does not take a newer one along', async () => {
  const tokens = new InvestmentTokens(api.options);
  const first = await tokens.token('users:read');
  await tokens.drop(first);
  const second = await tokens.token('users:read');
  expect(second.equals(first)).toBe(false);
  await tokens.drop(first);
  expect((await tokens.token('users:read')).equals(second)).toBe(true);
});

it('a store gives tokens to the next process and loses the refused ones', async () => {
  const store = new MemoryScopedTokenStore();
  const first = await new InvestmentTokens({ ...api.options, store }).token('users:read');
  const next = new InvestmentTokens({ ...api.options, store });
  expect((await next.token('users:read')).equals(first)).toBe(true);
  expect(api.seen).toHaveLength(1);
  await next.drop(first);
  expect((await next.token('users:read')).equals(first)).toBe(false);
});

it('two processes that share a store ask once', async () => {
  const store = new MemoryScopedTokenStore();
  const [one, two] = [1, 2].map(() => new InvestmentTokens({ ...api.options, store }));
  const got = await Promise.all([one?.accessToken('users:read'), two?.accessToken('users:read')]);
  expect(got[0]).toBe(got[1]);
  expect(api.seen).toHaveLength(1);
});

it('a stored token of another API, client or set is not used, whatever the store says', async () => {
  const store = new MemoryScopedTokenStore();
  const values = {
    baseUrl: 'https://api.upvest.co/',
    clientId: CLIENT_ID,
    requestedScope: ['users:read'],
    grantedScope: ['users:read'],
    accessToken: 'of-another-api',
    issuedAt: api.clock.time,
    expiresAt: undefined,
  };
  const foreign = new ScopedToken(values);
  const careless = { ...bound(store), load: async () => foreign };
  expect(await new InvestmentTokens({ ...api.options, store: careless }).accessToken('users:read')).toMatch(
    /^sandbox_/,
  );
  const fitting = new ScopedToken({ ...values, baseUrl: `${api.options.baseUrl}/` });
  const right = { ...careless, load: async () => fitting };
  expect(await new InvestmentTokens({ ...api.options, store: right }).accessToken('users:read')).toBe('of-another-api');
});

function bound(store: MemoryScopedTokenStore) {
  return {
    load: store.load.bind(store),
    save: store.save.bind(store),
    clear: store.clear.bind(store),
    exclusive: store.exclusive.bind(store),
  };
}

it('a token survives being written and read, and nothing else is taken for one', async () => {
  const token = await new InvestmentTokens(api.options).token('users:read');
  const again = ScopedToken.parse(token.serialize());
  expect(again.equals(token)).toBe(true);
  expect(again.toJSON()).toEqual(token.toJSON());
  for (const text of ['', 'null', '{}', '[]', JSON.stringify(token), 'SENTINEL']) {
    expect(thrown(() => ScopedToken.parse(text), InvalidInputError).message).not.toContain('SENTINEL');
  }
});

it('a wrong secret, a scope not granted to the client and a wrong key are refusals with the API’s words', async () => {
  const wrongSecret = new InvestmentTokens({ ...api.options, clientSecret: 'SENTINEL-wrong' });
  const refused = await rejection(wrongSecret.accessToken('users:read'), InvestmentApiError);
  expect(refused).toMatchObject({ status: 401, problemCode: 'unauthorised', code: 'api_error' });
  expect(refused.requestId).toMatch(/^[0-9a-f-]{36}$/);

  const scope = await rejection(new InvestmentTokens(api.options).accessToken('fees:admin'), InvestmentApiError);
  expect(scope.hint).toContain('scopes');

  const signingKey = loadSigningKey({ keyId: KEY_ID, key: vectorKey('p521').privateKeyPem });
  const key = await rejection(
    new InvestmentTokens({ ...api.options, signingKey }).accessToken('users:read'),
    InvestmentApiError,
  );
  expect(key.detail).toBe('Signature is incorrect');
  expect(key.hint).toContain('key');
});

it('after 429 and 503 it waits as asked and signs anew', async () => {
  let failures = 0;
  api.override = () => {
    failures += 1;
    if (failures === 1) return new Response(null, { status: 429, headers: { 'retry-after': '2' } });
    if (failures === 2) return problem(503, 'unavailable', 'later');
    return undefined;
  };
  await new InvestmentTokens(api.options).accessToken('users:read');
  expect(api.clock.pauses).toEqual([2000, 600]);
  const signatures = api.seen.map((request) => request.headers['signature-input']);
  expect(new Set(signatures).size).toBe(3);
});

it.each([
  ['HTML', new Response('<h1>hi</h1>', { headers: { 'content-type': 'text/html' } })],
  ['no token in it', Response.json({ token_type: 'bearer' })],
  ['a token that no header can hold', Response.json({ access_token: 'a\r\nb', token_type: 'bearer' })],
  ['another token type', Response.json({ access_token: 'SENTINEL-token', token_type: 'mac' })],
])('a success that is no token (%s) is an error without anything of it', async (_case, response) => {
  api.override = () => response.clone();
  const error = await rejection(new InvestmentTokens(api.options).accessToken('users:read'), UnexpectedResponseError);
  expect(error.message).not.toContain('SENTINEL');
  expect(error.cause).toBeUndefined();
});

it.each([[[]], [['']], [['users:read', 'a b']], [['a"b']], [['a\\b']], [['x'.repeat(1001)]]])(
  'scopes that cannot be (%j) are refused before anything is sent',
  async (scope) => {
    await rejection(new InvestmentTokens(api.options).accessToken(scope), InvalidInputError);
    expect(api.seen).toEqual([]);
  },
);

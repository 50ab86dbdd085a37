import { Hono } from 'hono';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { InvestmentClient, RequestSigner } from '../../src/investment/index.ts';
import { createInvestmentApp } from '../../src/sandbox/investment/index.ts';
import { CLIENT_ID, CLIENT_SECRET, KEY_ID, keyPair, startTestApi, type TestApi } from './support.ts';
import { vectorBody, vectorKey, vectors } from './vectors.ts';

let api: TestApi;
let client: InvestmentClient;
let token: string;
beforeEach(async () => {
  api = await startTestApi();
  client = new InvestmentClient(api.options);
  token = await client.tokens.accessToken('users:read');
});
afterEach(async () => {
  client.close();
  await api.close();
});

interface Problem {
  type: string;
  status: number;
  detail: string;
  request_id: string;
}

interface Attempt {
  method?: string;
  path?: string;
  headers?: Record<string, string>;
  body?: string;
  /** Changes the signed request before it is sent. */
  change?: (headers: Record<string, string>) => void;
}

function signed({ method = 'GET', path = '/users', headers = {}, body }: Attempt) {
  const signer = new RequestSigner({ signingKey: api.options.signingKey, now: api.clock.now });
  const common = { accept: 'application/json', 'upvest-client-id': CLIENT_ID, authorization: `Bearer ${token}` };
  return signer.sign({
    method,
    url: api.options.baseUrl + path,
    headers: { ...common, ...headers },
    body: body ?? null,
  }).request;
}

async function send(attempt: Attempt = {}) {
  const request = signed(attempt);
  attempt.change?.(request.headers);
  const { method, headers, body = null } = request;
  const response = await fetch(request.url, { method, headers, body });
  return { status: response.status, headers: response.headers, body: (await response.json()) as Problem };
}

describe('the sandbox refuses as the API does', () => {
  it.each<[string, Attempt, number, string]>([
    ['no client id', { change: (headers) => delete headers['upvest-client-id'] }, 400, 'missing_client_id'],
    ['no signature', { change: (headers) => delete headers.signature }, 401, 'unauthorised'],
    [
      'version 6',
      { change: (headers) => Object.assign(headers, { 'upvest-signature-version': '6' }) },
      401,
      'unauthorised',
    ],
    [
      'a changed header',
      { change: (headers) => Object.assign(headers, { authorization: 'Bearer x' }) },
      401,
      'unauthorised',
    ],
    ['another accept', { headers: { accept: 'text/html' } }, 406, 'not_acceptable'],
    ['an unknown token', { headers: { authorization: 'Bearer unknown' } }, 401, 'unauthorised'],
    ['a POST without a key', { method: 'POST' }, 400, 'missing_idempotency_key'],
    ['a scope that the token lacks', { path: '/statement' }, 403, 'forbidden'],
    ['an unknown path', { path: '/nothing' }, 404, 'not_found'],
    ['an unknown method', { method: 'DELETE' }, 405, 'method_not_allowed'],
    ['a limit beyond the largest', { path: '/users?limit=1001' }, 400, 'invalid_request'],
  ])('%s', async (_what, attempt, status, slug) => {
    const answer = await send(attempt);
    expect(answer.headers.get('content-type')).toBe('application/problem+json');
    expect(answer.body).toMatchObject({ status, type: `https://docs.upvest.co/errors/${slug}` });
    expect(answer.status).toBe(status);
    expect(answer.body.request_id).toBe(answer.headers.get('upvest-request-id'));
  });

  it('a replay', async () => {
    const { url, method, headers } = signed({});
    const statuses = [await fetch(url, { method, headers }), await fetch(url, { method, headers })].map(
      ({ status }) => status,
    );
    expect(statuses).toEqual([200, 401]);
  });

  it('an expired signature, and one of the future', async () => {
    const late = signed({});
    api.clock.time += 10_000;
    const early = signed({});
    api.clock.time -= 13_000;
    const body = await (await fetch(early.url, { headers: early.headers })).text();
    expect(body).toContain('Signature is incorrect');
    api.clock.time += 13_000;
    expect((await fetch(late.url, { headers: late.headers })).status).toBe(401);
  });

  it('an expired token', async () => {
    api.clock.time += 3_600_000;
    expect((await send()).body.detail).toContain('access token');
  });
});

it.each(vectors.cases.map((vector) => [vector.name, vector] as const))(
  'its check, written apart from the client, takes the official vector %s',
  async (_name, { input, expected, key }) => {
    const { publicKeyPem } = vectorKey(key);
    const clientId = 'ebabcf4d-61c3-4942-875c-e265a7c2d062';
    const registered = { clientId, clientSecret: 's', keyId: input.keyId, publicKeyPem, scopes: [] };
    const app = createInvestmentApp({ clients: [registered], clock: { now: () => input.created * 1000 } });
    const headers = new Headers(input.headers);
    for (const [name, value] of Object.entries(expected.headers)) headers.set(name, value);
    headers.set('signature', expected.signature ?? expected.sampleSignature ?? '');
    const request = () =>
      new Request(input.url, { method: input.method.toUpperCase(), headers, body: vectorBody(input) });
    // Past the signature, the sandbox knows neither the token nor the secret, and wants an accept.
    expect(await (await app.fetch(request())).text()).not.toContain('Signature is incorrect');
    headers.set('upvest-client-id', 'another');
    expect(await (await app.fetch(request())).text()).toContain('Signature is incorrect');
  },
);

it('mounted in an app that has read the body, it checks the bytes that app has read', async () => {
  const { signingKey } = api.options;
  const publicKeyPem = keyPair.publicKey.export({ format: 'pem', type: 'spki' }).toString();
  const registered = {
    clientId: CLIENT_ID,
    clientSecret: CLIENT_SECRET,
    keyId: KEY_ID,
    publicKeyPem,
    scopes: ['users:read'],
  };
  const outer = new Hono<{ Variables: { bodyBytes?: Uint8Array } }>();
  outer.use(async (context, next) => {
    context.set('bodyBytes', new Uint8Array(await context.req.raw.arrayBuffer()));
    await next();
  });
  outer.route('/', createInvestmentApp({ clients: [registered] }));
  const form = {
    client_id: CLIENT_ID,
    client_secret: CLIENT_SECRET,
    grant_type: 'client_credentials',
    scope: 'users:read',
  };
  const { request } = new RequestSigner({ signingKey }).sign({
    method: 'POST',
    url: 'http://localhost/auth/token',
    headers: {
      accept: 'application/json',
      'upvest-client-id': CLIENT_ID,
      'content-type': 'application/x-www-form-urlencoded',
    },
    body: new URLSearchParams(form).toString(),
  });
  const response = await outer.request(request.url, { ...request, body: request.body ?? null });
  expect(response.status).toBe(200);
});

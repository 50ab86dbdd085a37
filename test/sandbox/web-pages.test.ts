import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Sandbox, startSandbox } from '../../src/sandbox/index.ts';
import { exchange } from './fuzz/wire-client.ts';
import { failure, logIn } from './support.ts';

let sandbox: Sandbox;
let open: Sandbox;
let token: string;
beforeAll(async () => {
  sandbox = await startSandbox();
  open = await startSandbox({ host: '0.0.0.0' });
  token = (await logIn(sandbox)).access_token;
});
afterAll(() => Promise.all([sandbox.close(), open.close()]));

/** One request as a browser writes it. */
async function send(
  { port }: Sandbox,
  {
    method = 'GET',
    target = '/1.0/assets/',
    headers = {},
    body = '',
  }: Partial<Record<'method' | 'target' | 'body', string>> & { headers?: Record<string, string> },
) {
  const all = { Host: `127.0.0.1:${port}`, Connection: 'close', 'Content-Length': String(body.length), ...headers };
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`);
  const answers = await exchange(port, [Buffer.from(`${method} ${target} HTTP/1.1\r\n${lines.join('')}\r\n${body}`)]);
  return answers?.[0] ?? { status: 0, headers: new Map<string, string>(), body: '' };
}

const PAGE = { Origin: 'https://evil.example', 'Sec-Fetch-Site': 'cross-site' };
const FORM = { 'Content-Type': 'application/x-www-form-urlencoded' };
const TEXT = { 'Content-Type': 'text/plain' };
const FUND = '{"asset":"ETH","quantity":"1"}';

test.each([
  ['a form that logs in', '/1.0/clientele/oauth2/token', { ...FORM, ...PAGE }, 'grant_type=password'],
  [
    'a form whose page hides its origin',
    '/1.0/clientele/oauth2/token',
    { ...FORM, Origin: 'null' },
    'grant_type=password',
  ],
  ['plain text to the faucet', '/_sandbox/fund', { ...TEXT, ...PAGE }, FUND],
  ['a form to the faucet', '/_sandbox/fund', { ...FORM, ...PAGE }, FUND],
  [
    'a form that arms a fault',
    '/_sandbox/faults',
    { 'Content-Type': 'multipart/form-data; boundary=x', ...PAGE },
    '{"action":{"kind":"dropBefore"}}',
  ],
  [
    'a page on another port of this machine, to the faucet',
    '/_sandbox/fund',
    { ...TEXT, Origin: 'http://localhost:3000' },
    FUND,
  ],
  ['the Investment API', '/auth/token', { ...FORM, ...PAGE }, 'grant_type=client_credentials'],
])('a web page cannot send what browsers let it send unasked: %s', async (_what, target, headers, body) => {
  const answer = await send(sandbox, { method: 'POST', target, headers, body });
  expect(answer.status).toBe(403);
  expect(JSON.parse(answer.body).error).toMatchObject({ code: 403 });
});

test('an image or a script from a page elsewhere is refused too, and no answer is open to other origins', async () => {
  const image = await send(sandbox, { headers: { 'Sec-Fetch-Site': 'cross-site', 'Sec-Fetch-Mode': 'no-cors' } });
  expect(image.status).toBe(403);
  const own = await send(sandbox, { headers: { Authorization: `Bearer ${token}`, Origin: 'http://localhost:5173' } });
  expect(own.status).toBe(200);
  const preflight = { Origin: 'https://evil.example', 'Access-Control-Request-Method': 'POST' };
  for (const target of ['/1.0/kms/wallets/', '/_sandbox/fund', '/1.0/clientele/oauth2/token', '/users']) {
    const asked = await send(sandbox, { method: 'OPTIONS', target, headers: preflight });
    expect(asked.status).toBe(403);
    for (const answer of [asked, own, image]) {
      expect([...answer.headers.keys()].filter((name) => name.startsWith('access-control-'))).toEqual([]);
    }
  }
});

test.each([
  ['text/plain', 415],
  ['application/x-www-form-urlencoded', 415],
  ['multipart/form-data; boundary=x', 415],
  ['', 415],
  ['application/json', 201],
  ['Application/JSON; charset=utf-8', 201],
])('an old browser that names no origin cannot send what the faucet takes: %j is %i', async (type, status) => {
  const headers: Record<string, string> = type === '' ? {} : { 'content-type': type };
  const body = new Blob([FUND]);
  const response = await fetch(new URL('/_sandbox/fund', sandbox.baseUrl), { method: 'POST', headers, body });
  expect(response.status).toBe(status);
  if (status === 415) expect(await failure(response)).toMatchObject({ code: 415 });
});

test('DNS rebinding: the host of the request line counts as the one in the header does', async () => {
  const headers = { Authorization: `Bearer ${token}` };
  const rebound = await send(sandbox, { target: 'http://evil.example/1.0/assets/', headers });
  expect(rebound.status).toBe(421);
  const proxied = await send(sandbox, { target: `http://localhost:${sandbox.port}/1.0/assets/`, headers });
  expect(proxied.status).toBe(200);
  // One of two headers is the page's.
  expect((await send(sandbox, { headers: { ...headers, host: 'evil.example' } })).status).toBe(421);
});

test.each([
  ['192.168.1.7:80', 401],
  ['[fd00::1]', 401],
  ['sandbox:8787', 401],
  ['laptop.local', 401],
  ['api.default.svc.cluster.local', 401],
  ['host.docker.internal:80', 401],
  ['localhost', 401],
  ['evil.example', 421],
  ['192.168.1.7.evil.example', 421],
  ['local.evil.example', 421],
  ['evil.example.', 421],
  ['127.0.0.1x', 421],
  ['999999999999', 421],
  ['', 400],
])('on another address it answers to addresses and to names that nobody can buy: %s is %i', async (Host, status) => {
  expect((await send(open, { headers: { Host } })).status).toBe(status);
});

test('the name that it was told to listen on is answered, whatever it is', async () => {
  await using named = await startSandbox({ host: 'localhost' });
  expect((await fetch(`${named.baseUrl}assets/`)).status).toBe(401);
  await expect(startSandbox({ host: '' })).rejects.toThrow('The option host is empty.');
});

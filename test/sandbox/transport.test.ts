import { once } from 'node:events';
import { createConnection } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Sandbox, type SandboxRequestEvent, startSandbox } from '../../src/sandbox/index.ts';
import { baseUrlOf } from '../../src/sandbox/server.ts';
import { ETHER } from './known.ts';
import { call, failure, keepAliveAgent, logIn, rawRequest } from './support.ts';

const events: SandboxRequestEvent[] = [];
let sandbox: Sandbox;
let token: string;
beforeAll(async () => {
  sandbox = await startSandbox({ onRequest: (event) => events.push(event) });
  token = (await logIn(sandbox)).access_token;
});
afterAll(async () => {
  expect(events.filter(({ failure }) => failure !== undefined)).toEqual([]);
  await sandbox.close();
});

test.each(['Ωμέγα', 'ǅ ǆ', '漢字 🔑', 'a+b&c=d %25', ''])(
  'echo gives "%s" back from body and from query',
  async (echo) => {
    const posted = await call(sandbox, 'clientele/echo-oauth2', token, { echo });
    expect(posted.status).toBe(200);
    expect(await posted.json()).toEqual({ echo });
    const got = await call(sandbox, `clientele/echo-oauth2?echo=${encodeURIComponent(echo)}`, token);
    expect(got.status).toBe(200);
    expect(await got.json()).toEqual({ echo });
  },
);

test.each([
  'assets',
  `assets/${ETHER}/`,
  'kms/wallets',
  'clientele/echo-oauth2/',
  'clientele/oauth2/token/',
  'nothing/here',
  '',
])('the path "%s" has no route: 404 in plain text, never a redirect', async (path) => {
  const response = await fetch(sandbox.baseUrl + path, {
    redirect: 'manual',
    headers: { authorization: `Bearer ${token}` },
  });
  expect(response.status).toBe(404);
  expect(response.headers.get('content-type')).toMatch(/^text\/plain/);
  expect(await response.text()).toBe('Not Found');
});

test('a path outside the version prefix has no route', async () => {
  expect((await fetch(new URL('/assets/', sandbox.baseUrl))).status).toBe(404);
});

test('another method on a known path is 405 and names the allowed ones', async () => {
  const response = await fetch(`${sandbox.baseUrl}kms/wallets/`, {
    method: 'DELETE',
    headers: { authorization: `Bearer ${token}` },
  });
  expect(response.status).toBe(405);
  expect(response.headers.get('allow')).toBe('GET, POST');
});

test('the request id of the client is echoed, and made up where there is none', async () => {
  const id = '7b0c2f52-5a0f-4a58-9a3f-2f0e2f6f5f11';
  const given = await fetch(`${sandbox.baseUrl}assets/`, { headers: { 'X-UP-API-Request-ID': id } });
  expect(given.headers.get('x-up-api-request-id')).toBe(id);
  const absent = await fetch(`${sandbox.baseUrl}assets/`);
  expect(absent.headers.get('x-up-api-request-id')).toMatch(/^[0-9a-f-]{36}$/);
  const unfit = await fetch(`${sandbox.baseUrl}nowhere`, { headers: { 'X-UP-API-Request-ID': 'x'.repeat(200) } });
  expect(unfit.headers.get('x-up-api-request-id')).toMatch(/^[0-9a-f-]{36}$/);
});

test.each([
  '{',
  '',
  'null',
  '[]',
  '"text"',
  '{"echo":}',
  '{}',
  '{"echo":5}',
  '\u{feff}{"echo":"x"}',
  '['.repeat(500_000),
])('a body that is not what was asked for is a 400 envelope (%#)', async (body) => {
  const response = await fetch(`${sandbox.baseUrl}clientele/echo-oauth2`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body,
  });
  expect(response.status).toBe(400);
  expect((await failure(response)).code).toBe(400);
});

test('a body over the limit is 413, announced or not, and the sandbox goes on', async () => {
  const body = JSON.stringify({ echo: 'x'.repeat(1024 * 1024) });
  const headers = { authorization: `Bearer ${token}` };
  const url = `${sandbox.baseUrl}clientele/echo-oauth2`;
  const announced = await fetch(url, { method: 'POST', headers, body });
  expect(announced.status).toBe(413);
  const streamed = {
    method: 'POST',
    headers,
    body: new Blob([body]).stream(),
    duplex: 'half',
  } satisfies RequestInit & {
    duplex: 'half';
  };
  expect((await fetch(url, streamed)).status).toBe(413);
  expect((await call(sandbox, 'assets/', token)).status).toBe(200);
});

test('a body in chunks is read as any other', async () => {
  const init = {
    method: 'POST',
    headers: { authorization: `Bearer ${token}` },
    body: new Blob(['{"echo":', '"漢"}']).stream(),
    duplex: 'half',
  } satisfies RequestInit & { duplex: 'half' };
  expect(await (await fetch(`${sandbox.baseUrl}clientele/echo-oauth2`, init)).json()).toEqual({ echo: '漢' });
});

test.each([
  ['127.0.0.1', 401],
  ['localhost:1', 401],
  ['LOCALHOST', 401],
  ['[::1]:80', 401],
  ['127.8.9.1', 401],
  ['evil.example', 421],
  ['127.0.0.1.evil.example', 421],
  ['localhost.evil.example:80', 421],
  ['192.168.0.1', 421],
])('a request to the host name %s is answered with %i', async (host, status) => {
  expect((await rawRequest(`${sandbox.baseUrl}assets/`, { headers: { host } })).status).toBe(status);
});

test.each([
  'GARBAGE\r\n\r\n',
  'GET / HTTP/1.1\r\n\r\n',
  'GET http://[ HTTP/1.1\r\nHost: localhost\r\n\r\n',
  'GET /1.0/assets/ HTTP/1.0\r\n\r\n',
  'POST /1.0/clientele/oauth2/token HTTP/1.1\r\nHost: localhost\r\nContent-Length: 50\r\n\r\ngrant',
  'POST /1.0/clientele/oauth2/token HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\nZZ\r\n',
])('a broken request does no harm (%#)', async (text) => {
  const socket = createConnection(sandbox.port, '127.0.0.1');
  socket.on('error', () => undefined);
  socket.end(text);
  socket.resume();
  await once(socket, 'close');
  expect((await call(sandbox, 'assets/', token)).status).toBe(200);
});

test('closing ends a kept connection promptly and frees the port', async () => {
  const own = await startSandbox();
  const agent = keepAliveAgent();
  await rawRequest(`${own.baseUrl}assets/`, { agent });
  const started = performance.now();
  await Promise.all([own.close(), own.close()]);
  expect(performance.now() - started).toBeLessThan(400);
  await expect(fetch(own.baseUrl)).rejects.toThrow();
  agent.destroy();
  await using again = await startSandbox({ port: own.port });
  expect(again.baseUrl).toBe(own.baseUrl);
});

test('a port that is taken is an error', async () => {
  await expect(startSandbox({ port: sandbox.port })).rejects.toThrow(/EADDRINUSE/);
});

test.each([
  [{ port: -1 }, 'port'],
  [{ tokenTtlSeconds: 0 }, 'tokenTtlSeconds'],
  [{ activationDelayMs: 0.5 }, 'activationDelayMs'],
])('the option %j is refused by its name', async (options, name) => {
  await expect(startSandbox(options)).rejects.toThrow(name);
});

test('the base URL of a wildcard or an IPv6 address is one that can be connected to', () => {
  expect(baseUrlOf('0.0.0.0', 80)).toBe('http://127.0.0.1:80/1.0/');
  expect(baseUrlOf('::1', 80)).toBe('http://[::1]:80/1.0/');
  expect(baseUrlOf('localhost', 80)).toBe('http://localhost:80/1.0/');
});

import { createHash } from 'node:crypto';
import { createConnection, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, onTestFinished, test } from 'vitest';
import { collect } from '../../src/sandbox/body-reader.ts';
import { startSandbox } from '../../src/sandbox/index.ts';
import { AccessTokens } from '../../src/sandbox/investment/access-tokens.ts';
import { NonceBook } from '../../src/sandbox/investment/nonce-book.ts';
import { TokenRegistry } from '../../src/sandbox/oauth/token-registry.ts';
import { LIMITS, listen } from '../../src/sandbox/server.ts';
import { FULL_SCALE } from '../support/scale.ts';
import { exchange } from './fuzz/wire-client.ts';
import { call, logIn } from './support.ts';

const SHORT = { headersTimeoutMs: 150, requestTimeoutMs: 300, checkIntervalMs: 20, connections: 5 };

/** A server of the sandbox's with shorter patience and nothing behind it. */
async function impatientServer() {
  const server = await listen({ fetch: () => new Response('served') }, 0, '127.0.0.1', SHORT);
  onTestFinished(() => server.close());
  return server.port;
}

function connect(port: number): Socket {
  const socket = createConnection({ port, host: '127.0.0.1' });
  socket.on('error', () => undefined).resume();
  onTestFinished(() => {
    socket.destroy();
  });
  return socket;
}

/** How long it took the server to hang up on somebody who sends this, byte by byte. */
async function trickle(port: number, head: string, drip: string): Promise<number> {
  const started = performance.now();
  const socket = connect(port);
  const closed = new Promise<number>((resolve) => socket.once('close', () => resolve(performance.now() - started)));
  socket.write(head);
  const timer = setInterval(() => socket.write(drip), 20);
  return Promise.race([closed, sleep(10_000).then(() => Number.POSITIVE_INFINITY)]).finally(() => clearInterval(timer));
}

test('who sends a head or a body drop by drop is cut off', async () => {
  const port = await impatientServer();
  const head = 'POST / HTTP/1.1\r\nHost: localhost\r\n';
  expect(await trickle(port, head, 'X: y\r\n')).toBeLessThan(5_000);
  expect(await trickle(port, `${head}Content-Length: 100000\r\n\r\n`, 'x')).toBeLessThan(5_000);
});

test('of more connections than there may be the newest are cut off, and the others served', async () => {
  const port = await impatientServer();
  const held = Array.from({ length: SHORT.connections }, () => connect(port));
  await Promise.all(held.map((socket) => new Promise((resolve) => socket.once('connect', resolve))));
  await sleep(30);
  const request = Buffer.from('GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n');
  expect(await exchange(port, [request])).toEqual([]);
  held[0]?.destroy();
  await sleep(30);
  expect((await exchange(port, [request]))?.[0]).toMatchObject({ status: 200 });
});

test('the sandbox itself has limits that no test-suite meets', () => {
  expect(LIMITS).toEqual({
    headersTimeoutMs: 10_000,
    requestTimeoutMs: 30_000,
    checkIntervalMs: 1_000,
    connections: 1_000,
  });
});

test('a body that is announced as too large is refused before it is sent, in the shape of every refusal', async () => {
  await using sandbox = await startSandbox();
  const { access_token } = await logIn(sandbox);
  const head = `POST /1.0/clientele/echo-oauth2 HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer ${access_token}\r\n`;
  const answers = await exchange(sandbox.port, [Buffer.from(`${head}Content-Length: 99999999999\r\n\r\n`)], {
    hangUp: true,
  });
  expect(answers?.[0]?.status).toBe(413);
  expect(JSON.parse(answers?.[0]?.body ?? '')).toMatchObject({ error: { code: 413 } });
});

test.runIf(FULL_SCALE)(
  'a body in a hundred thousand pieces once weighed a hundred times as much as in one',
  async () => {
    setFlagsFromString('--expose-gc');
    const collectGarbage = runInNewContext('gc') as () => void;
    const heap = () => {
      collectGarbage();
      return process.memoryUsage().heapUsed;
    };
    const [pieces, slab] = [100_000, Buffer.alloc(65_536, 'x')];
    let weight = 0;
    async function* oneByOne() {
      const before = heap();
      for (let piece = 0; piece < pieces; piece++) yield slab.subarray(piece % 65_536, (piece % 65_536) + 1);
      weight = heap() - before;
    }
    expect((await collect(oneByOne()))?.equals(Buffer.alloc(pieces, 'x'))).toBe(true);
    expect(weight).toBeLessThan(20 * pieces);
  },
);

test('sessions without end once filled the memory: beyond the most the oldest ends', () => {
  const registry = new TokenRegistry(() => 0, [], 100);
  const grant = { username: 'demo', clientId: 'c', scopes: [] };
  for (let index = 0; index < 1_000; index++) {
    registry.issue({ ...grant }, { accessToken: `a${index}`, refreshToken: `r${index}`, ttlSeconds: 60 });
  }
  expect(registry.records()).toHaveLength(100);
  expect([registry.findByAccessToken('a899'), registry.findByRefreshToken('r899')]).toEqual([undefined, undefined]);
  expect(registry.findByAccessToken('a900')).toBeDefined();
  expect(registry.findByRefreshToken('r999')).toBeDefined();
});

test('tokens and nonces of the Investment API end, too', () => {
  let now = 0;
  const tokens = new AccessTokens(3_600, () => now);
  const client = { clientId: 'c', clientSecret: 's', keyId: 'k', publicKeyPem: '', scopes: ['users:read'] };
  const form = new URLSearchParams({
    client_id: 'c',
    client_secret: 's',
    grant_type: 'client_credentials',
    scope: 'users:read',
  });
  const issue = () => (tokens.issue(form, client) as { access_token: string }).access_token;
  const first = issue();
  expect(tokens.scopesOf(`Bearer ${first}`, 'c')).toEqual(['users:read']);
  for (let index = 0; index < 10_000; index++) issue();
  expect(() => tokens.scopesOf(`Bearer ${first}`, 'c')).toThrow('unknown or has expired');
  const nonces = new NonceBook();
  for (let index = 0; index < 10_001; index++) expect(nonces.use('k', `n${index}`, 2 ** 40, now)).toBe(true);
  expect(nonces.use('k', 'n10000', 2 ** 40, now)).toBe(false);
  expect(nonces.use('k', 'n0', 2 ** 40, now)).toBe(true);
  now = 1;
});

test('faults that are ordered over the wire are counted', async () => {
  await using sandbox = await startSandbox();
  const url = new URL('/_sandbox/faults', sandbox.baseUrl);
  const fault = JSON.stringify({ path: 'nowhere', action: { kind: 'dropBefore' } });
  const order = () => fetch(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body: fault });
  for (let index = 0; index < 1_000; index++) sandbox.faults.add({ path: 'nowhere', action: { kind: 'dropBefore' } });
  expect((await order()).status).toBe(409);
  await fetch(url, { method: 'DELETE' });
  expect((await order()).status).toBe(201);
});

test('a fault whose answer is nested too deeply to be written is refused when it is ordered, not when it strikes', async () => {
  await using sandbox = await startSandbox();
  const url = new URL('/_sandbox/faults', sandbox.baseUrl);
  const deep = `${'['.repeat(100_000)}${']'.repeat(100_000)}`;
  const body = `{"action":{"kind":"status","status":200,"body":${deep}}}`;
  const answer = await fetch(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body });
  expect(answer.status).toBe(400);
  expect((await call(sandbox, 'assets/')).status).toBe(401);
});

test('secrets are compared by hashes of one length, so that neither a common beginning nor a length shows', async () => {
  // What can be told without a stop-watch: a wrong secret of another length is refused like one of the same.
  await using sandbox = await startSandbox();
  const wrong = [
    sandbox.demo.clientSecret.slice(0, -1),
    `${sandbox.demo.clientSecret}x`,
    createHash('sha256').digest('hex'),
    '\u00e9',
  ];
  for (const client_secret of wrong) {
    const body = new URLSearchParams({
      ...{ grant_type: 'password', username: 'demo', password: 'x' },
      client_id: sandbox.demo.clientId,
      client_secret,
    });
    const answer = await fetch(`${sandbox.baseUrl}clientele/oauth2/token`, { method: 'POST', body });
    expect([answer.status, await answer.json()]).toEqual([401, { error: 'invalid_client' }]);
  }
});

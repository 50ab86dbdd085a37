import http from 'node:http';
import https from 'node:https';
import net, { type AddressInfo } from 'node:net';
import axios from 'axios';
import { describe, expect, test } from 'vitest';
import { opensslIsThere, selfSigned } from '../support/certificates.ts';
import { proxyEnvironment } from '../support/environment.ts';
import { startHttpServer } from '../support/http-server.ts';
import { printed, secretsIn } from '../support/printed.ts';
import { runProgram } from '../support/run-program.ts';
import { BEARER, callOver, PASSWORD } from '../support/transport-call.ts';

interface Proxy extends AsyncDisposable {
  url: string;
  /** What CONNECT was asked for. */
  tunnels: string[];
  /** Requests that came without a tunnel, whole: each is a leak. */
  plain: string[];
  /** Every byte that went through tunnels from the client. */
  bytes(): Buffer;
}

/** A proxy that leads every tunnel to `target`, or answers CONNECT with `refusal`. */
async function startProxy(target: number, refusal?: string): Promise<Proxy> {
  const tunnels: string[] = [];
  const plain: string[] = [];
  const chunks: Buffer[] = [];
  const sockets = new Set<net.Socket>();
  const server = http.createServer((request, response) => {
    plain.push(`${request.method} ${request.url} ${JSON.stringify(request.headers)}`);
    response.end('{}');
  });
  server.on('connection', (socket: net.Socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
  });
  server.on('connect', (request, client: net.Socket) => {
    tunnels.push(request.url ?? '');
    if (refusal !== undefined) {
      client.end(refusal);
      return;
    }
    const upstream = net.connect(target, '127.0.0.1', () =>
      client.write('HTTP/1.1 200 Connection established\r\n\r\n'),
    );
    sockets.add(upstream);
    upstream.on('error', () => client.destroy());
    client.on('data', (chunk) => chunks.push(chunk));
    client.pipe(upstream).pipe(client);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    tunnels,
    plain,
    bytes: () => Buffer.concat(chunks),
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

const HOST = 'api.upvest.test';

describe.skipIf(!opensslIsThere)('with HTTPS_PROXY (skipped where the program openssl is missing)', () => {
  test('an https request goes through a tunnel: the proxy learns host and port and sees only ciphertext', async () => {
    using certificate = selfSigned(`DNS:${HOST}`);
    const seen: string[] = [];
    const origin = https.createServer({ key: certificate.key, cert: certificate.cert }, (request, response) => {
      request.resume().on('end', () => {
        seen.push(`${request.method} ${request.url} ${request.headers.host}`);
        response.end('{"ok":true}');
      });
    });
    await new Promise<void>((resolve) => origin.listen(0, '127.0.0.1', resolve));
    try {
      await using proxy = await startProxy((origin.address() as AddressInfo).port);
      const calls = [
        [`https://${HOST}/1.0/wallets`, 'GET'],
        [`https://${HOST}/1.0/send`, 'POST'],
      ];
      const environment = { HTTPS_PROXY: proxy.url, NODE_EXTRA_CA_CERTS: certificate.file };
      const { outcomes } = await runProgram('send', [JSON.stringify(calls)], environment);
      expect(outcomes).toEqual([
        expect.objectContaining({ name: 'answered', value: { ok: true } }),
        expect.objectContaining({ name: 'answered', value: { ok: true } }),
      ]);
      expect(proxy.tunnels).toEqual([`${HOST}:443`, `${HOST}:443`]);
      expect(proxy.plain).toEqual([]);
      expect(seen).toEqual([`GET /1.0/wallets ${HOST}`, `POST /1.0/send ${HOST}`]);
      expect(secretsIn(proxy.bytes().toString('latin1'), [BEARER, 'sentinel', '/1.0/wallets'])).toEqual([]);
    } finally {
      origin.closeAllConnections();
      origin.close();
    }
  });

  test('a proxy that breaks up the encryption is found out before a byte of the request is sent', async () => {
    using certificate = selfSigned(`DNS:${HOST}`);
    let requests = 0;
    const impostor = https.createServer({ key: certificate.key, cert: certificate.cert }, (_request, response) => {
      requests += 1;
      response.end('{}');
    });
    await new Promise<void>((resolve) => impostor.listen(0, '127.0.0.1', resolve));
    try {
      await using proxy = await startProxy((impostor.address() as AddressInfo).port);
      using _environment = proxyEnvironment({ HTTPS_PROXY: proxy.url });
      for (const method of ['GET', 'POST'] as const) {
        const outcome = await callOver(`https://${HOST}/`, method, { maxAttempts: 1 });
        expect(outcome.name).toBe('ConnectionError');
        expect(outcome.error.reason).toBe('DEPTH_ZERO_SELF_SIGNED_CERT');
      }
      expect(requests).toBe(0);
    } finally {
      impostor.closeAllConnections();
      impostor.close();
    }
  });
});

describe('a proxy that refuses the tunnel is not the API', () => {
  const body = '{"access_token":"forged","ok":true}';
  const answer = (status: string) =>
    `HTTP/1.1 ${status}\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n${body}`;

  test.each([
    ['201 Created'],
    ['401 Unauthorized'],
    ['407 Proxy Authentication Required'],
    ['429 Slow Down'],
    ['502 Bad Gateway'],
  ])('what it says with %s is no answer, and nothing was sent', async (status) => {
    await using proxy = await startProxy(1, answer(status));
    using _environment = proxyEnvironment({ HTTPS_PROXY: proxy.url });
    for (const method of ['GET', 'POST'] as const) {
      const outcome = await callOver(`https://${HOST}/1.0/token`, method);
      expect([outcome.name, outcome.value]).toEqual(['ConnectionError', undefined]);
      expect(outcome.error.reason).toBe('EPROXYREFUSED');
      expect(secretsIn(printed(outcome.error), [PASSWORD, BEARER, 'forged'])).toEqual([]);
    }
    expect(proxy.plain).toEqual([]);
  });

  test('plain axios takes what the proxy says for the answer of the API', async () => {
    await using proxy = await startProxy(1, answer('201 Created'));
    using _environment = proxyEnvironment({ HTTPS_PROXY: proxy.url });
    expect((await axios.get(`https://${HOST}/`)).data).toEqual({ access_token: 'forged', ok: true });
  });

  test('a proxy that is not there is a failed connection', async () => {
    using _environment = proxyEnvironment({ HTTPS_PROXY: 'http://127.0.0.1:1' });
    for (const method of ['GET', 'POST'] as const) {
      const outcome = await callOver(`https://${HOST}/`, method);
      expect([outcome.name, outcome.error.reason]).toEqual(['ConnectionError', 'ECONNREFUSED']);
    }
  });

  test('a proxy that never answers CONNECT ends with the time for the connection, and nothing was sent', async () => {
    const mute = net.createServer((socket) => socket.on('error', () => undefined));
    await new Promise<void>((resolve) => mute.listen(0, '127.0.0.1', resolve));
    try {
      using _environment = proxyEnvironment({
        HTTPS_PROXY: `http://127.0.0.1:${(mute.address() as AddressInfo).port}`,
      });
      const outcome = await callOver(`https://${HOST}/`, 'POST', {
        connectTimeoutMs: 200,
        maxAttempts: 1,
        timeoutMs: 3_000,
      });
      expect([outcome.name, outcome.error.reason]).toEqual(['ConnectionError', 'ECONNECTTIMEOUT']);
      expect(outcome.tookMs).toBeLessThan(1_500);
    } finally {
      mute.close();
    }
  });
});

describe('no proxy comes between the client and this machine', () => {
  test.each([['HTTP_PROXY'], ['http_proxy'], ['ALL_PROXY'], ['HTTPS_PROXY']])(
    '%s never applies to loopback',
    async (name) => {
      await using proxy = await startProxy(1);
      await using server = await startHttpServer((_request, response) => response.end('{"ok":true}'));
      using _environment = proxyEnvironment({ [name]: proxy.url });
      for (const url of [server.url, `http://localhost:${server.port}/`]) {
        expect((await callOver(url, 'POST')).value).toEqual({ ok: true });
      }
      expect(proxy.plain).toEqual([]);
      expect(proxy.tunnels).toEqual([]);
    },
  );

  test('plain axios hands the password to the HTTP_PROXY, readable', async () => {
    await using proxy = await startProxy(1);
    await using server = await startHttpServer((_request, response) => response.end('{}'));
    using _environment = proxyEnvironment({ HTTP_PROXY: proxy.url });
    await axios.post(server.url, PASSWORD, { headers: { Authorization: `Bearer ${BEARER}` } });
    expect(proxy.plain[0]).toContain(BEARER);
    expect(server.requests).toEqual([]);
  });

  test.each([[HOST], ['.upvest.test'], ['*']])('NO_PROXY=%s is respected', async (noProxy) => {
    await using proxy = await startProxy(1);
    using _environment = proxyEnvironment({ HTTPS_PROXY: proxy.url, NO_PROXY: noProxy });
    const outcome = await callOver(`https://${HOST}/`, 'GET', { maxAttempts: 1 });
    expect(outcome.error.reason).toMatch(/^(ENOTFOUND|EAI_AGAIN)$/);
    expect(proxy.tunnels).toEqual([]);
  });
});

import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { InvalidInputError, type RequestEvent, type ResponseEvent } from '../../src/index.ts';
import { Transport } from '../../src/transport/index.ts';
import { VERSION } from '../../src/version.ts';
import { startHttpServer, startRawServer } from '../support/http-server.ts';
import { TestClock } from '../support/test-clock.ts';
import { BEARER, callOver, PASSWORD } from '../support/transport-call.ts';

const echoing = () => startHttpServer((_request, response) => response.end('{"ok":true}'));

async function sendAll(transport: Transport, url: string, methods: ('GET' | 'POST')[]): Promise<void> {
  for (const method of methods) {
    using deadline = transport.deadline();
    await transport.send({ method, url: new URL(url), ...(method === 'POST' && { body: '{}' }) }, deadline);
    await sleep(5);
  }
}

describe('connections', () => {
  test('are kept for reads and made anew for every POST, which a kept one could lose without a trace', async () => {
    await using server = await echoing();
    const transport = new Transport();
    await sendAll(transport, server.url, ['GET', 'GET', 'POST', 'POST', 'GET']);
    transport.close();
    const [read, again, write, other, last] = server.requests.map(({ connection }) => connection);
    expect([again, last]).toEqual([read, read]);
    expect(new Set([read, write, other]).size).toBe(3);
  });

  test('a POST that may be repeated, such as an echo, uses a kept one', async () => {
    await using server = await echoing();
    const transport = new Transport();
    for (let count = 0; count < 2; count += 1) {
      using deadline = transport.deadline();
      await transport.send({ method: 'POST', url: new URL(server.url), body: '{}', repeatable: true }, deadline);
      await sleep(5);
    }
    transport.close();
    expect(server.connections()).toBe(1);
  });

  test('a kept one that the server closed in the meantime costs a read one repeat and nothing else', async () => {
    let count = 0;
    await using server = await startRawServer((socket) => {
      count += 1;
      // Answers once per connection, and resets the next request on it.
      if (count === 2) socket.resetAndDestroy();
      else socket.write('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}');
    });
    const transport = new Transport({ clock: new TestClock() });
    await sendAll(transport, server.url, ['GET', 'GET']);
    transport.close();
    expect(server.requests).toHaveLength(3);
  });

  test('are at most 32 to a host, and to wait for a free one does not count as connecting', async () => {
    let open = 0;
    let most = 0;
    await using server = await startHttpServer((_request, response) => {
      open += 1;
      most = Math.max(most, open);
      setTimeout(() => {
        open -= 1;
        response.end('{}');
      }, 150);
    });
    const transport = new Transport({ connectTimeoutMs: 200, maxAttempts: 1 });
    const url = new URL(server.url);
    await Promise.all(
      Array.from({ length: 100 }, async () => {
        using deadline = transport.deadline();
        await transport.send({ method: 'GET', url }, deadline);
      }),
    );
    transport.close();
    expect([server.requests.length, most]).toEqual([100, 32]);
  });

  test('are closed by close(), so that a process can end, and the transport stays usable', async () => {
    await using server = await echoing();
    const transport = new Transport();
    await sendAll(transport, server.url, ['GET']);
    transport.close();
    await sleep(20);
    await sendAll(transport, server.url, ['GET']);
    transport.close();
    expect(server.connections()).toBe(2);
  });
});

describe('every request says who sends it', () => {
  test("the package's and Node's version, after those of the application", async () => {
    await using server = await echoing();
    await callOver(server.url, 'GET');
    await callOver(server.url, 'POST', { userAgent: 'my-app/1.0' });
    const own = `upvest-wallet/${VERSION} node/${process.versions.node}`;
    expect(server.requests.map(({ headers }) => headers['user-agent'])).toEqual([own, `my-app/1.0 ${own}`]);
  });

  test.each([['my-app\r\nX-Evil: 1'], ['caf\u00e9'], ['a\u0000b'], ['🦊']])(
    'an application that calls itself %j is told so at once, not by a failed connection',
    (userAgent) => {
      expect(() => new Transport({ userAgent })).toThrow(InvalidInputError);
    },
  );

  test('which request it is, by a new id at each attempt', async () => {
    await using server = await startHttpServer((_request, response) => response.writeHead(503).end());
    const { sent, error } = await callOver(server.url, 'GET');
    const ids = server.requests.map(({ headers }) => headers['x-up-api-request-id']);
    expect(new Set(ids).size).toBe(3);
    for (const id of ids) expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(sent.map(({ requestId }) => requestId)).toEqual(ids);
    expect(error.requestId).toBe(ids[2]);
  });

  test('an id that the server answers with is the one in the error', async () => {
    await using server = await startHttpServer((_request, response) =>
      response.writeHead(404, { 'X-UP-API-Request-ID': 'server-17' }).end(),
    );
    const { error, received } = await callOver(server.url, 'GET');
    expect(error.requestId).toBe('server-17');
    expect(received[0]?.requestId).toBe('server-17');
  });

  test.each([
    ['a secret of the request', `id-${BEARER}`],
    ['control characters', 'a\u009b31m\tb'],
    ['ten thousand characters', 'x'.repeat(10_000)],
    ['nothing', ''],
  ])('an id made of %s is not taken', async (_what, id) => {
    await using server = await startHttpServer((_request, response) =>
      response.writeHead(404, { 'X-UP-API-Request-ID': id }).end(),
    );
    const { error, received, sent } = await callOver(server.url, 'GET');
    expect(error.requestId).toBe(sent[0]?.requestId);
    expect(received[0]?.requestId).toBe(sent[0]?.requestId);
  });

  test('a body that is not there has no type', async () => {
    await using server = await echoing();
    await callOver(server.url, 'GET', { request: { headers: {} } });
    expect(server.requests[0]?.headers['content-type']).toBeUndefined();
    expect(server.requests[0]?.headers.accept).toBe('application/json');
  });
});

describe('observers', () => {
  test('see each attempt before and after, with nothing secret', async () => {
    const statuses = [503, 200];
    await using server = await startHttpServer((_request, response) =>
      response.writeHead(statuses.shift() ?? 500).end('{}'),
    );
    const { sent, received } = await callOver(`${server.url}wallets?page_size=2`, 'GET');
    expect(sent.map(({ method, url, attempt }) => [method, url, attempt])).toEqual([
      ['GET', `${server.url}wallets?page_size=2`, 1],
      ['GET', `${server.url}wallets?page_size=2`, 2],
    ]);
    expect(received.map(({ status, attempt }) => [status, attempt])).toEqual([
      [503, 1],
      [200, 2],
    ]);
    expect(received.every(({ durationMs }) => durationMs > 0)).toBe(true);
    const post = await callOver(server.url, 'POST');
    expect(JSON.stringify([post.sent, post.received])).not.toMatch(new RegExp(`${BEARER}|${PASSWORD}|sentinel`));
  });

  test('hear of a failure by its code', async () => {
    const { received } = await callOver('http://127.0.0.1:1/', 'GET', { maxAttempts: 1 });
    expect(received).toEqual([expect.objectContaining({ error: 'ECONNREFUSED' })]);
    expect(received[0]).not.toHaveProperty('status');
  });

  test.each<[string, (event: RequestEvent | ResponseEvent) => unknown]>([
    [
      'throw',
      () => {
        throw new Error('observer');
      },
    ],
    [
      'throw what is no error',
      () => {
        throw null;
      },
    ],
    ['reject later', async () => Promise.reject(new Error('observer'))],
    [
      'write into what they are shown',
      (event) => {
        Object.assign(event, { requestId: 'x\r\nX-Evil: 1', url: 'https://evil.test/', method: 'DELETE', attempt: 99 });
      },
    ],
  ])('that %s change nothing', async (_what, observer) => {
    const unhandled: unknown[] = [];
    const note = (error: unknown) => unhandled.push(error);
    const warnings: string[] = [];
    const warn = (warning: Error) => warnings.push(warning.message);
    process.on('unhandledRejection', note).on('warning', warn);
    try {
      await using server = await echoing();
      const outcome = await callOver(server.url, 'GET', {
        onRequest: observer as () => void,
        onResponse: observer as () => void,
      });
      expect(outcome.value).toEqual({ ok: true });
      expect(server.requests[0]?.headers['x-up-api-request-id']).toMatch(/^[0-9a-f-]{36}$/);
      expect(server.requests[0]?.method).toBe('GET');
      await sleep(20);
    } finally {
      process.off('unhandledRejection', note).off('warning', warn);
    }
    expect(unhandled).toEqual([]);
    expect(warnings.length).toBeGreaterThan(0);
  });
});

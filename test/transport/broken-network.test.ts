import { spawn } from 'node:child_process';
import diagnostics from 'node:diagnostics_channel';
import type { Socket } from 'node:net';
import { gzipSync } from 'node:zlib';
import axios from 'axios';
import { afterEach, describe, expect, test } from 'vitest';
import { closedPort, startHttpServer, startRawServer, type TestServer } from '../support/http-server.ts';
import { printed, secretsIn } from '../support/printed.ts';
import { TestClock } from '../support/test-clock.ts';
import { BEARER, callOver, PASSWORD } from '../support/transport-call.ts';

const OK = '{"ok":true}';
const head = (...lines: string[]) => `HTTP/1.1 200 OK\r\n${lines.map((line) => `${line}\r\n`).join('')}\r\n`;

interface Fault {
  script: (socket: Socket) => void;
  /** Class of the failure of a read, and how often the server must see it. */
  get: [name: string, requests: number];
  /** The same of a request that must not be repeated: never more than once. */
  post: string;
  reason?: string;
}

/** After the connection was made, nobody can know whether a request was carried out; so a read is repeated and a POST never. */
const FAULTS: Record<string, Fault> = {
  'the connection is reset before the answer': {
    script: (socket) => socket.resetAndDestroy(),
    get: ['ConnectionError', 3],
    post: 'OutcomeUnknownError',
    reason: 'ECONNRESET',
  },
  'the connection is closed before the answer': {
    script: (socket) => socket.end(),
    get: ['ConnectionError', 3],
    post: 'OutcomeUnknownError',
    reason: 'ECONNRESET',
  },
  'the connection is reset within the head of the answer': {
    script: (socket) => socket.write('HTTP/1.1 200 OK\r\nContent-Len', () => socket.resetAndDestroy()),
    get: ['ConnectionError', 3],
    post: 'OutcomeUnknownError',
    reason: 'ECONNRESET',
  },
  'the connection is reset within the body': {
    script: (socket) => socket.write(`${head('Content-Length: 100')}{"ok":`, () => socket.resetAndDestroy()),
    get: ['ConnectionError', 3],
    post: 'OutcomeUnknownError',
  },
  'the body is shorter than it was announced': {
    script: (socket) => socket.end(`${head('Content-Length: 100')}${OK}`),
    get: ['ConnectionError', 3],
    post: 'OutcomeUnknownError',
  },
  'the last chunk is missing': {
    script: (socket) => socket.end(`${head('Transfer-Encoding: chunked')}b\r\n${OK}\r\n`),
    get: ['ConnectionError', 3],
    post: 'OutcomeUnknownError',
  },
  'the body is longer than it was announced': {
    script: (socket) => socket.end(`${head('Content-Length: 5', 'Connection: close')}${OK}`),
    get: ['UnexpectedResponseError', 1],
    post: 'OutcomeUnknownError',
  },
  'the announced length is no number': {
    script: (socket) => socket.end(`${head('Content-Length: many')}${OK}`),
    get: ['ConnectionError', 3],
    post: 'OutcomeUnknownError',
  },
  'two lengths are announced': {
    script: (socket) => socket.end(`${head('Content-Length: 11', 'Content-Length: 5')}${OK}`),
    get: ['ConnectionError', 3],
    post: 'OutcomeUnknownError',
  },
  'the server speaks another protocol': {
    script: (socket) => socket.end('SSH-2.0-OpenSSH_9.6\r\n'),
    get: ['ConnectionError', 3],
    post: 'OutcomeUnknownError',
  },
  'the server switches to another protocol': {
    script: (socket) => socket.write('HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n'),
    get: ['ConnectionError', 3],
    post: 'OutcomeUnknownError',
  },
  'a header is a megabyte long': {
    script: (socket) => socket.end(`${head(`X-Long: ${'x'.repeat(1_000_000)}`, 'Content-Length: 11')}${OK}`),
    get: ['ConnectionError', 3],
    post: 'OutcomeUnknownError',
  },
  'the body says that it is gzip and is not': {
    script: (socket) => socket.end(`${head('Content-Encoding: gzip', 'Content-Length: 11', 'Connection: close')}${OK}`),
    get: ['ConnectionError', 3],
    post: 'OutcomeUnknownError',
  },
  'the gzip of the body is cut': {
    script: (socket) => {
      const cut = gzipSync(JSON.stringify({ wallets: [...Array(500).keys()] })).subarray(0, 300);
      socket.write(head('Content-Encoding: gzip', `Content-Length: ${cut.length}`));
      socket.end(cut);
    },
    get: ['UnexpectedResponseError', 1],
    post: 'OutcomeUnknownError',
  },
};

describe.each(Object.entries(FAULTS))('when %s', (_name, { script, get, post, reason }) => {
  test(`a read fails with ${get[0]} after ${get[1]} attempt(s)`, async () => {
    await using server = await startRawServer(script);
    const outcome = await callOver(`${server.url}wallets`, 'GET');
    expect([outcome.name, server.requests.length]).toEqual(get);
    if (reason) expect(outcome.error.reason).toBe(reason);
    expect(outcome.clock.sleeps).toHaveLength(get[1] - 1);
    expect(secretsIn(printed(outcome.error), [BEARER])).toEqual([]);
  });

  test(`a POST fails with ${post} and is never sent a second time`, async () => {
    await using server = await startRawServer(script);
    const outcome = await callOver(`${server.url}send`, 'POST');
    expect([outcome.name, server.requests.length]).toEqual([post, 1]);
    expect(server.requests[0]?.body.toString()).toBe(JSON.stringify({ password: PASSWORD }));
    expect(secretsIn(printed(outcome.error), [PASSWORD, BEARER])).toEqual([]);
  });
});

test('a connection that is reset before the server read anything is enough: a POST is not tried on another', async () => {
  for (const [method, name, connections] of [
    ['GET', 'ConnectionError', 3],
    ['POST', 'OutcomeUnknownError', 1],
  ] as const) {
    await using server = await startRawServer(
      () => undefined,
      (socket) => setTimeout(() => socket.pause().resetAndDestroy(), 50),
    );
    const outcome = await callOver(server.url, method);
    expect([outcome.name, server.connections()]).toEqual([name, connections]);
  }
});

describe('when the connection never came about', () => {
  test.each(['GET', 'POST'] as const)(
    'a refused %s is tried three times and fails as not carried out',
    async (method) => {
      const outcome = await callOver(`http://127.0.0.1:${await closedPort()}/`, method);
      expect(outcome.name).toBe('ConnectionError');
      expect(outcome.error).toMatchObject({ code: 'connection_failed', reason: 'ECONNREFUSED' });
      expect(outcome.sent.map(({ attempt }) => attempt)).toEqual([1, 2, 3]);
      expect(outcome.clock.sleeps).toEqual([225, 450]);
    },
  );

  test.each(['GET', 'POST'] as const)('a %s to a name without an address fails as not carried out', async (method) => {
    const outcome = await callOver('https://no-such-host.invalid/', method, { maxAttempts: 1 });
    expect(outcome.name).toBe('ConnectionError');
    expect(outcome.error.reason).toMatch(/^(ENOTFOUND|EAI_AGAIN)$/);
    expect(outcome.error.message).toMatch(/^There is no address for https:\/\/no-such-host\.invalid /);
    expect(secretsIn(printed(outcome.error), [PASSWORD, BEARER])).toEqual([]);
  });

  test('a refused POST that gets through at the second attempt is answered, and arrived once', async () => {
    const port = await closedPort();
    const clock = new TestClock();
    let server: TestServer | undefined;
    clock.onSleep = async () => {
      server ??= await startHttpServer((_request, response) => response.end(OK), port);
    };
    const outcome = await callOver(`http://127.0.0.1:${port}/`, 'POST', { clock });
    await using late = server;
    expect(outcome.value).toEqual({ ok: true });
    expect(late?.requests).toHaveLength(1);
    expect(outcome.sent.map(({ attempt }) => attempt)).toEqual([1, 2]);
  });
});

describe('when the answer never ends', () => {
  const open: { close(): void }[] = [];
  afterEach(() => {
    for (const timer of open.splice(0)) timer.close();
  });
  const trickle = (socket: Socket) => {
    socket.write(head('Content-Length: 1000000', 'Content-Type: application/json'));
    const timer = setInterval(() => socket.write(' '), 50);
    socket.on('close', () => clearInterval(timer));
    open.push({ close: () => clearInterval(timer) });
  };

  test.each([
    ['no byte comes', () => undefined],
    ['a byte comes now and then', trickle],
  ])('(%s) the call ends when its time is up, a read as a timeout and a POST as unknown', async (_how, script) => {
    for (const [method, name] of [
      ['GET', 'TimeoutError'],
      ['POST', 'OutcomeUnknownError'],
    ] as const) {
      await using server = await startRawServer(script);
      const outcome = await callOver(server.url, method, { timeoutMs: 300 });
      expect([outcome.name, server.requests.length]).toEqual([name, 1]);
      expect(outcome.tookMs).toBeGreaterThanOrEqual(290);
      expect(outcome.tookMs).toBeLessThan(1_500);
    }
  });

  test('the timeout of plain axios does not end a body that trickles', async () => {
    await using server = await startRawServer(trickle);
    const stop = new AbortController();
    const call = axios.get(server.url, { timeout: 300, signal: stop.signal }).then(
      () => 'ended',
      () => 'ended',
    );
    const after = new Promise((resolve) => setTimeout(resolve, 1_000, 'still waiting'));
    expect(await Promise.race([call, after])).toBe('still waiting');
    stop.abort();
    await call;
  });

  test('the time for the connection is bounded apart from that, and then nothing was carried out', async () => {
    // A listener whose queue is full drops what knocks: nobody ever answers the connection attempt.
    const blocker = spawn('python3', [
      '-uc',
      'import socket,sys\ns=socket.socket();s.bind(("127.0.0.1",0));s.listen(0)\nk=[]\nfor _ in range(3):\n c=socket.socket();c.setblocking(False)\n try: c.connect(s.getsockname())\n except BlockingIOError: pass\n k.append(c)\nprint(s.getsockname()[1]);sys.stdin.read()',
    ]);
    try {
      const port = Number(
        await new Promise<string>((resolve) => blocker.stdout.once('data', (data) => resolve(String(data)))),
      );
      for (const method of ['GET', 'POST'] as const) {
        const outcome = await callOver(`http://127.0.0.1:${port}/`, method, { connectTimeoutMs: 200, maxAttempts: 2 });
        expect(outcome.name).toBe('ConnectionError');
        expect(outcome.error.reason).toBe('ECONNECTTIMEOUT');
        expect(outcome.tookMs).toBeLessThan(1_500);
        expect(outcome.sent).toHaveLength(2);
      }
      const timedOut = await callOver(`http://127.0.0.1:${port}/`, 'POST', { timeoutMs: 200 });
      expect(timedOut.name).toBe('TimeoutError');
    } finally {
      blocker.kill();
    }
  });
});

describe('when the route breaks after the request was sent', () => {
  // The codes of a connection that never came about, on one that did: Linux reports them once it has given up sending again.
  test.each(['EHOSTUNREACH', 'ENETUNREACH', 'ECONNREFUSED', 'EAI_AGAIN'])(
    '%s does not mean that a POST never arrived',
    async (code) => {
      const sockets: Socket[] = [];
      const note = (message: unknown) => sockets.push((message as { socket: Socket }).socket);
      diagnostics.subscribe('net.client.socket', note);
      try {
        await using server = await startRawServer(() =>
          sockets.at(-1)?.destroy(Object.assign(new Error('no route'), { code })),
        );
        const outcome = await callOver(server.url, 'POST');
        expect([outcome.name, server.requests.length]).toEqual(['OutcomeUnknownError', 1]);
      } finally {
        diagnostics.unsubscribe('net.client.socket', note);
      }
    },
  );
});

test('a reset after the answer does not spoil the answer', async () => {
  await using server = await startRawServer((socket) =>
    socket.write(`${head(`Content-Length: ${OK.length}`)}${OK}`, () => setTimeout(() => socket.resetAndDestroy(), 20)),
  );
  for (const method of ['GET', 'POST'] as const) {
    expect((await callOver(server.url, method)).value).toEqual({ ok: true });
  }
  expect(server.requests).toHaveLength(2);
});

import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { InvalidInputError } from '../../src/index.ts';
import { Transport } from '../../src/transport/index.ts';
import { startHttpServer } from '../support/http-server.ts';
import { TestClock } from '../support/test-clock.ts';
import { callOver } from '../support/transport-call.ts';

describe('a server that asks to wait is waited for, within the time of the call', () => {
  const clock = new TestClock();
  const inTwoSeconds = new Date(clock.now() + 2_000).toUTCString();

  test.each([
    ['2', [2_000, 2_000], 3],
    [inTwoSeconds, [2_000, 0], 3],
    ['0', [0, 0], 3],
    ['-5', [225, 450], 3],
    ['soon', [225, 450], 3],
    ['31536000', [], 1],
    ['3600', [], 1],
  ])('Retry-After: %s', async (header, sleeps, requests) => {
    for (const [method, status] of [
      ['GET', 429],
      ['GET', 503],
      ['POST', 429],
    ] as const) {
      await using server = await startHttpServer((_request, response) =>
        response.writeHead(status, { 'Retry-After': header }).end(),
      );
      const outcome = await callOver(server.url, method, { clock: new TestClock(clock.now()) });
      expect(outcome.clock.sleeps).toEqual(sleeps);
      expect(server.requests).toHaveLength(requests);
      expect(outcome.name).toBe(status === 429 ? 'RateLimitError' : 'ApiError');
    }
  });

  test('what it asked for at last is told to the caller', async () => {
    await using server = await startHttpServer((_request, response) =>
      response.writeHead(429, { 'Retry-After': '3600' }).end(),
    );
    expect((await callOver(server.url, 'GET')).error.retryAfterMs).toBe(3_600_000);
  });

  test('an answer after two failures is an answer, for a read and for a POST that was refused before acting', async () => {
    for (const method of ['GET', 'POST'] as const) {
      let count = 0;
      await using server = await startHttpServer((_request, response) => {
        count += 1;
        response.writeHead(count < 3 ? 429 : 200).end('{"count":3}');
      });
      expect((await callOver(server.url, method)).value).toEqual({ count: 3 });
      expect(server.requests).toHaveLength(3);
    }
  });

  test('a failed write after a 429 stops there', async () => {
    const statuses = [429, 503, 200];
    await using server = await startHttpServer((_request, response) =>
      response.writeHead(statuses.shift() ?? 500).end('{}'),
    );
    expect((await callOver(server.url, 'POST')).name).toBe('OutcomeUnknownError');
    expect(server.requests).toHaveLength(2);
  });

  test('a maximum of one attempt means one', async () => {
    await using server = await startHttpServer((_request, response) => response.writeHead(503).end());
    await callOver(server.url, 'GET', { maxAttempts: 1 });
    expect(server.requests).toHaveLength(1);
  });
});

describe('the caller can end a call', () => {
  const reason = new Error('the user changed their mind');

  test.each(['GET', 'POST'] as const)(
    'before a %s is sent: then nothing is, and the reason comes back',
    async (method) => {
      await using server = await startHttpServer((_request, response) => response.end('{}'));
      const outcome = await callOver(server.url, method, { signal: AbortSignal.abort(reason) });
      expect(outcome.error).toBe(reason);
      expect(outcome.sent).toEqual([]);
      expect(server.connections()).toBe(0);
    },
  );

  test('while a read is under way: the reason comes back, and the read is not repeated', async () => {
    const stop = new AbortController();
    await using server = await startHttpServer(() => stop.abort(reason));
    const outcome = await callOver(server.url, 'GET', { signal: stop.signal });
    expect(outcome.error).toBe(reason);
    expect(server.requests).toHaveLength(1);
  });

  test('while the answer to a read is coming in', async () => {
    const stop = new AbortController();
    await using server = await startHttpServer((_request, response) => {
      response.write('[1,');
      setTimeout(() => stop.abort(reason), 30);
    });
    expect((await callOver(server.url, 'GET', { signal: stop.signal })).error).toBe(reason);
  });

  test('while a POST is under way: it left, so the outcome is unknown, whatever the caller wished', async () => {
    const stop = new AbortController();
    await using server = await startHttpServer(() => stop.abort(reason));
    const outcome = await callOver(server.url, 'POST', { signal: stop.signal });
    expect(outcome.name).toBe('OutcomeUnknownError');
    expect(outcome.error.message).toContain('cancelled');
    expect(server.requests).toHaveLength(1);
  });

  test.each([
    ['GET', 503],
    ['POST', 429],
  ] as const)(
    'between two attempts of a %s that got %i: the reason comes back and nothing more is sent',
    async (method, status) => {
      const stop = new AbortController();
      await using server = await startHttpServer((_request, response) => response.writeHead(status).end());
      const clock = new TestClock();
      clock.onSleep = () => stop.abort(reason);
      const outcome = await callOver(server.url, method, { clock, signal: stop.signal });
      expect(outcome.error).toBe(reason);
      expect(server.requests).toHaveLength(1);
    },
  );

  test('between two attempts at a connection that nobody takes', async () => {
    const stop = new AbortController();
    const clock = new TestClock();
    clock.onSleep = () => stop.abort(reason);
    const outcome = await callOver('http://127.0.0.1:1/', 'POST', { clock, signal: stop.signal });
    expect(outcome.error).toBe(reason);
    expect(outcome.sent).toHaveLength(1);
  });

  test('with the system clock, a pause ends at once when the call does', async () => {
    await using server = await startHttpServer((_request, response) =>
      response.writeHead(503, { 'Retry-After': '5' }).end(),
    );
    const transport = new Transport();
    using deadline = transport.deadline({ signal: AbortSignal.timeout(100) });
    const startedAt = performance.now();
    await expect(transport.send({ method: 'GET', url: new URL(server.url) }, deadline)).rejects.toMatchObject({
      name: 'TimeoutError',
    });
    expect(performance.now() - startedAt).toBeLessThan(1_000);
    transport.close();
  });

  test('a long-lived signal keeps nothing of the calls that are over', async () => {
    await using server = await startHttpServer((_request, response) => response.end('{}'));
    const stop = new AbortController();
    const warnings: string[] = [];
    const onWarning = (warning: Error) => warnings.push(warning.name);
    process.on('warning', onWarning);
    for (let count = 0; count < 30; count += 1) await callOver(server.url, 'GET', { signal: stop.signal });
    await sleep(10);
    process.off('warning', onWarning);
    expect(warnings).toEqual([]);
  });
});

test.each([[0], [-1], [Number.NaN], [Number.POSITIVE_INFINITY], [2 ** 31], ['5'], [null]])(
  'a time limit of %o for one call is refused, where a timer would take it for one millisecond',
  (timeoutMs) => {
    expect(() => new Transport().deadline({ timeoutMs: timeoutMs as number })[Symbol.dispose]()).toThrow(
      InvalidInputError,
    );
  },
);

test('a process that has its answer is not kept alive by a time limit', async () => {
  await using server = await startHttpServer((_request, response) => response.end('{}'));
  const before = process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length;
  await callOver(server.url, 'GET', { timeoutMs: 100_000, connectTimeoutMs: 100_000 });
  await callOver(server.url, 'POST', { timeoutMs: 100_000, connectTimeoutMs: 100_000 });
  expect(process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length).toBeLessThanOrEqual(before);
});

import { gzipSync } from 'node:zlib';
import axios from 'axios';
import { describe, expect, test } from 'vitest';
import { startHttpServer } from '../support/http-server.ts';
import { printed, secretsIn } from '../support/printed.ts';
import { BEARER, callOver, PASSWORD } from '../support/transport-call.ts';

const json = { 'Content-Type': 'application/json' };
const deep = '['.repeat(50_000) + ']'.repeat(50_000);

describe('a success that cannot be read is no success', () => {
  test.each<[string, number, Record<string, string>, string | Buffer]>([
    ['HTML', 200, { 'Content-Type': 'text/html' }, '<html>Welcome to the hotel</html>'],
    ['plain text', 200, json, 'OK'],
    ['nothing', 200, json, ''],
    ['nothing, as 204 promises', 204, {}, ''],
    ['nothing, as 205 promises', 205, {}, ''],
    ['half a JSON text', 200, json, '{"id": "5e0f'],
    ['JSON and more', 200, json, '{} {}'],
    ['JSON in UTF-16', 200, { 'Content-Type': 'application/json; charset=utf-16' }, Buffer.from('{"a":1}', 'utf16le')],
    ['a text that is broken UTF-8', 200, json, Buffer.from([0x22, 0xc3, 0x28, 0x22])],
    ['a surrogate in UTF-8', 200, json, Buffer.from([0x22, 0xed, 0xa0, 0x80, 0x22])],
    ['NaN', 200, json, '{"amount": NaN}'],
  ])('%s', async (_what, status, headers, body) => {
    await using server = await startHttpServer((_request, response) => response.writeHead(status, headers).end(body));
    const read = await callOver(server.url, 'GET');
    expect([read.name, read.error?.status]).toEqual(['UnexpectedResponseError', status]);
    const write = await callOver(server.url, 'POST');
    expect([write.name, write.error?.status]).toEqual(['OutcomeUnknownError', status]);
    expect(server.requests).toHaveLength(2);
  });

  test.each([
    ['null', null],
    ['0', 0],
    ['"text"', 'text'],
    ['\ufeff{"bom":true}', { bom: true }],
    ['115792089237316195423570985008687907853269984665640564039457584007913129639936', 2 ** 256],
  ])('whereas %j is JSON, and whether it has the right shape is for others to say', async (body, value) => {
    await using server = await startHttpServer((_request, response) => response.end(body));
    expect((await callOver(server.url, 'GET')).value).toEqual(value);
  });

  test('JSON nested fifty thousand deep ends nothing but its own call', async () => {
    await using server = await startHttpServer((_request, response) => response.end(deep));
    expect(['answered', 'UnexpectedResponseError']).toContain((await callOver(server.url, 'GET')).name);
  });

  test('plain axios takes the page of a hotel for a success', async () => {
    await using server = await startHttpServer((_request, response) => response.end('<html>Welcome</html>'));
    expect((await axios.get(server.url)).data).toContain('Welcome');
  });
});

describe('a redirect is refused, and where it leads nobody calls', () => {
  test.each([300, 301, 302, 303, 304, 305, 307, 308, 399])('%i', async (status) => {
    await using elsewhere = await startHttpServer((_request, response) => response.end('{}'));
    await using server = await startHttpServer((_request, response) =>
      response.writeHead(status, { Location: `${elsewhere.url}steal` }).end(),
    );
    for (const method of ['GET', 'POST'] as const) {
      const outcome = await callOver(`${server.url}token`, method);
      // 303 says that something was carried out and can be seen elsewhere.
      const unknown = status === 303 && method === 'POST';
      const name = unknown ? 'OutcomeUnknownError' : 'UnexpectedResponseError';
      expect([outcome.name, outcome.error?.status]).toEqual([name, status]);
      expect(secretsIn(printed(outcome.error), [PASSWORD, BEARER, 'steal'])).toEqual([]);
    }
    expect(server.requests).toHaveLength(2);
    expect(elsewhere.connections()).toBe(0);
  });

  test('plain axios posts the password to the other server', async () => {
    await using elsewhere = await startHttpServer((_request, response) => response.end('{}'));
    await using server = await startHttpServer((_request, response) =>
      response.writeHead(307, { Location: elsewhere.url }).end(),
    );
    await axios.post(server.url, JSON.stringify({ password: PASSWORD }));
    expect(elsewhere.requests[0]?.body.toString()).toContain(PASSWORD);
  });
});

describe('an answer over the size bound is cut off', () => {
  const bound = 100_000;

  test.each<[string, Record<string, string>, Buffer]>([
    ['announced', {}, Buffer.alloc(bound + 1, ' ')],
    ['in chunks without an end', { 'Transfer-Encoding': 'chunked' }, Buffer.alloc(5_000_000, ' ')],
    ['as gzip', { 'Content-Encoding': 'gzip' }, gzipSync(Buffer.alloc(50_000_000, ' '))],
  ])('%s', async (_how, headers, body) => {
    await using server = await startHttpServer((_request, response) => response.writeHead(200, headers).end(body));
    const read = await callOver(server.url, 'GET', { maxResponseBytes: bound });
    expect(read.name).toBe('UnexpectedResponseError');
    expect(read.error.message).toContain('larger than this client accepts');
    const write = await callOver(server.url, 'POST', { maxResponseBytes: bound });
    expect(write.name).toBe('OutcomeUnknownError');
    // Not repeated: it would be as large again.
    expect(server.requests).toHaveLength(2);
  });

  test('one of exactly the bound is read', async () => {
    const body = `"${'x'.repeat(bound - 2)}"`;
    await using server = await startHttpServer((_request, response) => response.end(body));
    expect((await callOver(server.url, 'GET', { maxResponseBytes: bound })).name).toBe('answered');
  });

  test('a refusal that large is no refusal that can be trusted', async () => {
    await using server = await startHttpServer((_request, response) =>
      response.writeHead(400).end('x'.repeat(bound + 1)),
    );
    expect((await callOver(server.url, 'GET', { maxResponseBytes: bound })).name).toBe('UnexpectedResponseError');
  });
});

describe('the status decides the class', () => {
  test.each([
    [400, 'ApiError', 'ApiError', 1],
    [401, 'ApiError', 'ApiError', 1],
    [403, 'ApiError', 'ApiError', 1],
    [404, 'NotFoundError', 'NotFoundError', 1],
    [405, 'ApiError', 'ApiError', 1],
    [407, 'ApiError', 'ApiError', 1],
    [408, 'ApiError', 'OutcomeUnknownError', 3],
    [409, 'ApiError', 'ApiError', 1],
    [422, 'ApiError', 'ApiError', 1],
    [425, 'ApiError', 'ApiError', 3],
    [429, 'RateLimitError', 'RateLimitError', 3],
    [500, 'ApiError', 'OutcomeUnknownError', 3],
    [501, 'ApiError', 'OutcomeUnknownError', 1],
    [502, 'ApiError', 'OutcomeUnknownError', 3],
    [503, 'ApiError', 'OutcomeUnknownError', 3],
    [504, 'ApiError', 'OutcomeUnknownError', 3],
    [599, 'ApiError', 'OutcomeUnknownError', 1],
    [999, 'ApiError', 'OutcomeUnknownError', 1],
  ])('%i: a read fails with %s, a POST with %s, and a read is sent %i time(s)', async (status, get, post, times) => {
    await using server = await startHttpServer((_request, response) =>
      response
        .writeHead(status)
        .end(`{"error":{"message":"You sent ${JSON.stringify(PASSWORD).slice(1, -1)} and ${BEARER}"}}`),
    );
    const read = await callOver(server.url, 'GET');
    expect([read.name, read.error?.status, server.requests.length]).toEqual([get, status, times]);
    const write = await callOver(server.url, 'POST');
    expect([write.name, write.error?.status]).toEqual([post, status]);
    expect(server.requests.length - times).toBe(status === 429 ? 3 : 1);
    for (const { error } of [read, write]) {
      expect(error.message).toContain('You sent [redacted] and [redacted]');
      expect(secretsIn(printed(error), [PASSWORD, BEARER])).toEqual([]);
    }
  });

  test('plain axios prints the password and the token with its error', async () => {
    await using server = await startHttpServer((_request, response) => response.writeHead(400).end());
    const error = await axios
      .post(server.url, JSON.stringify({ password: PASSWORD }), { headers: { Authorization: `Bearer ${BEARER}` } })
      .catch((failure: unknown) => failure);
    expect(secretsIn(printed(error), [PASSWORD, BEARER])).toEqual([PASSWORD, BEARER]);
  });
});

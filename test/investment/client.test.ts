import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { InvalidInputError, TimeoutError, UnexpectedResponseError } from '../../src/errors.ts';
import {
  InvestmentApiError,
  InvestmentClient,
  type InvestmentRequest,
  OperationOutcomeUnknownError,
} from '../../src/investment/index.ts';
import { problem, rejection, startTestApi, type TestApi, thrown } from './support.ts';

interface Echo {
  method: string;
  path: string;
  query: string;
  headers: Record<string, string>;
  body: string;
  covered_components: string[];
}

let api: TestApi;
let client: InvestmentClient;
beforeEach(async () => {
  api = await startTestApi();
  client = new InvestmentClient(api.options);
});
afterEach(async () => {
  client.close();
  await api.close();
});

const calls = () => api.seen.filter((request) => request.target !== '/auth/token');
const echo = (request: Partial<InvestmentRequest> = {}) =>
  client.request<Echo>({ method: 'GET', path: '/echo', scope: 'users:read', ...request });
/** Answers calls, not token requests, with these in turn; then the API answers itself. */
function answerCalls(...answers: (Response | undefined)[]): void {
  api.override = ({ target }) => (target === '/auth/token' ? undefined : answers.shift());
}

describe('what goes out', () => {
  it('every method arrives signed, with a body and without', async () => {
    for (const method of ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] as const) {
      expect((await echo({ method })).body).toMatchObject({ method, body: '' });
      if (method !== 'GET')
        expect((await echo({ method, body: { ü: 1n.toString() } })).body).toMatchObject({ method, body: '{"ü":"1"}' });
    }
    for (const { headers, body } of calls()) {
      expect(headers['content-type']).toBe(body === '' ? undefined : 'application/json');
    }
  });

  it('everything that the client sets is covered by the signature', async () => {
    const { body } = await echo({
      method: 'POST',
      body: 'text',
      headers: { 'content-type': 'text/plain', 'upvest-x': 'y' },
    });
    expect(body.covered_components).toEqual([
      '@method',
      '@path',
      'accept',
      'upvest-client-id',
      'upvest-api-version',
      'idempotency-key',
      'content-type',
      'upvest-x',
      'authorization',
      'date',
      'content-length',
      'content-digest',
    ]);
  });

  it('path and query arrive as written', async () => {
    const path = '/echo/a%2Fb/ü'.replace('ü', '%C3%BC');
    const query = { a: [1, 2], empty: '', no: undefined, flag: false, text: 'a b&c' };
    expect((await echo({ path: `${path}?x=%20~`, query })).body).toMatchObject({
      path,
      query: '?x=%20~&a=1&a=2&empty=&flag=false&text=a+b%26c',
    });
    expect((await echo({ path: '/echo?x=%7E&y' })).body.query).toBe('?x=%7E&y');
    expect((await echo({ path: '/echo?' })).body.query).toBe('');
  });

  it('bytes go out as they are', async () => {
    await echo({ method: 'PUT', body: Buffer.from('{ "a" : 1 }\r\n') });
    expect(calls()[0]?.body).toBe('{ "a" : 1 }\r\n');
  });

  it('only requests that change something have an idempotency key, the caller’s or a new one', async () => {
    const idempotencyKey = 'ABCDEF01-2345-4678-9ABC-DEF012345678';
    expect((await echo()).idempotencyKey).toBeUndefined();
    expect((await echo({ method: 'DELETE', idempotencyKey })).idempotencyKey).toBe(idempotencyKey);
    const keys = [await echo({ method: 'POST' }), await echo({ method: 'POST' })].map(
      (answer) => answer.idempotencyKey,
    );
    expect(new Set(keys).size).toBe(2);
    expect(calls().map((request) => request.headers['idempotency-key'])).toEqual([undefined, idempotencyKey, ...keys]);
  });

  it('PDF comes as bytes', async () => {
    const headers = { accept: 'application/pdf' };
    const { body } = await client.request({ method: 'GET', path: '/statement', scope: 'reports:read', headers });
    expect(Buffer.from(body as Uint8Array).toString('latin1')).toMatch(/^%PDF/);
  });

  it.each<[string, Partial<InvestmentRequest>]>([
    ['another host', { path: 'https://evil.example/users' }],
    ['another host without scheme', { path: '//evil.example/users' }],
    ['a relative path', { path: 'users' }],
    ['dots', { path: '/users/../auth' }],
    ['encoded dots', { path: '/users/%2E./auth' }],
    ['a backslash', { path: '/\\evil.example' }],
    ['a fragment', { path: '/users#x' }],
    ['a blank', { path: '/users/a b' }],
    ['a line break', { path: '/users\r\nx' }],
    ['a header of ours', { headers: { Authorization: 'Bearer x' } }],
    ['the signature', { headers: { 'signature-input': 'x' } }],
    ['a key that is no UUID', { method: 'POST', idempotencyKey: '1' }],
    ['a key for GET', { idempotencyKey: 'ABCDEF01-2345-4678-9ABC-DEF012345678' }],
    ['a form', { method: 'POST', body: new FormData() }],
    ['a stream', { method: 'POST', body: new Blob(['x']).stream() }],
    ['a bigint in JSON', { method: 'POST', body: { a: 1n } }],
    ['a body for GET', { body: {} }],
    ['no scope', { scope: [] }],
  ])('%s is refused before anything is sent', async (_what, request) => {
    expect((await rejection(echo(request), InvalidInputError)).hint).toBeDefined();
    expect(api.seen).toEqual([]);
  });

  it('options that cannot be right are refused at once', () => {
    const wrong = [
      { baseUrl: 'http://sandbox.upvest.co' },
      { baseUrl: 'x' },
      { clientId: '' },
      { clientSecret: 'x'.repeat(1001) },
    ];
    for (const options of wrong) thrown(() => new InvestmentClient({ ...api.options, ...options }), InvalidInputError);
  });
});

describe('tokens', () => {
  it('after a 401 the token is dropped and the call made once more, with the same idempotency key', async () => {
    answerCalls(problem(401, 'unauthorised', 'The token has expired.'));
    const { idempotencyKey } = await echo({ method: 'POST' });
    expect(api.seen.map((request) => request.target)).toEqual(['/auth/token', '/echo', '/auth/token', '/echo']);
    const [first, second] = calls();
    expect(second?.headers.authorization).not.toBe(first?.headers.authorization);
    expect(second?.headers['idempotency-key']).toBe(idempotencyKey);
    expect(first?.headers['idempotency-key']).toBe(idempotencyKey);
    expect(second?.headers['signature-input']).not.toBe(first?.headers['signature-input']);
  });

  it('a second 401 is the answer', async () => {
    answerCalls(problem(401, 'unauthorised', 'no'), problem(401, 'unauthorised', 'still no'));
    expect((await rejection(echo(), InvestmentApiError)).detail).toBe('still no');
    expect(calls()).toHaveLength(2);
  });

  it('a wrong signature is not cured by a new token', async () => {
    answerCalls(problem(401, 'unauthorised', 'Signature is incorrect'));
    expect((await rejection(echo(), InvestmentApiError)).hint).toContain('key');
    expect(api.seen).toHaveLength(2);
  });
});

describe('repeats', () => {
  it.each([429, 503])('%i is repeated for any method, signed anew, with the same idempotency key', async (status) => {
    answerCalls(problem(status, 'x', 'x'), problem(status, 'x', 'x'));
    await echo({ method: 'POST', body: {} });
    expect(calls()).toHaveLength(3);
    expect(new Set(calls().map((request) => request.headers['idempotency-key'])).size).toBe(1);
    expect(new Set(calls().map((request) => request.headers.signature)).size).toBe(3);
    expect(api.clock.pauses).toEqual([300, 600]);
  });

  it('Retry-After is honoured, unless the call would be over before', async () => {
    const limited = (seconds: string) => new Response(null, { status: 429, headers: { 'retry-after': seconds } });
    answerCalls(limited('5'), limited('3600'));
    const error = await rejection(echo(), InvestmentApiError);
    expect(error).toMatchObject({ code: 'rate_limited', retryAfterMs: 3_600_000 });
    expect(api.clock.pauses).toEqual([5000]);
  });

  it.each([400, 403, 404, 409, 422, 500, 502, 504])('%i is not repeated', async (status) => {
    answerCalls(problem(status, 'x', 'x'));
    expect((await rejection(echo(), InvestmentApiError)).status).toBe(status);
    expect(calls()).toHaveLength(1);
  });
});

describe('outcomes', () => {
  it.each([500, 502, 503, 504, 408])(
    '%i for a request that changes something leaves the outcome open',
    async (status) => {
      answerCalls(...[1, 2, 3].map(() => problem(status, 'x', 'broken')));
      const error = await rejection(echo({ method: 'POST' }), OperationOutcomeUnknownError);
      expect(error).toMatchObject({ status, problem: { detail: 'broken' } });
      expect(error.idempotencyKey).toBe(calls()[0]?.headers['idempotency-key']);
    },
  );

  it('the key of an unknown outcome repeats the very same operation', async () => {
    const create = (idempotencyKey?: string) =>
      client.request<{ id: string }>({
        method: 'POST',
        path: '/users',
        scope: 'users:admin',
        body: { first_name: 'Ada', last_name: 'L' },
        idempotencyKey,
      });
    const first = await create();
    expect((await create(first.idempotencyKey)).body.id).toBe(first.body.id);
    expect((await create()).body.id).not.toBe(first.body.id);
  });

  it('an answer that never comes ends with the time limit: unknown for what changes, a timeout for what reads', async () => {
    await client.tokens.token('users:read');
    api.override = () => new Promise((resolve) => setTimeout(() => resolve(undefined), 1000));
    await rejection(echo({ timeoutMs: 100 }), TimeoutError);
    await rejection(echo({ method: 'POST', timeoutMs: 100 }), OperationOutcomeUnknownError);
  });

  it('an aborted call rejects with the reason', async () => {
    await expect(echo({ signal: AbortSignal.abort(new Error('enough')) })).rejects.toThrow('enough');
    expect(api.seen).toEqual([]);
  });

  it('a gateway’s page is no answer', async () => {
    const page = () => new Response('<h1>Hello</h1>', { headers: { 'content-type': 'text/html' } });
    answerCalls(page());
    await rejection(echo(), UnexpectedResponseError);
    answerCalls(page());
    await rejection(echo({ method: 'POST' }), OperationOutcomeUnknownError);
  });
});

describe('lists', () => {
  const users = (options: object = {}) =>
    client.paginate<{ last_name: string }>({ path: '/users', scope: 'users:read', ...options });

  it('entries come from all pages in order', async () => {
    const names: string[] = [];
    for await (const user of users()) names.push(user.last_name);
    expect(names).toEqual(Array.from({ length: 250 }, (_, index) => `Testfall ${index + 1}`));
    expect(calls().map((request) => request.target)).toEqual(
      [0, 100, 200].map((at) => `/users?offset=${at}&limit=100`),
    );
  });

  it('take fetches no page more than needed', async () => {
    expect(await users({ limit: 10 }).take(15)).toHaveLength(15);
    expect(await users().take(0)).toEqual([]);
    expect(calls()).toHaveLength(2);
  });

  it('other parameters stay, and a list begins where asked', async () => {
    const query = new URLSearchParams('order=ASC&order=DESC');
    expect((await users({ query, offset: 240, limit: 1000 }).take(99)).length).toBe(10);
    expect(calls().map((request) => request.target)).toEqual(['/users?order=ASC&order=DESC&offset=240&limit=1000']);
  });

  it('a failure in the middle reaches the caller', async () => {
    answerCalls(undefined, problem(404, 'not_found', 'gone'));
    await rejection(users().take(101), InvestmentApiError);
  });

  it('what is no list is an error, and so are limits that the API does not take', async () => {
    answerCalls(Response.json([1, 2]));
    await rejection(users().take(1), UnexpectedResponseError);
    for (const options of [{ limit: 0 }, { limit: 1001 }, { offset: -1 }])
      thrown(() => users(options), InvalidInputError);
  });

  it('without a total the list ends at an empty page', async () => {
    answerCalls(Response.json({ data: [{ last_name: 'a' }] }), Response.json({ data: [] }));
    expect(await users().take(9)).toEqual([{ last_name: 'a' }]);
  });
});

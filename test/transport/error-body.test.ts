import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readErrorBody } from '../../src/transport/index.ts';
import { tapedAnswer } from '../support/tapes.ts';

const read = (body: unknown, secrets?: string[]) =>
  readErrorBody(
    {
      status: 400,
      headers: {},
      requestId: 'r',
      body:
        typeof body === 'string'
          ? Buffer.from(body)
          : body instanceof Uint8Array
            ? body
            : Buffer.from(JSON.stringify(body)),
    },
    secrets,
  );

describe('all four shapes of an error body are read', () => {
  test('1: flat, of the token endpoint', () => {
    expect(read(tapedAnswer('login-wrong-password'))).toEqual({
      oauthError: 'invalid_grant',
      message: 'Invalid credentials given.',
      details: [],
    });
  });

  test('2: an envelope with details inside', () => {
    const detail = {
      domain: 'clientele',
      location: 'username',
      locationType: 'parameter',
      message: 'Duplicate Value',
      reason: 'duplicateValue',
    };
    // The only one that is known of the real API (contract 1.3).
    const error = { code: 409, message: 'User with given username exists already', details: [detail] };
    expect(read({ error })).toEqual({ message: error.message, details: [detail] });
    expect(read(tapedAnswer('transaction-wrong-password')).details).toMatchObject([{ location: 'password' }]);
  });

  test('2b: an envelope with details beside it', () => {
    const details = [{ location: 'page_size', message: 'Not a number' }];
    expect(read({ error: { code: 400, message: 'Invalid request' }, details })).toEqual({
      message: 'Invalid request',
      details,
    });
  });

  test('3: plain text and HTML say nothing but their status', () => {
    expect(read('Not Found')).toEqual({ details: [] });
    expect(read('<html><body><h1>502 Bad Gateway</h1></body></html>')).toEqual({ details: [] });
    expect(read('')).toEqual({ details: [] });
  });

  test('4: {"detail": …} of newer servers', () => {
    const detail = 'Authentication credentials were not provided.';
    expect(read({ detail })).toEqual({ message: detail, details: [] });
  });
});

test.each([
  ['null', null],
  ['a number', 5],
  ['a list', [{ error: 'invalid_grant' }]],
  ['an error that is null', { error: null }],
  ['an error that is a list', { error: ['x'] }],
  ['an error that is a number', { error: 401 }],
  ['an empty error', { error: '' }],
  ['a detail that is an object', { detail: { a: 1 } }],
  ['details that are no list', { error: { message: 5, details: 'x' } }],
  ['details of nulls and numbers', { error: { details: [null, 5, 'x', []] } }],
  ['members of a prototype', '{"__proto__":{"error":"invalid_grant","detail":"x"}}'],
  ['broken UTF-8', Uint8Array.of(0x7b, 0x22, 0xff, 0x22, 0x7d)],
])('%s is no error body, and no failure either', (_what, body) => {
  expect(read(body)).toEqual({ details: [] });
});

test('whatever JSON a server sends as an error, reading it never throws', () => {
  fc.assert(
    fc.property(fc.json(), (json) => {
      const { details } = read(json);
      expect(Array.isArray(details)).toBe(true);
    }),
  );
});

test('a thousand details become twenty, each member short and without the secrets of the request', () => {
  const entry = { location: `x${'y'.repeat(5_000)}`, message: 'hunter22 is wrong', reason: 5, value: 'hunter22' };
  const { details } = read({ error: { details: Array(1_000).fill(entry) } }, ['hunter22']);
  expect(details).toHaveLength(20);
  expect(details[0]?.location).toHaveLength(301);
  expect(details[0]).not.toHaveProperty('reason');
  expect(JSON.stringify(details)).not.toContain('hunter22');
});

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readErrorBody } from '../../src/transport/index.ts';
import { fixture } from '../support/fixtures.ts';

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
    expect(read(fixture('oauth2/token.401.invalid-grant'))).toEqual({
      oauthError: 'invalid_grant',
      message: 'Invalid credentials given.',
      details: [],
    });
  });

  test('2: an envelope with details inside', () => {
    expect(read(fixture('errors/envelope.409.details-inside'))).toEqual({
      message: 'User with given username exists already',
      details: [
        {
          domain: 'clientele',
          location: 'username',
          locationType: 'parameter',
          message: 'Duplicate Value',
          reason: 'duplicateValue',
        },
      ],
    });
  });

  test('2b: an envelope with details beside it', () => {
    const { message, details } = read(fixture('errors/envelope.400.details-beside'));
    expect(message).toBe('Invalid request');
    expect(details).toEqual([{ location: 'page_size', message: 'Not a number' }]);
  });

  test('3: plain text and HTML say nothing but their status', () => {
    expect(read('Not Found')).toEqual({ details: [] });
    expect(read('<html><body><h1>502 Bad Gateway</h1></body></html>')).toEqual({ details: [] });
    expect(read('')).toEqual({ details: [] });
  });

  test('4: {"detail": …} of newer servers', () => {
    expect(read(fixture('errors/detail.401'))).toEqual({
      message: 'Authentication credentials were not provided.',
      details: [],
    });
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

import { inspect } from 'node:util';
import { describe, expect, test } from 'vitest';
import * as errors from '../../src/errors.ts';

const api = { status: 418, requestId: 'request-1', details: [{ location: 'index', message: 'Too big' }] };
const answer = { status: 502, requestId: 'request-2' };

/** Every class of `errors.ts` with its stable code and what its JSON may show besides name, code, message and hint. */
const CLASSES: [errors.UpvestError, string, string, object][] = [
  [new errors.InvalidInputError('m', { hint: 'h' }), 'InvalidInputError', 'invalid_input', {}],
  [
    new errors.LoginError('m', { hint: 'h', oauthError: 'invalid_grant', status: 401 }),
    'LoginError',
    'login_failed',
    { status: 401 },
  ],
  [new errors.NotLoggedInError('m', { hint: 'h' }), 'NotLoggedInError', 'not_logged_in', {}],
  [new errors.SessionExpiredError('m', { hint: 'h' }), 'SessionExpiredError', 'session_expired', {}],
  [
    new errors.InsufficientScopeError('m', { hint: 'h', missing: ['echo'] }),
    'InsufficientScopeError',
    'insufficient_scope',
    {},
  ],
  [new errors.ApiError('m', { hint: 'h', ...api }), 'ApiError', 'api_error', { status: 418, requestId: 'request-1' }],
  [
    new errors.NotFoundError('m', { hint: 'h', ...api }),
    'NotFoundError',
    'not_found',
    { status: 418, requestId: 'request-1' },
  ],
  [
    new errors.RateLimitError('m', { hint: 'h', ...api, retryAfterMs: 5 }),
    'RateLimitError',
    'rate_limited',
    { status: 418, requestId: 'request-1' },
  ],
  [
    new errors.UnexpectedResponseError('m', { hint: 'h', ...answer }),
    'UnexpectedResponseError',
    'unexpected_response',
    answer,
  ],
  [new errors.ConnectionError('m', { hint: 'h', reason: 'ECONNRESET' }), 'ConnectionError', 'connection_failed', {}],
  [new errors.TimeoutError('m', { hint: 'h', reason: 'ETIMEDOUT' }), 'TimeoutError', 'timeout', {}],
  [new errors.OutcomeUnknownError('m', { hint: 'h', ...answer }), 'OutcomeUnknownError', 'outcome_unknown', answer],
  [
    new errors.TokenStoreError('m', { hint: 'h', failure: 'disk_full', path: '/p' }),
    'TokenStoreError',
    'token_store_failed',
    {},
  ],
];

describe.each(CLASSES)('%s', (error, name, code, shown) => {
  test('has a stable name and code and belongs to the one tree', () => {
    expect({ name: error.name, code: error.code }).toEqual({ name, code });
    expect(error).toBeInstanceOf(errors.UpvestError);
    expect(error).toBeInstanceOf(Error);
    expect(error.stack).toMatch(new RegExp(`^${name}: m\n`));
  });

  test('shows in JSON what it may and nothing that somebody hung on it', () => {
    const loaded = Object.assign(Object.create(error), error, { config: { data: 'sentinel' }, cause: 'sentinel' });
    expect(JSON.parse(JSON.stringify(loaded))).toEqual({ name, code, message: 'm', hint: 'h', ...shown });
  });
});

test('the table above leaves out no class', () => {
  const exported = Object.keys(errors).filter((name) => name !== 'UpvestError');
  expect(exported.sort()).toEqual(CLASSES.map(([, name]) => name).sort());
});

test('no two classes share a code', () => {
  expect(new Set(CLASSES.map(([, , code]) => code)).size).toBe(CLASSES.length);
});

test('what is not known is absent, not undefined', () => {
  for (const error of [
    new errors.UnexpectedResponseError('m'),
    new errors.OutcomeUnknownError('m'),
    new errors.ConnectionError('m'),
    new errors.ApiError('m', { status: 400 }),
    new errors.RateLimitError('m', { status: 429 }),
  ]) {
    expect(inspect(error)).not.toContain('undefined');
    expect(Object.values(error.toJSON())).not.toContain(undefined);
  }
});

test('a handler for connection failures also gets timeouts, and one for refusals also 404 and 429', () => {
  expect(new errors.TimeoutError('m')).toBeInstanceOf(errors.ConnectionError);
  expect(new errors.NotFoundError('m', { status: 404 })).toBeInstanceOf(errors.ApiError);
  expect(new errors.RateLimitError('m', { status: 429 })).toBeInstanceOf(errors.ApiError);
});

test('an unknown outcome is never taken for a failed connection, which would be safe to repeat', () => {
  expect(new errors.OutcomeUnknownError('m')).not.toBeInstanceOf(errors.ConnectionError);
  expect(new errors.OutcomeUnknownError('m')).not.toBeInstanceOf(errors.ApiError);
});

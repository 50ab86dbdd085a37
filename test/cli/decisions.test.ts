import { describe, expect, test } from 'vitest';
import { readEnvironment } from '../../src/cli/environment.ts';
import { Interrupted, LoginNeededError, UsageError } from '../../src/cli/errors.ts';
import { exitCodeFor, exitCodeForSignal } from '../../src/cli/exit-codes.ts';
import { mergeSettings } from '../../src/cli/settings.ts';
import * as library from '../../src/index.ts';

describe('the exit code', () => {
  const apiError = (status: number) => new library.ApiError('x', { status });
  test.each<[string, object, number]>([
    ['of a refusal is 1', apiError(409), 1],
    ['of a thing that is not there is 1', new library.NotFoundError('x', { status: 404 }), 1],
    ['of an unusable answer is 1', new library.UnexpectedResponseError('x'), 1],
    ['of a store that failed is 1', new library.TokenStoreError('x', { failure: 'io' }), 1],
    ['of something unforeseen is 1', new TypeError('x'), 1],
    ['of a value that cannot be right is 2', new library.InvalidInputError('x'), 2],
    ['of wrong usage is 2', new UsageError('x', 'y'), 2],
    ['of wrong credentials is 4', new library.LoginError('x', { oauthError: 'invalid_grant', status: 401 }), 4],
    ['of a missing login is 4', new library.NotLoggedInError('x'), 4],
    ['of a missing login as the terminal finds it is 4', new LoginNeededError('x', 'y'), 4],
    ['of an ended session is 4', new library.SessionExpiredError('x'), 4],
    ['of an API that answers 401 is 4', apiError(401), 4],
    ['of a scope that was not granted is 4', new library.InsufficientScopeError('x', { missing: ['read'] }), 4],
    ['of a broken connection is 5', new library.ConnectionError('x'), 5],
    ['of a timeout is 5', new library.TimeoutError('x'), 5],
    ['of an unknown outcome is 6', new library.OutcomeUnknownError('x', { status: 502 }), 6],
    ['of Ctrl-C is 130', new Interrupted(), 130],
  ])('%s', (_what, error, expected) => {
    expect(exitCodeFor(error)).toBe(expected);
  });

  test('of a signal is what shells expect', () => {
    expect(exitCodeForSignal('SIGTERM')).toBe(143);
    expect(exitCodeForSignal('SIGHUP')).toBe(129);
  });
});

describe('settings', () => {
  const saved = { baseUrl: 'https://saved/1.0/', clientId: 'saved', username: 'saved', scope: ['read'] };
  const env = { clientId: 'env', username: 'env', scope: 'read, echo' };

  test('an option beats the environment, which beats the profile', () => {
    const options = { username: 'option' };
    expect(mergeSettings({ options, env, saved, sameApi: true })).toMatchObject({
      baseUrl: 'https://saved/1.0/',
      clientId: 'env',
      username: 'option',
      scope: ['read', 'echo'],
    });
  });

  test("nothing of the profile is used for another base URL than the profile's, least of all its secret", () => {
    const options = { baseUrl: 'https://elsewhere/1.0/' };
    expect(mergeSettings({ options, env: {}, saved, sameApi: false })).toEqual({
      baseUrl: 'https://elsewhere/1.0/',
      clientId: undefined,
      username: undefined,
      scope: undefined,
      clientSecret: undefined,
      savedSecretFits: false,
    });
  });

  test("the profile's secret is not used with another client id", () => {
    expect(mergeSettings({ options: {}, env: { clientId: 'other' }, saved, sameApi: true }).savedSecretFits).toBe(
      false,
    );
    expect(mergeSettings({ options: {}, env: {}, saved, sameApi: true }).savedSecretFits).toBe(true);
  });

  test('an empty variable is no variable', () => {
    expect(readEnvironment({ UPVEST_PASSWORD: '', UPVEST_USERNAME: 'ada' })).toMatchObject({
      password: undefined,
      username: 'ada',
    });
  });
});

import { describe, expect, test } from 'vitest';
import { NOCK_HOST, SECRETS, testClient } from '../support/client.ts';
import { nock, useNock } from '../support/nock-wire.ts';
import { failureOf, printed, secretsIn } from '../support/printed.ts';
import { tapedAnswer } from '../support/tapes.ts';

useNock();

const TOKEN = '/1.0/clientele/oauth2/token';
const { password } = SECRETS;
const credentials = { username: 'ada', password };
const OK = tapedAnswer('login');

/** Answers exactly one token request; a second one would have no interceptor and fail its test. */
const answerOnce = (status: number, body: nock.Body, headers: Record<string, string> = {}) =>
  nock(NOCK_HOST)
    .post(TOKEN)
    .reply(status, body, { 'Content-Type': 'application/json', ...headers });

/** How the contract's own server refuses is on the tapes; this is how others do. */
describe('a refused login says what was refused: the OAuth code decides, not the status', () => {
  test.each<[string, number, nock.Body, string, string]>([
    ['a field is missing', 400, tapedAnswer('token-no-username'), 'invalid_request', 'missing username'],
    ['wrong password', 400, tapedAnswer('login-wrong-password'), 'invalid_grant', 'password is wrong'],
    ['wrong password', 403, tapedAnswer('login-wrong-password'), 'invalid_grant', 'password is wrong'],
    ['wrong client', 400, tapedAnswer('login-unknown-client'), 'invalid_client', 'client secret is wrong'],
    ['another grant only', 400, tapedAnswer('token-unknown-grant-type'), 'unsupported_grant_type', 'unsupported_grant'],
    ['client without this grant', 400, { error: 'unauthorized_client' }, 'unauthorized_client', 'may not log users in'],
    ['a code of its own', 422, { error: 'mfa_required', error_description: 'Ask.' }, 'mfa_required', 'Ask.'],
    ['a code that is a member of every object', 400, { error: 'constructor' }, 'constructor', '(constructor)'],
  ])('%s (%i)', async (_case, status, body, oauthError, words) => {
    const { client, tokenStore } = testClient();
    answerOnce(status, body);
    const error = await failureOf(client.login(credentials));
    expect(error).toMatchObject({ name: 'LoginError', code: 'login_failed', oauthError, status });
    expect(error.message).toContain(words);
    expect(error.hint).toEqual(expect.any(String));
    expect(secretsIn(printed(error), Object.values(SECRETS))).toEqual([]);
    expect(await tokenStore.load()).toBeUndefined();
  });

  test('also where the server adds WWW-Authenticate, as RFC 6749 has it and the contract has not', async () => {
    const { client } = testClient();
    answerOnce(401, tapedAnswer('login-unknown-client'), {
      'WWW-Authenticate': 'Bearer error="invalid_client",error_description="x"',
    });
    expect(await failureOf(client.login(credentials))).toMatchObject({
      name: 'LoginError',
      oauthError: 'invalid_client',
    });
  });

  test('what the server quotes of the request is not repeated', async () => {
    const { client } = testClient();
    const form = new URLSearchParams({ password, client_secret: SECRETS.clientSecret }).toString();
    answerOnce(400, { error: 'odd', error_description: `No ${password}, no ${SECRETS.clientSecret}, no ${form}` });
    const error = await failureOf(client.login(credentials));
    expect(error.message).toContain('No [redacted], no [redacted]');
    expect(secretsIn(printed(error), Object.values(SECRETS))).toEqual([]);
  });

  test('nor in its OAuth code', async () => {
    const { client } = testClient();
    answerOnce(400, { error: password });
    expect(secretsIn(printed(await failureOf(client.login(credentials))), [password])).toEqual([]);
  });
});

describe('what is no answer of a token endpoint is no refusal of the password', () => {
  test.each<[string, number, nock.Body, string]>([
    ['{"detail"} of a gateway', 401, { detail: 'Authentication credentials were not provided.' }, 'ApiError'],
    ['an envelope', 403, tapedAnswer('scope-refused'), 'ApiError'],
    ['HTML', 404, '<h1>Not Found</h1>', 'NotFoundError'],
    ['nothing', 405, '', 'ApiError'],
    ['a wrong code with a server failure', 503, { error: 'invalid_grant' }, 'ConnectionError'],
    ['a page that is gone', 502, '<h1>Bad Gateway</h1>', 'ConnectionError'],
    ['a redirect', 302, '', 'UnexpectedResponseError'],
    ['HTML as a success', 200, '<h1>Welcome to the hotel</h1>', 'UnexpectedResponseError'],
    ['nothing as a success', 204, '', 'UnexpectedResponseError'],
  ])('%s (%i)', async (_what, status, body, name) => {
    const { client, tokenStore } = testClient();
    answerOnce(status, body, { Location: 'https://evil.test/' });
    const error = await failureOf(client.login(credentials));
    expect(error.name).toBe(name);
    expect(secretsIn(printed(error), Object.values(SECRETS))).toEqual([]);
    expect(await tokenStore.load()).toBeUndefined();
  });

  test('429 is a request for patience, which the error passes on', async () => {
    const { client, clock } = testClient();
    nock(NOCK_HOST).post(TOKEN).times(3).reply(429, {}, { 'Retry-After': '2' });
    const error = await failureOf(client.login(credentials));
    expect([error.name, clock.sleeps]).toEqual(['RateLimitError', [2_000, 2_000]]);
  });

  // Found, open in src/session/grants.ts: `refusal` hands no Retry-After on. Take `.fails` away with the repair.
  test('429 says in the error how long to wait', async () => {
    const { client } = testClient();
    nock(NOCK_HOST).post(TOKEN).reply(429, {}, { 'Retry-After': '3600' });
    expect((await failureOf(client.login(credentials))).retryAfterMs).toBe(3_600_000);
  });
});

describe('a granted session', () => {
  test.each<[string, object, object]>([
    ['a token type in capitals', { token_type: 'BEARER' }, {}],
    ['a token type in small letters', { token_type: 'bearer' }, {}],
    ['no token type', { token_type: null }, {}],
    ['a null refresh token', { refresh_token: null }, { refreshToken: undefined }],
    ['an empty refresh token', { refresh_token: '' }, { refreshToken: undefined }],
    ['a null scope', { scope: null }, { scope: ['read', 'write', 'echo', 'wallet', 'transaction'] }],
    ['an empty scope', { scope: '' }, { scope: [] }],
    ['a scope with odd blanks', { scope: '  read   write ' }, { scope: ['read', 'write'] }],
    ['a null life', { expires_in: null }, { expiresAt: undefined }],
    ['a life of zero', { expires_in: 0 }, { expiresAt: undefined }],
    ['a life as text', { expires_in: '3600' }, { lifeMs: 3_600_000 }],
    ['a life of a fraction', { expires_in: 0.5 }, { lifeMs: 500 }],
    ['a life of ages', { expires_in: 1e300 }, { lifeMs: 10 * 365 * 86_400_000 }],
    ['unknown members', { id_token: 'x', __proto__: null, username: 'eve' }, { username: 'ada' }],
  ])('with %s is a session', async (_what, changes, expected) => {
    const { client, clock } = testClient();
    answerOnce(200, JSON.stringify({ ...OK, ...changes }));
    const tokens = await client.login(credentials);
    expect(tokens.accessToken).toBe(OK.access_token);
    for (const [name, value] of Object.entries(expected)) {
      if (name === 'lifeMs') expect((tokens.expiresAt ?? 0) - clock.now()).toBe(value);
      else expect(tokens[name as keyof typeof tokens]).toEqual(value);
    }
  });

  test.each<[string, string]>([
    ['no access token', JSON.stringify({ ...OK, access_token: undefined })],
    ['a null access token', JSON.stringify({ ...OK, access_token: null })],
    ['an empty access token', JSON.stringify({ ...OK, access_token: '' })],
    ['an access token that is a number', JSON.stringify({ ...OK, access_token: 5 })],
    ['an access token that is a list', JSON.stringify({ ...OK, access_token: ['x'] })],
    ['an access token that no header can hold', JSON.stringify({ ...OK, access_token: 'a\r\nX-Evil: 1' })],
    ['an access token with a blank', JSON.stringify({ ...OK, access_token: 'a b' })],
    ['a token type that is not bearer', JSON.stringify({ ...OK, token_type: 'mac' })],
    ['DPoP, which needs a key that we have not', JSON.stringify({ ...OK, token_type: 'DPoP' })],
    ['a token type that is a number', JSON.stringify({ ...OK, token_type: 1 })],
    ['an empty token type', JSON.stringify({ ...OK, token_type: '' })],
    ['members by a prototype', `{"__proto__":${JSON.stringify(OK)}}`],
    ['null', 'null'],
    ['a list', JSON.stringify([OK])],
    ['a text', JSON.stringify(OK.access_token)],
    ['broken JSON', JSON.stringify(OK).slice(0, -2)],
  ])('with %s is none, and the tokens in it are not printed', async (_what, body) => {
    const { client, tokenStore } = testClient();
    answerOnce(200, body);
    const error = await failureOf(client.login(credentials));
    expect(error.name).toBe('UnexpectedResponseError');
    expect(secretsIn(printed(error), [OK.access_token, OK.refresh_token, ...Object.values(SECRETS)])).toEqual([]);
    expect(await tokenStore.load()).toBeUndefined();
  });

  // Found, open in src/session/grants.ts: openid-client refuses it, and with a renewal the session is lost.
  test('with a negative life is a session whose end is unknown', async () => {
    const { client } = testClient();
    answerOnce(200, JSON.stringify({ ...OK, expires_in: -1 }));
    expect((await client.login(credentials)).expiresAt).toBeUndefined();
  });

  test.each<[string, object]>([
    ['a life that is no number', { expires_in: 'soon' }],
    ['a life that is a list', { expires_in: [1] }],
    ['a scope that is a list', { scope: ['read'] }],
    ['a refresh token that is a number', { refresh_token: 5 }],
    ['a refresh token with a line break', { refresh_token: 'a\nb' }],
  ])('with %s ends with one of our errors or as a session, never with another', async (_what, changes) => {
    const { client } = testClient();
    answerOnce(200, JSON.stringify({ ...OK, ...changes }));
    const outcome = await client.login(credentials).then(
      () => 'session',
      (error: Error) => error.name,
    );
    expect(['session', 'UnexpectedResponseError']).toContain(outcome);
  });

  test('openid-client alone puts the tokens of an answer that it dislikes into its error', async () => {
    const openid = await import('openid-client');
    const server = { issuer: NOCK_HOST, token_endpoint: NOCK_HOST + TOKEN };
    const configuration = new openid.Configuration(server, 'c', {}, openid.ClientSecretPost('s'));
    configuration[openid.customFetch] = async () =>
      new Response(JSON.stringify({ ...OK, token_type: 'mac' }), { headers: { 'content-type': 'application/json' } });
    const error = await failureOf(openid.genericGrantRequest(configuration, 'password', {}));
    expect(secretsIn(printed(error), [OK.access_token])).toEqual([OK.access_token]);
  });
});

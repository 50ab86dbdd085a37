import { afterEach, beforeEach, expect, it } from 'vitest';
import { ApiError, ConnectionError, LoginError, UnexpectedResponseError } from '../../src/errors.ts';
import { InvestmentApiError, InvestmentClient } from '../../src/investment/index.ts';
import { nock, useNock } from '../support/nock-wire.ts';
import { CLIENT_ID, CLIENT_SECRET, KEY_ID, keyPair, rejection, TestClock } from './support.ts';

const HOST = 'https://sandbox.upvest.co';
const TOKEN = 'SENTINEL-token-abc';

useNock();

let client: InvestmentClient;
beforeEach(() => {
  client = new InvestmentClient({
    baseUrl: HOST,
    clientId: CLIENT_ID,
    clientSecret: CLIENT_SECRET,
    signingKey: { keyId: KEY_ID, key: keyPair.privateKey },
    clock: new TestClock(),
  });
});
afterEach(() => client.close());

const get = () => client.request({ method: 'GET', path: '/users', scope: 'users:read' });
const grant = () =>
  nock(HOST).post('/auth/token').reply(200, { access_token: TOKEN, expires_in: 60, token_type: 'bearer' });

it('every member of a problem is exposed, unknown ones included', async () => {
  grant();
  const body = {
    type: 'https://docs.upvest.co/errors/unprocessable_entity',
    status: 400,
    title: 'Unprocessable',
    detail: 'last_name is missing',
    instance: 'urn:x:1',
    request_id: 'of-the-body',
    errors: [{ field: 'last_name' }],
  };
  nock(HOST)
    .get('/users')
    .reply(422, body, { 'content-type': 'application/problem+json', 'upvest-request-id': 'of-the-header' });
  const error = await rejection(get(), InvestmentApiError);
  expect(error).toBeInstanceOf(ApiError);
  expect(error).toMatchObject({
    code: 'api_error',
    status: 422,
    problemStatus: 400,
    problemCode: 'unprocessable_entity',
    type: body.type,
    title: body.title,
    detail: body.detail,
    instance: body.instance,
    requestId: 'of-the-header',
    members: { errors: [{ field: 'last_name' }] },
  });
  expect(error.message).toBe('The API refused the request (422): last_name is missing');
  expect(JSON.parse(JSON.stringify(error))).toMatchObject({ type: body.type, detail: body.detail, status: 422 });
});

it.each([
  ['https://docs.upvest.co/errors/unauthorised', 'unauthorised'],
  ['https://docs.upvest.co/guides/errors/forbidden', 'forbidden'],
  ['unauthorized', 'unauthorised'],
  ['not_acceptable', 'not_acceptable'],
])('type %s has the code %s', async (type, code) => {
  grant();
  nock(HOST).get('/users').reply(403, { type, status: 403, request_id: 'of-the-body' });
  expect(await rejection(get(), InvestmentApiError)).toMatchObject({
    type,
    problemCode: code,
    requestId: 'of-the-body',
  });
});

it.each([
  ['HTML', '<h1>Bad gateway</h1>'],
  ['nothing', ''],
  ['a list', '[]'],
  ['text', '"x"'],
])('an error that is %s keeps its status', async (_what, body) => {
  grant();
  nock(HOST).get('/users').reply(502, body);
  const error = await rejection(get(), InvestmentApiError);
  expect(error).toMatchObject({ status: 502, message: 'The API failed (502).', members: {} });
  expect(error.type).toBeUndefined();
});

it('secrets and control characters of an answer reach no error', async () => {
  grant();
  const detail = `token ${TOKEN} of ${CLIENT_SECRET}\u001b[2J\u202e`;
  nock(HOST)
    .get('/users')
    .reply(400, { type: 'x', detail, [TOKEN]: { deep: [detail] } });
  const error = await rejection(get(), InvestmentApiError);
  const text = JSON.stringify(error) + JSON.stringify(error.members) + error.message;
  expect(text).not.toContain('SENTINEL');
  for (const sign of ['\u001b', '\u202e', '\\u001b', '\\u202e']) expect(text).not.toContain(sign);
  expect(error.detail).toContain('[redacted]');
});

it.each(['invalid_client', 'invalid_scope', 'unauthorized_client'])(
  'the OAuth code %s is a LoginError',
  async (oauthError) => {
    nock(HOST).post('/auth/token').reply(400, { error: oauthError, error_description: 'SENTINEL' });
    expect(await rejection(get(), LoginError)).toMatchObject({ oauthError, status: 400 });
  },
);

it('a redirect is not followed', async () => {
  nock(HOST).post('/auth/token').reply(307, '', { location: 'https://evil.example/' });
  await rejection(get(), UnexpectedResponseError);
});

it('a connection that cannot be made is tried three times and is then a ConnectionError', async () => {
  grant();
  nock(HOST)
    .get('/users')
    .times(3)
    .replyWithError(Object.assign(new Error('no'), { code: 'ECONNREFUSED' }));
  expect(await rejection(get(), ConnectionError)).toMatchObject({ reason: 'ECONNREFUSED' });
});

it('scopes absent from the answer are those asked for, and a life absent has no end', async () => {
  nock(HOST).post('/auth/token').reply(200, { access_token: TOKEN, token_type: 'Bearer' });
  expect(await client.tokens.token('users:read')).toMatchObject({ grantedScope: ['users:read'], expiresAt: undefined });
});

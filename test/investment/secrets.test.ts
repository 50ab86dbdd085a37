import { createPrivateKey } from 'node:crypto';
import { inspect } from 'node:util';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { InvestmentConnection } from '../../src/investment/connection.ts';
import * as investment from '../../src/investment/index.ts';
import {
  InvestmentClient,
  InvestmentTokens,
  loadSigningKey,
  MemoryScopedTokenStore,
  RequestSigner,
} from '../../src/investment/index.ts';
import { KEY_ID, keyPair, PASSPHRASE, problem, startTestApi, type TestApi } from './support.ts';

const TOKEN = 'SENTINEL-access-token';
const pem = keyPair.privateKey
  .export({ type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase: PASSPHRASE })
  .toString();
const keyBytes = keyPair.privateKey.export({ type: 'pkcs8', format: 'der' }).subarray(-32);
const traces = ['SENTINEL', keyBytes.toString('base64'), keyBytes.toString('hex'), pem.split('\n')[2] ?? 'SENTINEL'];

let api: TestApi;
beforeEach(async () => {
  api = await startTestApi();
});
afterEach(() => api.close());

/** Everything that printing, logging, serialising, copying and string building can show. */
function everythingShownBy(value: unknown): string {
  const deep = { depth: 20, showHidden: true, getters: false } as const;
  const copy = typeof value === 'object' && value !== null ? { ...value } : value;
  const stack = value instanceof Error ? `${value.stack}${inspect(value.cause, deep)}` : '';
  return [
    inspect(value, deep),
    inspect(copy, deep),
    JSON.stringify(value),
    JSON.stringify(copy),
    `${value}`,
    stack,
  ].join('\n');
}

function expectNoSecret(value: unknown): void {
  const shown = everythingShownBy(value);
  for (const trace of traces) expect(shown).not.toContain(trace);
}

it('no object shows a secret, however it is printed', async () => {
  const token = { access_token: TOKEN, token_type: 'bearer', expires_in: 60, scope: 'users:read' };
  api.override = ({ target }) => (target === '/auth/token' ? Response.json(token) : undefined);
  const store = new MemoryScopedTokenStore();
  const options = { ...api.options, signingKey: { keyId: KEY_ID, key: pem, passphrase: PASSPHRASE }, store };
  const tokens = new InvestmentTokens(options);
  const scoped = await tokens.token('users:read');
  expect(scoped.accessToken).toBe(TOKEN);
  const signingKey = loadSigningKey(options.signingKey);
  const signer = new RequestSigner(options);
  const client = new InvestmentClient(options);
  for (const value of [
    tokens,
    scoped,
    signingKey,
    signer,
    client,
    client.tokens,
    new InvestmentConnection(options),
    store,
  ]) {
    expectNoSecret(value);
  }
});

it('the counter-example: the same search finds a secret that an object does show', () => {
  expect(() => expectNoSecret({ deep: [{ secret: TOKEN }] })).toThrow();
  expect(() => expectNoSecret(new Error('x', { cause: { token: TOKEN } }))).toThrow();
  expect(createPrivateKey({ key: pem, passphrase: PASSPHRASE }).type).toBe('private');
});

it.each<[string, (target: string) => Response | undefined]>([
  ['a refusal that repeats what was sent', () => problem(401, 'unauthorised', 'SENTINEL-client-secret-WHIW1yic')],
  ['a success that is no token', () => Response.json({ access_token: TOKEN, token_type: 'x' })],
  ['a token with a broken life', () => Response.json({ access_token: TOKEN, token_type: 'bearer', expires_in: {} })],
  ['an OAuth error', () => Response.json({ error: 'invalid_client', error_description: TOKEN }, { status: 400 })],
  [
    'a call refused with the token in it',
    (target) =>
      target === '/auth/token'
        ? Response.json({ access_token: TOKEN, token_type: 'bearer', expires_in: 60 })
        : problem(403, 'forbidden', `the token ${TOKEN} lacks it`, { echo: { authorization: `Bearer ${TOKEN}` } }),
  ],
])('no error shows a secret: %s', async (_what, answer) => {
  api.override = ({ target }) => answer(target);
  const client = new InvestmentClient(api.options);
  const reading = await client
    .request({ method: 'GET', path: '/users', scope: 'users:read' })
    .catch((error: unknown) => error);
  const writing = await client
    .request({ method: 'POST', path: '/echo', scope: 'users:read' })
    .catch((error: unknown) => error);
  for (const error of [reading, writing]) {
    expect(error).toBeInstanceOf(Error);
    expectNoSecret(error);
  }
  client.close();
});

it('the entry point exports exactly these names', () => {
  expect(Object.keys(investment).sort()).toEqual([
    'INVESTMENT_BASE_URLS',
    'InvestmentApiError',
    'InvestmentClient',
    'InvestmentList',
    'InvestmentTokens',
    'MemoryScopedTokenStore',
    'OperationOutcomeUnknownError',
    'RequestSigner',
    'ScopedToken',
    'SignatureError',
    'SigningKey',
    'VerifyingKey',
    'loadSigningKey',
    'loadVerifyingKey',
    'signRequest',
    'signWith',
    'verifyRequest',
  ]);
});

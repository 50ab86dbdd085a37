import { describe, expect, test } from 'vitest';
import { InvalidInputError } from '../../src/index.ts';
import { VERSION } from '../../src/version.ts';
import { SECRETS, testClient } from '../support/client.ts';
import { startHttpServer } from '../support/http-server.ts';
import { failureOf } from '../support/printed.ts';
import { tapedAnswer } from '../support/tapes.ts';

const TOKEN = '/1.0/clientele/oauth2/token';
const OK = tapedAnswer('login');

describe('what a login sends', () => {
  const PASSWORDS: [string, string][] = [
    ['every character that a form gives a meaning', ' &+%=#?;/\\'],
    ['percent signs that look like escapes', '%41%2B%00%zz'],
    ['quotes', `"'\`“”`],
    ['emoji and other scripts', '🦊👨‍👩‍👧 žluťoučký 漢字'],
    ['blanks around it', '  padded\t'],
    ['line breaks', 'a\nb\r\nc'],
    ['control characters', '\u0000\u0007\u001b[2J'],
    ['what looks like another field', 'x&client_secret=stolen&username=root'],
    ['ten thousand characters', 'pä&'.repeat(3_334).slice(0, 10_000)],
  ];

  test.each(PASSWORDS)('is the password byte for byte: %s', async (_what, secret) => {
    await using server = await startHttpServer((_request, response) => response.end(JSON.stringify(OK)));
    const { client } = testClient({ baseUrl: server.url });
    await client.login({ username: `ada+${secret.slice(0, 50)}`, password: secret });
    client.close();
    expect(server.requests).toHaveLength(1);
    const form = new URLSearchParams(server.requests[0]?.body.toString('latin1'));
    expect([...form.keys()].sort()).toEqual([
      'client_id',
      'client_secret',
      'grant_type',
      'password',
      'scope',
      'username',
    ]);
    expect(Object.fromEntries(form)).toEqual({
      grant_type: 'password',
      client_id: 'test-client',
      client_secret: SECRETS.clientSecret,
      username: `ada+${secret.slice(0, 50)}`,
      password: secret,
      scope: 'read write echo wallet transaction',
    });
  });

  test('is one form with the content type of the contract, and nothing secret in the head', async () => {
    await using server = await startHttpServer((_request, response) => response.end(JSON.stringify(OK)));
    const { client } = testClient({ baseUrl: server.url, scope: ['read'] });
    await client.login({ username: 'ada', password: 'a b&c' });
    client.close();
    const [request] = server.requests;
    const fields = ['username=ada', 'password=a+b%26c', 'scope=read', 'grant_type=password', 'client_id=test-client'];
    expect(request?.body.toString().split('&').sort()).toEqual(
      [...fields, `client_secret=${SECRETS.clientSecret}`].sort(),
    );
    expect([request?.method, request?.path]).toEqual(['POST', TOKEN]);
    expect(request?.headers).toMatchObject({
      'content-type': 'application/x-www-form-urlencoded',
      'content-length': String(request?.body.length),
      accept: 'application/json',
      connection: 'close',
    });
    expect(request?.headers.authorization).toBeUndefined();
    expect(request?.headers['user-agent']).toMatch(new RegExp(`^upvest-wallet/${VERSION} `));
  });

  test.each([
    [{ username: '', password: 'x' }],
    [{ username: 'ada', password: '' }],
    [{ username: 'ada' }],
    [{ username: null, password: 5 }],
  ])('is nothing with the credentials %j', async (incomplete) => {
    const { client } = testClient();
    expect(await failureOf(client.login(incomplete as never))).toBeInstanceOf(InvalidInputError);
  });

  test('is no scope at all where none is asked for', async () => {
    await using server = await startHttpServer((_request, response) => response.end(JSON.stringify(OK)));
    const { client } = testClient({ baseUrl: server.url, scope: [] });
    await client.login({ username: 'ada', password: 'x' });
    client.close();
    expect(server.requests[0]?.body.toString()).not.toContain('scope');
  });
});

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { InvalidInputError } from '../../src/index.ts';
import { path } from '../../src/resources/path.ts';
import { object, string } from '../../src/resources/shape.ts';
import { loggedInClient, NOCK_HOST, SECRETS } from '../support/client.ts';
import { nock, useNock } from '../support/nock-wire.ts';
import { failureOf, printed, secretsIn } from '../support/printed.ts';
import { tapedAnswer } from '../support/tapes.ts';

useNock();

const api = () => nock(NOCK_HOST);
const WALLET = '/1.0/kms/wallets/w1';
const taped = { wallet: tapedAnswer('wallet-retrieve'), forbidden: tapedAnswer('scope-refused') };
const secrets = Object.values(SECRETS);

describe('a thing is retrieved by its id', () => {
  test.each([
    ['a/b', 'a%2Fb'],
    ['../assets', '..%2Fassets'],
    ['../../x', '..%2F..%2Fx'],
    ['..\\x', '..%5Cx'],
    ['a?b=c', 'a%3Fb%3Dc'],
    ['a#b', 'a%23b'],
    ['%2e%2e', '%252e%252e'],
    ['%2F', '%252F'],
    ['...', '...'],
    ['a b', 'a%20b'],
    ['a\nb', 'a%0Ab'],
    ['\t', '%09'],
    ['řeka', '%C5%99eka'],
    ['🦊', '%F0%9F%A6%8A'],
    ['https://evil.test/', 'https%3A%2F%2Fevil.test%2F'],
    ['//evil.test', '%2F%2Fevil.test'],
    ['a;b', 'a%3Bb'],
  ])('the id %j is one segment of the path', async (id, segment) => {
    const { client } = await loggedInClient();
    const seen: string[] = [];
    api()
      .get(() => true)
      .reply((uri) => {
        seen.push(uri);
        return [200, taped.wallet];
      });
    await client.wallets.retrieve(id);
    expect(seen).toEqual([`/1.0/kms/wallets/${segment}`]);
  });

  test('put into the URL as it is, an id reaches another path', () => {
    const naive = new URL(`kms/wallets/${'../../assets/'}`, `${NOCK_HOST}/1.0/`);
    expect(naive.pathname).toBe('/1.0/assets/');
  });

  test.each([[''], ['.'], ['..'], ['\ud800'], ['x\udc00'], [undefined], [null], [5], [['a']], [{}]])(
    'the id %j is refused, and nothing is sent',
    async (id) => {
      const { client } = await loggedInClient();
      await expect(client.wallets.retrieve(id as string)).rejects.toBeInstanceOf(InvalidInputError);
      await expect(client.assets.retrieve(id as string)).rejects.toBeInstanceOf(InvalidInputError);
    },
  );

  test('no id, whatever it is, leaves its segment', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', minLength: 1 }), (id) => {
        fc.pre(id !== '.' && id !== '..' && !/\p{Surrogate}/u.test(id));
        const url = new URL(path`kms/wallets/${id}/sign`, `${NOCK_HOST}/1.0/`);
        const segments = url.pathname.split('/');
        expect([url.origin, url.search, url.hash, segments.length]).toEqual([NOCK_HOST, '', '', 6]);
        expect(decodeURIComponent(segments[4] ?? '')).toBe(id);
      }),
    );
  });
});

describe('an answer of another shape is named, not passed on', () => {
  const good = taped.wallet;
  const balance = good.balances[0];
  const withBalance = (changes: object) => ({ ...good, balances: [balance, { ...balance, ...changes }] });
  const without = (name: string) => Object.fromEntries(Object.entries(good).filter(([key]) => key !== name));

  test.each<[string, unknown, string]>([
    ['null', null, 'answer is no object'],
    ['a list', [good], 'answer is no object'],
    ['a text', 'wallet', 'answer is no object'],
    ['a number', 5, 'answer is no object'],
    ['an empty object', {}, 'answer.id is no text'],
    ['no id', without('id'), 'answer.id is no text'],
    ['an id that is a number', { ...good, id: 5 }, 'answer.id is no text'],
    ['an address that is a number', { ...good, address: 5 }, 'answer.address is no text'],
    ['no address at all', without('address'), 'answer.address is no text'],
    ['an index that is a text', { ...good, index: '0' }, 'answer.index is no whole number'],
    ['an index that is a fraction', { ...good, index: 0.5 }, 'answer.index is no whole number'],
    ['a status that is null', { ...good, status: null }, 'answer.status is no text'],
    ['no balances', without('balances'), 'answer.balances is no list'],
    ['balances that are an object', { ...good, balances: { 0: balance } }, 'answer.balances is no list'],
    ['a balance that is null', { ...good, balances: [null] }, 'answer.balances[0] is no object'],
    [
      'an amount that is a number',
      withBalance({ amount: 1 }),
      'answer.balances[1].amount is no whole number in text form',
    ],
    [
      'an amount that was rounded',
      withBalance({ amount: 1e21 }),
      'answer.balances[1].amount is no whole number in text form',
    ],
    [
      'an amount with a sign',
      withBalance({ amount: '-1' }),
      'answer.balances[1].amount is no whole number in text form',
    ],
    [
      'an amount with a point',
      withBalance({ amount: '0.1' }),
      'answer.balances[1].amount is no whole number in text form',
    ],
    [
      'an amount in hexadecimal',
      withBalance({ amount: '0x10' }),
      'answer.balances[1].amount is no whole number in text form',
    ],
    ['an empty amount', withBalance({ amount: '' }), 'answer.balances[1].amount is no whole number in text form'],
    [
      'an amount of a million digits',
      withBalance({ amount: '1'.repeat(1_000_000) }),
      'answer.balances[1].amount is no',
    ],
    [
      'an exponent that is a text',
      withBalance({ exponent: '18' }),
      'answer.balances[1].exponent is no number of decimals',
    ],
    ['a negative exponent', withBalance({ exponent: -1 }), 'answer.balances[1].exponent is no number of decimals'],
    ['a huge exponent', withBalance({ exponent: 1e9 }), 'answer.balances[1].exponent is no number of decimals'],
  ])('%s', async (_what, body, message) => {
    const { client } = await loggedInClient();
    api().get(WALLET).reply(200, JSON.stringify(body), { 'Content-Type': 'application/json' });
    const error = await failureOf(client.wallets.retrieve('w1'));
    expect([error.name, error.status]).toEqual(['UnexpectedResponseError', 200]);
    expect(error.message).toContain(message);
    expect(error.message.length).toBeLessThan(200);
  });

  test('members that come by a prototype do not count', async () => {
    const { client } = await loggedInClient();
    api()
      .get(WALLET)
      .reply(200, `{"__proto__":${JSON.stringify(good)}}`);
    expect((await failureOf(client.wallets.retrieve('w1'))).message).toContain('answer.id is no text');
    expect(({} as { balances?: unknown }).balances).toBeUndefined();
  });

  test('nor do those that somebody put into the prototype of all objects', () => {
    const check = object({ id: string });
    expect(check(Object.create({ id: 'polluted' }), 'answer')).toBe('answer.id is no text');
    expect(check({ id: 'own' }, 'answer')).toBeUndefined();
  });

  test('JSON.parse alone would pass an amount on that it has rounded', () => {
    expect(JSON.parse('{"amount": 100000000000000000001}').amount).toBe(100000000000000000000);
  });

  test.each<[unknown, string]>([
    [{ next: null, previous: null }, 'answer.results is no list'],
    [{ next: null, previous: null, results: { length: 1 } }, 'answer.results is no list'],
    [{ next: null, previous: null, results: [good, 5] }, 'answer.results[1] is no object'],
    [{ next: 5, previous: null, results: [] }, 'answer.next is no text'],
    [{ previous: null, results: [] }, 'answer.next is no text'],
    [[], 'answer is no object'],
  ])('the list %j', async (body, message) => {
    const { client } = await loggedInClient();
    api().get('/1.0/kms/wallets/').query(true).reply(200, JSON.stringify(body));
    expect((await failureOf(client.wallets.list().take(1))).message).toContain(message);
  });
});

describe('a refusal has its own class', () => {
  const refusals: [string, number, string | object, string, string][] = [
    ['an envelope', 403, taped.forbidden, 'ApiError', taped.forbidden.error.message],
    ['nothing', 404, '', 'NotFoundError', '(404)'],
    ['an envelope', 409, { error: { message: 'Exists already.' } }, 'ApiError', 'Exists already.'],
    ['{"detail"}', 403, { detail: 'Nope.' }, 'ApiError', 'Nope.'],
    ['the flat shape', 400, { error: 'invalid_request' }, 'ApiError', 'invalid_request'],
  ];

  test.each(refusals)('%s with %i', async (_shape, status, body, name, message) => {
    const { client } = await loggedInClient();
    api().get(WALLET).reply(status, body);
    const error = await failureOf(client.wallets.retrieve('w1'));
    expect([error.name, error.status]).toEqual([name, status]);
    expect(error.message).toContain(message);
    expect(secretsIn(printed(error), secrets)).toEqual([]);
  });

  test('429 says how long to wait, after three attempts', async () => {
    const { client, clock } = await loggedInClient();
    api().get(WALLET).times(3).reply(429, tapedAnswer('rate-limited-for-long'), { 'Retry-After': '2' });
    const error = await failureOf(client.wallets.retrieve('w1'));
    expect([error.name, error.retryAfterMs, clock.sleeps]).toEqual(['RateLimitError', 2_000, [2_000, 2_000]]);
  });

  test('500 is tried three times, and a server that recovers is forgiven', async () => {
    const { client } = await loggedInClient();
    api()
      .get(WALLET)
      .times(3)
      .reply(500, { error: { message: 'Internal error.' } });
    expect((await failureOf(client.wallets.retrieve('w1'))).message).toContain('Internal error.');
    api().get(WALLET).twice().reply(503);
    api().get(WALLET).reply(200, taped.wallet);
    expect((await client.wallets.retrieve('w1')).protocol).toBe('ethereum_ropsten');
  });

  test('a server that echoes the access token back does not get it into our error', async () => {
    const { client } = await loggedInClient();
    api()
      .get(WALLET)
      .reply(400, {
        error: { message: `Bad header: Bearer ${SECRETS.accessToken}`, details: [{ message: SECRETS.accessToken }] },
      });
    const error = await failureOf(client.wallets.retrieve('w1'));
    expect(error.message).toContain('Bad header: Bearer [redacted]');
    expect(secretsIn(printed(error), secrets)).toEqual([]);
  });
});

describe('scopes', () => {
  test('a call that cannot succeed is not sent', async () => {
    const reader = await loggedInClient({}, ['read']);
    const writer = await loggedInClient({}, ['write', 'echo']);
    expect(await failureOf(reader.client.echo('hi'))).toMatchObject({
      code: 'insufficient_scope',
      missing: ['echo', 'write'],
    });
    for (const call of [
      writer.client.wallets.retrieve('w1'),
      writer.client.assets.retrieve('a1'),
      writer.client.wallets.list().take(1),
    ]) {
      expect(await failureOf(call)).toMatchObject({ code: 'insufficient_scope', missing: ['read'] });
    }
  });

  test('a scope that only strict servers ask for explains their 403, and does not hinder a call before', async () => {
    const { client } = await loggedInClient({}, ['read']);
    api().get(WALLET).reply(200, taped.wallet);
    await client.wallets.retrieve('w1');
    api().get(WALLET).reply(403, taped.forbidden);
    expect(await failureOf(client.wallets.retrieve('w1'))).toMatchObject({
      name: 'InsufficientScopeError',
      missing: ['wallet'],
    });
  });
});

describe('echo', () => {
  test.each([['hi'], ['"\\\n\u0000'], ['x'.repeat(100_000)]])('%.20j comes back', async (text) => {
    const { client } = await loggedInClient();
    api()
      .post(
        '/1.0/clientele/echo-oauth2',
        (body: { echo: string }) => Object.keys(body).join() === 'echo' && body.echo === text,
      )
      .matchHeader('content-type', 'application/json')
      .reply(200, { echo: text });
    expect(await client.echo(text)).toBe(text);
  });

  test('is repeated like a read, since it changes nothing', async () => {
    const { client } = await loggedInClient();
    api().post('/1.0/clientele/echo-oauth2').reply(503);
    api().post('/1.0/clientele/echo-oauth2').reply(200, { echo: 'again' });
    expect(await client.echo('again')).toBe('again');
  });

  test('an answer that is no echo is refused', async () => {
    const { client } = await loggedInClient();
    api().post('/1.0/clientele/echo-oauth2').reply(200, { echo: 5 });
    expect((await failureOf(client.echo('hi'))).name).toBe('UnexpectedResponseError');
  });
});

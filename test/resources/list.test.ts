import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { InvalidInputError, UnexpectedResponseError } from '../../src/index.ts';
import { loggedInClient, NOCK_HOST, SECRETS } from '../support/client.ts';
import { nock, useNock } from '../support/nock-wire.ts';
import { failureOf } from '../support/printed.ts';
import { tapedAnswer } from '../support/tapes.ts';

useNock();

const api = () => nock(NOCK_HOST, { reqheaders: { authorization: `Bearer ${SECRETS.accessToken}` } });
const wallet = (id: string | number) => ({ ...tapedAnswer('wallet-retrieve'), id: `wallet-${id}` });
const page = (ids: (string | number)[], next: string | null) => ({ next, previous: null, results: ids.map(wallet) });
const nextLink = (cursor: string) => `${NOCK_HOST}/1.0/kms/wallets/?cursor=${cursor}&page_size=100`;
/** Expects one request for the page of this cursor. */
const expectPage = (cursor: string | undefined, pageSize = '100') =>
  api()
    .get('/1.0/kms/wallets/')
    .query(cursor === undefined ? { page_size: pageSize } : { page_size: pageSize, cursor });

async function idsOf(list: AsyncIterable<{ id: string }>): Promise<string[]> {
  const ids = [];
  for await (const { id } of list) ids.push(id);
  return ids;
}

describe('a list', () => {
  test('goes over all its pages in order, a hundred a page unless told', async () => {
    const { client } = await loggedInClient();
    expectPage(undefined).reply(200, page([1, 2], nextLink('c2')));
    expectPage('c2').reply(200, page([3], nextLink('c3')));
    expectPage('c3').reply(200, page([4], null));
    expect(await idsOf(client.wallets.list())).toEqual(['wallet-1', 'wallet-2', 'wallet-3', 'wallet-4']);
  });

  test('asks for as many a page as it is told', async () => {
    const { client } = await loggedInClient();
    expectPage(undefined, '7').reply(200, page([1], nextLink('c2')));
    expectPage('c2', '7').reply(200, page([2], null));
    expect(await idsOf(client.wallets.list({ pageSize: 7 }))).toHaveLength(2);
  });

  test('gives each thing as the API sent it, members that only newer servers know included', async () => {
    const { client } = await loggedInClient();
    const body = { ...tapedAnswer('wallets-list'), unknown: true };
    body.results[0].fresh = { from: 'a newer server' };
    expectPage(undefined).reply(200, body);
    expect(await client.wallets.list().take(100)).toEqual(body.results);
  });

  test('sends nothing before its first step', async () => {
    const { client } = await loggedInClient();
    const list = client.wallets.list();
    list[Symbol.asyncIterator]();
    list.pages();
    await sleep(10);
    expect(await list.take(0)).toEqual([]);
  });

  test('starts anew at each iteration', async () => {
    const { client } = await loggedInClient();
    expectPage(undefined)
      .twice()
      .reply(200, page([1], null));
    const list = client.wallets.list();
    expect(await idsOf(list)).toEqual(await idsOf(list));
  });

  test('hands out whole pages with their links', async () => {
    const { client } = await loggedInClient();
    expectPage(undefined).reply(200, page([1, 2], nextLink('c2')));
    expectPage('c2').reply(200, page([], null));
    const pages = [];
    for await (const each of client.wallets.list().pages()) pages.push(each);
    expect(pages).toEqual([page([1, 2], nextLink('c2')), page([], null)]);
  });

  test('goes on after an empty page that says there is more', async () => {
    const { client } = await loggedInClient();
    expectPage(undefined).reply(200, page([], nextLink('c2')));
    expectPage('c2').reply(200, page([1], null));
    expect(await idsOf(client.wallets.list())).toEqual(['wallet-1']);
  });

  test.each([[0], [101], [-1], [1.5], [Number.NaN], ['10'], [null]])('of %o a page is refused', async (pageSize) => {
    const { client } = await loggedInClient();
    expect(() => client.wallets.list({ pageSize: pageSize as number })).toThrow(InvalidInputError);
  });
});

describe('only the cursor is taken of a next link', () => {
  test.each([
    ['another host', 'https://evil.test/1.0/kms/wallets/?cursor=c2'],
    ['plain http', `${NOCK_HOST.replace('https', 'http')}/1.0/kms/wallets/?cursor=c2`],
    ['another path', `${NOCK_HOST}/1.0/tenancy/users/?cursor=c2`],
    ['another port', `${NOCK_HOST}:8443/1.0/kms/wallets/?cursor=c2`],
    ['credentials', 'https://ada:secret@evil.test/?cursor=c2'],
    ['a page size of its own', `${nextLink('c2')}0000`],
    ['no host', '/1.0/kms/wallets/?cursor=c2'],
    ['no scheme', '//evil.test/?cursor=c2'],
    ['a scheme that is none of the web', 'javascript:alert(1)?cursor=c2'],
  ])('one with %s leads to our own origin', async (_what, link) => {
    const { client } = await loggedInClient();
    expectPage(undefined).reply(200, page([1], link));
    expectPage('c2').reply(200, page([2], null));
    expect(await idsOf(client.wallets.list())).toEqual(['wallet-1', 'wallet-2']);
  });

  test.each([
    ['cD0yMDIwLTAxLTAxKzAwJTNBMDA%3D', 'cD0yMDIwLTAxLTAxKzAwJTNBMDA='],
    ['a%26page_size%3D1%23%2F..%2F', 'a&page_size=1#/../'],
    ['%F0%9F%A6%8A+%2B', '🦊 +'],
  ])('the cursor %s is sent as it was meant', async (encoded, cursor) => {
    const { client } = await loggedInClient();
    expectPage(undefined).reply(200, page([1], nextLink(encoded)));
    expectPage(cursor).reply(200, page([2], null));
    expect(await idsOf(client.wallets.list())).toEqual(['wallet-1', 'wallet-2']);
  });
});

describe('a list that cannot be gone over fails instead of ending', () => {
  test.each([
    ['no cursor', `${NOCK_HOST}/1.0/kms/wallets/?page_size=100`],
    ['an empty cursor', nextLink('')],
    ['nothing at all', ''],
    ['what is no URL', 'https://['],
  ])('when the next link has %s', async (_what, link) => {
    const { client } = await loggedInClient();
    expectPage(undefined).reply(200, page([1], link));
    const error = await failureOf(idsOf(client.wallets.list()));
    expect(error).toBeInstanceOf(UnexpectedResponseError);
    expect(error.message).toContain('no cursor');
  });

  test('when the next page is this one', async () => {
    const { client } = await loggedInClient();
    expectPage(undefined).reply(200, page([1], nextLink('c2')));
    expectPage('c2').reply(200, page([2], nextLink('c2')));
    const error = await failureOf(idsOf(client.wallets.list()));
    expect(error).toBeInstanceOf(UnexpectedResponseError);
    expect(error.message).toContain('circle');
  });

  test('when the pages run in a larger circle', async () => {
    const { client } = await loggedInClient();
    expectPage(undefined).reply(200, page([1], nextLink('a')));
    expectPage('a').reply(200, page([2], nextLink('b')));
    expectPage('b').reply(200, page([3], nextLink('c')));
    expectPage('c').reply(200, page([4], nextLink('a')));
    expect(await failureOf(idsOf(client.wallets.list()))).toBeInstanceOf(UnexpectedResponseError);
  });

  test('when a later page fails: what came before was handed out, and nothing is left unhandled', async () => {
    const unhandled: unknown[] = [];
    const note = (error: unknown) => unhandled.push(error);
    process.on('unhandledRejection', note);
    const { client } = await loggedInClient();
    expectPage(undefined).reply(200, page([1], nextLink('c2')));
    expectPage('c2').reply(404, tapedAnswer('not-found'));
    const seen: string[] = [];
    const error = await failureOf(
      (async () => {
        for await (const { id } of client.wallets.list()) {
          seen.push(id);
          // The failure of the page that is fetched ahead comes while nobody waits for it.
          await sleep(50);
        }
      })(),
    );
    await sleep(20);
    process.off('unhandledRejection', note);
    expect([error.code, seen]).toEqual(['not_found', ['wallet-1']]);
    expect(unhandled).toEqual([]);
  });

  test('when the caller stops before the failure of the page that was fetched ahead, nobody hears of it', async () => {
    const unhandled: unknown[] = [];
    const note = (error: unknown) => unhandled.push(error);
    process.on('unhandledRejection', note);
    const { client } = await loggedInClient();
    expectPage(undefined).reply(200, page([1], nextLink('c2')));
    expectPage('c2').delay(20).reply(500, '{}');
    for await (const _wallet of client.wallets.list()) {
      await sleep(10);
      break;
    }
    await sleep(50);
    process.off('unhandledRejection', note);
    expect(unhandled).toEqual([]);
  });
});

import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Sandbox, startSandbox } from '../../src/sandbox/index.ts';
import type { Asset, ListEnvelope, Wallet } from '../../src/wire.ts';
import { ARWEAVE, BITCOIN, COIN, ETHER, UP } from './known.ts';
import { call, failure, json, logIn } from './support.ts';

const USER = { username: 'many', password: 'pass', wallets: 250 };

let sandbox: Sandbox;
let token: string;
beforeAll(async () => {
  sandbox = await startSandbox({ users: [USER] });
  token = (await logIn(sandbox, USER)).access_token;
});
afterAll(() => sandbox.close());

async function page(query: string): Promise<ListEnvelope<Wallet>> {
  const response = await call(sandbox, `kms/wallets/${query}`, token);
  expect(response.status).toBe(200);
  return json(response);
}

/** The n-th wallet of the user holds n. */
function numbers(list: ListEnvelope<Wallet>): number[] {
  return list.results.map(({ balances }) => Number(balances[0]?.amount));
}

function queryOf(link: string | null): string {
  if (link === null) throw new Error('There is no link.');
  return new URL(link).search;
}

test('following next sees every wallet once, newest first, and following previous leads back', async () => {
  const pages = [await page('?page_size=100')];
  while (pages.at(-1)?.next) pages.push(await page(queryOf(pages.at(-1)?.next ?? null)));
  expect(pages.map(({ results }) => results.length)).toEqual([100, 100, 50]);
  expect(pages.flatMap(numbers)).toEqual(Array.from({ length: 250 }, (_, place) => 249 - place));

  const back = await page(queryOf(pages[2]?.previous ?? null));
  expect(numbers(back)).toEqual(numbers(pages[1] ?? back));
  const first = await page(queryOf(back.previous));
  expect(numbers(first)).toEqual(numbers(pages[0] ?? back));
  expect(first.previous).toBeNull();
  expect(queryOf(first.next)).toBe(queryOf(pages[0]?.next ?? null));
});

test('the first page has no previous link and the one after it has', async () => {
  const first = await page('?page_size=1');
  expect(first.results).toHaveLength(1);
  expect(first.previous).toBeNull();
  const second = await page(queryOf(first.next));
  expect(second.results).toHaveLength(1);
  expect(second.previous).not.toBeNull();
});

test.each([
  ['', 10],
  ['?page_size=', 10],
  ['?page_size=0', 10],
  ['?page_size=-3', 10],
  ['?page_size=many', 10],
  ['?page_size=2.5', 10],
  ['?page_size=1e2', 10],
  ['?page_size=7', 7],
  ['?page_size=100', 100],
  ['?page_size=101', 100],
  ['?page_size=99999999999999999999', 100],
  ['?cursor=', 10],
])('the query "%s" gives a first page of %i', async (query, length) => {
  const list = await page(query);
  expect(list.results).toHaveLength(length);
  expect(numbers(list)[0]).toBe(249);
});

test('links are absolute, keep the query and sort its keys', async () => {
  const { next } = await page('?page_size=3&extra=%C7%85');
  const url = new URL(next ?? '');
  expect(`${url.origin}${url.pathname}`).toBe(`${sandbox.baseUrl}kms/wallets/`);
  expect([...url.searchParams.keys()]).toEqual(['cursor', 'extra', 'page_size']);
  expect(url.searchParams.get('page_size')).toBe('3');
  expect(url.searchParams.get('extra')).toBe('ǅ');
  expect([...new URL((await page('')).next ?? '').searchParams.keys()]).toEqual(['cursor']);
});

test('a cursor is base64 of p=<position>, and of r=1 in a previous link', async () => {
  const first = await page('?page_size=2');
  const decode = (link: string | null) => atob(new URLSearchParams(queryOf(link)).get('cursor') ?? '');
  expect(decode(first.next)).toMatch(/^p=2020-01-01\+00%3A00%3A00\.248000%2B00%3A00$/);
  const second = await page(queryOf(first.next));
  expect(new URLSearchParams(decode(second.previous)).get('r')).toBe('1');
});

test('an offset in a cursor is honoured', async () => {
  expect(numbers(await page(`?page_size=2&cursor=${btoa('o=3')}`))).toEqual([246, 245]);
});

test.each(['%%%', 'cD0', 'x', btoa('p=yesterday'), btoa('hello'), btoa('o=-1'), btoa('r=2'), 'a%00b', '=', 'ǅ'])(
  'the cursor "%s" cannot be decoded: 404',
  async (cursor) => {
    const response = await call(sandbox, `kms/wallets/?cursor=${encodeURIComponent(cursor)}`, token);
    expect(response.status).toBe(404);
    expect((await failure(response)).code).toBe(404);
  },
);

test('a wallet that is created while paging is not seen and nothing is repeated', async () => {
  const user = { username: 'creator', password: 'pass', wallets: 6 };
  await using own = await startSandbox({ users: [user] });
  const access = (await logIn(own, user)).access_token;
  const first = await json<ListEnvelope<Wallet>>(await call(own, 'kms/wallets/?page_size=3', access));
  const create = { asset_id: ETHER, password: 'pass', index: 77 };
  expect((await call(own, 'kms/wallets/', access, create)).status).toBe(201);
  const rest = await json<ListEnvelope<Wallet>>(await call(own, `kms/wallets/${queryOf(first.next)}`, access));
  expect([...numbers(first), ...numbers(rest)]).toEqual([5, 4, 3, 2, 1, 0]);
  expect(rest.next).toBeNull();
  const anew = await json<ListEnvelope<Wallet>>(await call(own, 'kms/wallets/', access));
  expect(anew.results[0]?.index).toBe(77);
});

test('a user without wallets has an empty list without links', async () => {
  const user = { username: 'poor', password: 'pass' };
  await using own = await startSandbox({ users: [user] });
  const access = (await logIn(own, user)).access_token;
  expect(await (await call(own, 'kms/wallets/', access)).json()).toEqual({ next: null, previous: null, results: [] });
});

test('a switch gives the links another scheme than the request’s', async () => {
  await using own = await startSandbox({ nextScheme: 'https' });
  const access = (await logIn(own)).access_token;
  const { next } = await json<ListEnvelope<Wallet>>(await call(own, 'kms/wallets/', access));
  expect(next).toMatch(/^https:\/\/127\.0\.0\.1:\d+\/1\.0\/kms\/wallets\/\?cursor=/);
});

test('assets come in the contract’s order, one page or many, each with the contract’s data', async () => {
  const list = await json<ListEnvelope<Asset>>(await call(sandbox, 'assets/', token));
  expect(list).toMatchObject({ next: null, previous: null });
  expect(list.results.map(({ id }) => id)).toEqual([ARWEAVE, BITCOIN, ETHER, COIN, UP]);
  expect(list.results.map(({ symbol, exponent, protocol }) => `${symbol} ${exponent} ${protocol}`)).toEqual([
    'AR 12 arweave_testnet',
    'BTC 8 bitcoin_testnet',
    'ETH 18 ethereum_ropsten',
    'COIN 12 erc20_ropsten',
    'UP 18 erc20_ropsten',
  ]);
  const seen: Asset[] = [];
  for (let query = '?page_size=2'; query !== ''; ) {
    const part = await json<ListEnvelope<Asset>>(await call(sandbox, `assets/${query}`, token));
    seen.push(...part.results);
    query = part.next === null ? '' : queryOf(part.next);
  }
  expect(seen).toEqual(list.results);
  for (const asset of list.results) {
    expect(await (await call(sandbox, `assets/${asset.id}`, token)).json()).toEqual(asset);
  }
  const coin = list.results.find(({ id }) => id === COIN);
  expect(coin?.metadata).toEqual({ chain_id: 3, contract: '0xb95185ca02B704e46721d878EE7f566C6a2a959f' });
});

import { setTimeout as sleep } from 'node:timers/promises';
import axios from 'axios';
import { describe, expect, test } from 'vitest';
import { InvalidInputError } from '../../src/index.ts';
import { loggedInClient, SECRETS } from '../support/client.ts';
import { startHttpServer } from '../support/http-server.ts';
import { failureOf } from '../support/printed.ts';
import { tapedAnswer } from '../support/tapes.ts';

const wallet = (id: number) => ({ ...tapedAnswer('wallet-retrieve'), id: `wallet-${id}` });

test('a next link to another host is not followed; the naive way, which follows it, hands over the token', async () => {
  await using elsewhere = await startHttpServer((_request, response) => response.end('{}'));
  let requests = 0;
  await using server = await startHttpServer((_request, response) => {
    requests += 1;
    const next = requests === 1 ? `${elsewhere.url}?cursor=c2` : null;
    response.end(JSON.stringify({ next, previous: null, results: [wallet(requests)] }));
  });
  const { client } = await loggedInClient({ baseUrl: server.url });
  expect(await client.wallets.list().take(5)).toHaveLength(2);
  client.close();
  expect(elsewhere.connections()).toBe(0);

  requests = 0;
  const authorization = `Bearer ${SECRETS.accessToken}`;
  const naive = axios.create({ baseURL: server.url, headers: { authorization } });
  await naive.get((await naive.get('1.0/kms/wallets/')).data.next);
  expect(elsewhere.requests[0]?.headers.authorization).toBe(authorization);
});

describe('pages are fetched ahead by one and no further', () => {
  /** A list without an end, which writes down when each page was asked for. */
  const endless = (perPage = 1) =>
    startHttpServer((request, response) => {
      const number = Number(new URL(request.url ?? '', 'http://x').searchParams.get('cursor') ?? 0);
      const results = Array.from({ length: perPage }, (_, index) => wallet(number * perPage + index));
      response.end(JSON.stringify({ next: `http://x/?cursor=${number + 1}`, previous: null, results }));
    });

  const overLoopback = (url: string) => loggedInClient({ baseUrl: url });

  test('the next page arrives while the caller works on this one', async () => {
    await using server = await endless();
    const { client } = await overLoopback(server.url);
    const requestsWhileWorking: number[] = [];
    for await (const _page of client.wallets.list().pages()) {
      await sleep(60);
      requestsWhileWorking.push(server.requests.length);
      if (requestsWhileWorking.length === 3) break;
    }
    client.close();
    expect(requestsWhileWorking).toEqual([2, 3, 4]);
  });

  test('of a million pages nothing more is fetched when the caller stops', async () => {
    await using server = await endless();
    const { client } = await overLoopback(server.url);
    let count = 0;
    for await (const _wallet of client.wallets.list()) {
      count += 1;
      if (count === 20) break;
    }
    await sleep(50);
    const requests = server.requests.length;
    expect(requests).toBeLessThanOrEqual(21);
    await sleep(50);
    expect(server.requests.length).toBe(requests);
    client.close();
  });

  test.each([
    [1, 1],
    [20, 1],
    [100, 1],
    [101, 2],
    [200, 2],
    [250, 3],
  ])('the first %i of pages of a hundred take %i request(s)', async (count, requests) => {
    await using server = await endless(100);
    const { client } = await overLoopback(server.url);
    const taken = await client.wallets.list().take(count);
    await sleep(20);
    expect([taken.length, new Set(taken.map(({ id }) => id)).size]).toEqual([count, count]);
    expect(server.requests).toHaveLength(requests);
    client.close();
  });

  test('the first 200 of a server that sends 250 a page, whatever it is asked for, take one request', async () => {
    await using server = await endless(250);
    const { client } = await overLoopback(server.url);
    expect(await client.wallets.list().take(200)).toHaveLength(200);
    await sleep(20);
    expect(server.requests).toHaveLength(1);
    client.close();
  });

  test('the first 30 of small pages are fetched ahead too', async () => {
    await using server = await endless(10);
    const { client } = await overLoopback(server.url);
    expect(await client.wallets.list({ pageSize: 10 }).take(30)).toHaveLength(30);
    expect(server.requests).toHaveLength(3);
    client.close();
  });

  test.each([[-1], [1.5], [Number.NaN], [Number.POSITIVE_INFINITY], ['3'], [undefined]])(
    'the first %o are refused',
    async (count) => {
      const { client } = await loggedInClient();
      await expect(client.wallets.list().take(count as number)).rejects.toBeInstanceOf(InvalidInputError);
    },
  );

  test('a signal ends the list with its reason and no further request', async () => {
    await using server = await endless();
    const stop = new AbortController();
    const { client } = await overLoopback(server.url);
    const error = await failureOf(
      (async () => {
        for await (const _wallet of client.wallets.list({ signal: stop.signal })) {
          if (server.requests.length >= 3) stop.abort(new Error('enough'));
        }
      })(),
    );
    expect(error.message).toBe('enough');
    const requests = server.requests.length;
    await sleep(50);
    expect(server.requests.length).toBe(requests);
    client.close();
  });
});

import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { TimeoutError, UnexpectedResponseError, type WalletClientOptions } from '../../src/index.ts';
import { parseJson } from '../../src/transport/index.ts';
import { SECRETS } from '../support/client.ts';
import { failureOf } from '../support/printed.ts';
import { clientAt, type HostileClient } from './client.ts';
import type { Exchange, Fault } from './fault.ts';
import { EVERYTHING_ELSE, type FaultServer, startFaultServer, TOKEN_ENDPOINT, type Where } from './fault-server.ts';
import { bytesOf } from './faults/answering.ts';
import { faultNamed } from './faults.ts';
import { cannedApi, IDS } from './good-answers.ts';
import { HARMLESS } from './outcomes.ts';

const credentials = { username: 'ada', password: SECRETS.password };

interface Met extends HostileClient, AsyncDisposable {
  server: FaultServer;
}

/** A client whose requests meet the fault. */
async function meeting(
  fault: string | Fault['play'],
  where: Where,
  options: Partial<WalletClientOptions> & { renew?: boolean } = {},
): Promise<Met> {
  const played: Fault =
    typeof fault === 'string' ? faultNamed(fault) : { name: '', outcomes: HARMLESS, ...(fault && { play: fault }) };
  const server = await startFaultServer({ fault: played, where });
  const met = await clientAt(server.baseUrl, options);
  return {
    ...met,
    server,
    async [Symbol.asyncDispose]() {
      met.client.close();
      await server.close();
    },
  };
}

const faulty = ({ server }: Met) => server.requests.filter((request) => request.faulty);

describe('the token endpoint', () => {
  test('a login had no time limit: it waited for a silent server for ever, whatever timeoutMs said', async () => {
    await using met = await meeting('there is never an answer', TOKEN_ENDPOINT);
    const startedAt = performance.now();
    expect(await failureOf(met.client.login(credentials, { timeoutMs: 100 }))).toBeInstanceOf(TimeoutError);
    expect(performance.now() - startedAt).toBeLessThan(5_000);
  });

  test('nor had the login after a session had ended', async () => {
    await using met = await meeting(
      'there is never an answer',
      { ...TOKEN_ENDPOINT, nth: 2 },
      { renew: true, timeoutMs: 200, reauthenticate: async () => credentials },
    );
    // The first answer ends the session, the second never comes.
    met.server.play(
      {
        name: '',
        outcomes: HARMLESS,
        play: ({ socket, turn }) =>
          turn === 1 && socket.write(bytesOf({ status: 401, body: '{"error":"invalid_grant"}' })),
      },
      TOKEN_ENDPOINT,
    );
    await expect(met.client.accessToken()).rejects.toBeInstanceOf(TimeoutError);
    const settled = met.client.settled().then(() => 'settled');
    expect(await Promise.race([settled, sleep(5_000)])).toBe('settled');
  });

  test('a login that its caller gave up was told as a broken connection', async () => {
    await using met = await meeting('there is never an answer', TOKEN_ENDPOINT);
    const signal = AbortSignal.timeout(100);
    const error = await failureOf(met.client.login(credentials, { signal }));
    expect(error).toBe(signal.reason);
  });

  test('a token_type that is an object broke out as a TypeError', async () => {
    const answer = { access_token: 'a', token_type: { toString: 'x' } };
    await using met = await meeting(
      ({ socket }) => socket.write(bytesOf({ body: JSON.stringify(answer) })),
      TOKEN_ENDPOINT,
    );
    expect(await failureOf(met.client.login(credentials))).toBeInstanceOf(UnexpectedResponseError);
  });

  test('rubbish behind a whole answer made a renewal count as lost, which ended the session', async () => {
    const good = cannedApi();
    // As a server that rotates: a refresh token is good for once.
    const rotating = async ({ socket, request, turn }: Exchange) => {
      const { body } = await good(request);
      const refused = { status: 401, body: '{"error":"invalid_grant"}' };
      socket.write(turn === 1 ? Buffer.concat([bytesOf({ body }), Buffer.from('rubbish\r\n\r\n')]) : bytesOf(refused));
    };
    await using met = await meeting((exchange) => void rotating(exchange), TOKEN_ENDPOINT, { renew: true });
    expect(await met.client.accessToken()).toMatch(/^sentinel-granted/);
    expect(faulty(met)).toHaveLength(1);
  });

  test('a token of a million characters was stored, and sent with every request', async () => {
    await using met = await meeting('access_token is a million characters', TOKEN_ENDPOINT, { renew: true });
    expect(await failureOf(met.client.wallets.retrieve(IDS.wallet))).toBeInstanceOf(UnexpectedResponseError);
    expect((await met.tokenStore.load())?.accessToken).toBe(SECRETS.accessToken);
  });
});

describe('refusals', () => {
  test.each([400, 402, 403, 409, 422])(
    '%i came without a next step, so the terminal called it unexpected',
    async (status) => {
      await using met = await meeting(({ socket }) => socket.write(bytesOf({ status })), EVERYTHING_ELSE);
      expect((await failureOf(met.client.wallets.retrieve(IDS.wallet))).hint).toMatch(/^[A-Z].{10,}\.$/);
    },
  );

  test.each(['000', '099'])('the status %s, which is none, was told to be a refusal of a payment', async (status) => {
    await using met = await meeting(`every request is answered with ${status}`, { method: 'POST' });
    const error = await failureOf(
      met.client.transactions.createRaw(IDS.wallet, { password: SECRETS.password, rawTx: '0xeb80' }),
    );
    expect(error.code).toBe('outcome_unknown');
  });
});

describe('lists', () => {
  const search = { recipient: IDS.recipient, quantity: 1n, assetId: IDS.asset, since: null };

  test('the search for a lost send never came back from a list without an end', async () => {
    await using met = await meeting('there is no end of pages', EVERYTHING_ELSE);
    const error = await failureOf(met.client.transactions.findRecent(IDS.wallet, search));
    expect(error).toBeInstanceOf(UnexpectedResponseError);
    expect(error.hint).toContain('cannot be told');
    expect(faulty(met).length).toBeLessThanOrEqual(101);
  });

  test('a list of empty pages without an end never let its caller have a turn', async () => {
    await using met = await meeting('there is no end of pages, and nothing in any of them', EVERYTHING_ELSE);
    expect((await failureOf(met.client.assets.list().take(1))).message).toContain('nothing in it');
  });

  test('but a few empty pages are no reason to stop', async () => {
    const good = cannedApi();
    const answer = async ({ socket, request, turn }: Exchange) => {
      const page = JSON.parse((await good(request)).body);
      socket.write(
        bytesOf({
          body: JSON.stringify(turn < 50 ? { ...page, results: [], next: `http://x/?cursor=${turn}` } : page),
        }),
      );
    };
    await using met = await meeting((exchange) => void answer(exchange), EVERYTHING_ELSE);
    expect(await met.client.assets.list().take(1)).toHaveLength(1);
  });

  test('a cursor of a megabyte was remembered, and sent back', async () => {
    await using met = await meeting('the next link has a cursor of a million characters', EVERYTHING_ELSE);
    expect((await failureOf(met.client.wallets.list().take(5))).message).toContain('absurd');
    expect(faulty(met)).toHaveLength(1);
  });
});

describe('JSON of an absurd form was taken in and handed on', () => {
  const deep = (levels: number) => Buffer.from('{"a":['.repeat(levels / 2) + ']}'.repeat(levels / 2));

  test.each([
    ['a hundred deep is read', deep(100), true],
    ['deeper is not: whoever prints it would run out of stack', deep(102), false],
    [
      'brackets in a text are text',
      Buffer.from(JSON.stringify({ a: `${'['.repeat(500)}\\"${'{'.repeat(500)}\\` })),
      true,
    ],
    ['two hundred thousand values are read', Buffer.from(`[${'0,'.repeat(199_998)}0]`), true],
    ['more are not: an empty object takes twenty times its length', Buffer.from(`[${'{},'.repeat(100_001)}0]`), false],
    ['a text of nine megabytes is one value', Buffer.from(`"${',{['.repeat(3_000_000)}"`), true],
  ])('%s', (_what, body, read) => {
    expect(parseJson(body) !== undefined).toBe(read);
  });
});

test('a kept connection on which something came unasked was used for the next request', async () => {
  const good = cannedApi();
  const answer = async ({ socket, request }: Exchange) => {
    socket.write(bytesOf(await good(request)));
    await sleep(50);
    // Of an answer to come, the head: what the server says next would be its body.
    socket.write('HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n');
  };
  await using met = await meeting((exchange) => void answer(exchange), { ...EVERYTHING_ELSE, nth: 1 });
  await met.client.wallets.retrieve(IDS.wallet);
  await sleep(150);
  await met.client.wallets.retrieve(IDS.wallet);
  const connections = met.server.requests.map(({ connection }) => connection);
  expect(connections).toEqual([1, 2]);
});

test('counter-example: where nothing comes unasked the connection is kept', async () => {
  await using met = await meeting(undefined, EVERYTHING_ELSE);
  for (let count = 0; count < 2; count += 1) {
    await met.client.wallets.retrieve(IDS.wallet);
    await sleep(20);
  }
  expect(met.server.requests.map(({ connection }) => connection)).toEqual([1, 1]);
});

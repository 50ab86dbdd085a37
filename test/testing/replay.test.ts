import { request as requestByName } from 'node:http';
import { describe, expect, test, vi } from 'vitest';
import { ConnectionError, WalletClient } from '../../src/index.ts';
import { type Replay, replay } from '../../src/testing/index.ts';
import { startHttpServer } from '../support/http-server.ts';
import { failureOf } from '../support/printed.ts';
import { tempFolder } from '../support/temp-folder.ts';
import { type Asked, ask, BASE_URL, postForm, postJson, writeTapeFile } from './support.ts';

const get = (path: string, json: unknown = { path }): Asked => ({ request: { path }, response: { json } });
const post = (path: string, json: unknown, answer: unknown = { path }): Asked => ({
  request: { method: 'POST', path, json },
  response: { status: 201, json: answer },
});

/** Replays these exchanges for as long as `during` runs; answers with what close() threw. */
async function replaying(
  exchanges: Asked[],
  during: (tape: Replay) => Promise<void>,
  options: { baseUrl?: string; reachable?: string[] } = {},
): Promise<Error | undefined> {
  using temp = tempFolder();
  writeTapeFile(temp.path, 'story', exchanges);
  const tape = await replay('story', { folder: temp.path, ...options });
  const close = () =>
    tape.close().then(
      () => undefined,
      (error: Error) => error,
    );
  try {
    await during(tape);
    return await close();
  } finally {
    // Whatever happens, the next test has the network.
    await close();
  }
}

describe('what is on the tape', () => {
  test('is answered: status, headers and body, to the byte', async () => {
    const digits =
      '{"big":115792089237316195423570985008687907853269984665640564039457584007913129639935,"10":1,"1":2}';
    const headers = { 'content-type': 'application/json', 'retry-after': '3' };
    const complaint = await replaying(
      [
        { request: { path: 'a' }, response: { status: 429, headers, text: digits } },
        { request: { path: 'b' }, response: { headers, json: { z: 1, a: 'ä€' } } },
        { request: { method: 'DELETE', path: 'c' }, response: { status: 204 } },
        { request: { path: '/elsewhere' }, response: { base64: 'AP+A' } },
      ],
      async () => {
        const limited = await ask(`${BASE_URL}a`);
        expect([limited.status, limited.headers['retry-after'], limited.text]).toEqual([429, '3', digits]);
        expect((await ask(`${BASE_URL}b`)).text).toBe('{"z":1,"a":"ä€"}');
        expect(await ask(`${BASE_URL}c`, { method: 'DELETE' })).toMatchObject({ status: 204, text: '' });
        expect((await ask('https://api.upvest.test/elsewhere')).text).toBe(Buffer.from('AP+A', 'base64').toString());
      },
    );
    expect(complaint).toBeUndefined();
  });

  test('is found by method, path, query and body, whatever the order of query and members', async () => {
    const complaint = await replaying(
      [
        { request: { path: 'x', query: { a: '1', b: ['2', '3'] } }, response: { text: 'query' } },
        post('x', { a: { b: [1, 2], c: null } }),
        { request: { method: 'POST', path: 'x', form: { a: 'ä b' } }, response: { text: 'form' } },
        { request: { method: 'POST', path: 'x', text: 'plain' }, response: { text: 'text' } },
      ],
      async () => {
        expect((await ask(`${BASE_URL}x?b=2&a=1&b=3`)).text).toBe('query');
        expect((await postJson(`${BASE_URL}x`, '{"a": {"c":null, "b":[1,2]}}')).status).toBe(201);
        expect((await postForm(`${BASE_URL}x`, { a: 'ä b' })).text).toBe('form');
        const headers = { 'content-type': 'text/plain; charset=utf-8' };
        expect((await ask(`${BASE_URL}x`, { headers, body: 'plain' })).text).toBe('text');
      },
    );
    expect(complaint).toBeUndefined();
  });

  test('reaches fetch, and names imported from node:http, as well', async () => {
    const complaint = await replaying(
      [get('a', { by: 'fetch' }), get('b')],
      async () => {
        expect(await (await fetch('http://127.0.0.1:8787/1.0/a')).json()).toEqual({ by: 'fetch' });
        const status = await new Promise((resolve, reject) =>
          requestByName('http://127.0.0.1:8787/1.0/b', (response) => resolve(response.resume().statusCode))
            .on('error', reject)
            .end(),
        );
        expect(status).toBe(200);
      },
      { baseUrl: 'http://127.0.0.1:8787/1.0' },
    );
    expect(complaint).toBeUndefined();
  });

  test('moves to another base URL with its links, also those of the other scheme', async () => {
    const links = {
      next: `${BASE_URL}x?cursor=1`,
      previous: 'http://api.upvest.test/1.0/x',
      origin: 'api.upvest.test',
    };
    const complaint = await replaying(
      [get('x', links)],
      async (tape) => {
        expect(tape.baseUrl).toBe('http://127.0.0.1:8787/proxy/1.0/');
        expect(JSON.parse((await ask(`${tape.baseUrl}x`)).text)).toEqual({
          next: 'http://127.0.0.1:8787/proxy/1.0/x?cursor=1',
          previous: 'https://127.0.0.1:8787/proxy/1.0/x',
          origin: '127.0.0.1:8787',
        });
      },
      { baseUrl: 'http://127.0.0.1:8787/proxy/1.0' },
    );
    expect(complaint).toBeUndefined();
  });

  test('is answered for an address of IPv6, too', async () => {
    const complaint = await replaying([get('x')], async (tape) => void (await ask(`${tape.baseUrl}x`)), {
      baseUrl: 'http://[::1]:8787/1.0/',
    });
    expect(complaint).toBeUndefined();
  });
});

describe('what is not on the tape', () => {
  test('fails with a readable difference to the nearest exchange, and close() says it again', async () => {
    let error: Error | undefined;
    const complaint = await replaying(
      [
        { request: { path: 'kms/wallets/', query: { page_size: '2' } } },
        post('kms/wallets/1/transactions/', { recipient: '0xAB', quantity: '10', password: 'password-1' }),
      ],
      async () => {
        await ask(`${BASE_URL}kms/wallets/?page_size=2`);
        error = await failureOf(
          postJson(`${BASE_URL}kms/wallets/1/transactions/`, {
            recipient: '0xAB',
            quantity: '11',
            password: 'hunter-22222',
          }),
        );
        await postJson(`${BASE_URL}kms/wallets/1/transactions/`, { recipient: '0xAB', quantity: '10', password: 'x' });
      },
    );
    const message = `The tape "story" does not have this request, or not this often:
  POST kms/wallets/1/transactions/
The nearest is number 2:
  POST kms/wallets/1/transactions/
They differ in
  body quantity: the tape has "10", the request "11"`;
    expect(error).toMatchObject({ name: 'TapeError', code: 'NOT_ON_TAPE', message, cause: { code: 'not_on_tape' } });
    expect(complaint).toMatchObject({ code: 'not_replayed' });
    expect(complaint?.message).toBe(`The tape "story" was not replayed as it was recorded.\n\n${message}`);
  });

  test('is told apart by query, path, method, kind of body and number of digits', async () => {
    const complaint = await replaying(
      [
        { request: { path: 'kms/wallets/1', query: { a: '1' } } },
        { request: { method: 'POST', path: 'echo', text: '{"n":12345678901234567890}' } },
      ],
      async () => {
        await failureOf(ask(`${BASE_URL}kms/wallets/1?b=2`));
        await failureOf(ask(`${BASE_URL}kms/wallets/2?a=1`));
        await failureOf(ask(`${BASE_URL}kms/wallets/1?a=1`, { method: 'DELETE' }));
        await failureOf(postJson(`${BASE_URL}echo`, '{"n":12345678901234567891}'));
        await failureOf(postForm(`${BASE_URL}echo`, { n: '1' }));
        await failureOf(ask(`${BASE_URL}echo`, { body: 'x', headers: { 'content-type': 'image/png' } }));
        await ask(`${BASE_URL}kms/wallets/1?a=1`);
        await postJson(`${BASE_URL}echo`, '{"n": 12345678901234567890}');
      },
    );
    for (const line of [
      'query a: the tape has "1", the request nothing',
      'query b: the tape has nothing, the request "2"',
      'path: the tape has "kms/wallets/1", the request "kms/wallets/2"',
      'method: the tape has "GET", the request "DELETE"',
      'body n: the tape has 12345678901234567890, the request 12345678901234567891',
      'body: the tape has a text, the request a form',
      'body: the tape has a text, the request a body that was not understood: its content type is image/png',
    ]) {
      expect(complaint?.message).toContain(line);
    }
  });

  test('a body that says JSON and is none fails its request, and not the process', async () => {
    const complaint = await replaying([post('x', {})], async () => {
      expect((await failureOf(postJson(`${BASE_URL}x`, '{"broken"'))).message).toContain(
        'says application/json and is not',
      );
      await postJson(`${BASE_URL}x`, {});
    });
    expect(complaint?.message).toContain('not understood');
  });

  test('reaches an application that swallows errors all the same: close() fails', async () => {
    const complaint = await replaying([], async (tape) => {
      const client = new WalletClient({ ...tape, tokenStore: undefined });
      const error = await failureOf(client.login({ username: 'ada', password: 'not for messages' }));
      expect(error).toBeInstanceOf(ConnectionError);
      expect(error.message).toContain('TAPE');
    });
    expect(complaint?.message).toContain('POST clientele/oauth2/token');
    expect(complaint?.message).toContain('(3 times)');
    expect(complaint?.message).not.toContain('not for messages');
  });

  test('the application’s own secrets are in no message, wherever they stand', async () => {
    const secret = 'sentinel-of-the-application';
    const complaint = await replaying([post('login', { password: 'password-1', name: 'a' })], async () => {
      await failureOf(postJson(`${BASE_URL}login`, { password: secret, name: secret }));
      await failureOf(
        ask(`${BASE_URL}${secret}?api_key=${secret}&x=${secret}`, { headers: { authorization: `Bearer ${secret}` } }),
      );
      await postJson(`${BASE_URL}login`, { password: secret, name: 'a' });
    });
    expect(complaint?.message).toContain('body name: the tape has "a", the request "password-1"');
    expect(complaint?.message).not.toContain(secret);
  });

  test('what nobody asked for is named when the tape is closed', async () => {
    const complaint = await replaying(
      [get('a'), { request: { path: 'b', query: { page_size: '2' } } }, post('c', {})],
      () => ask(`${BASE_URL}a`).then(() => undefined),
    );
    expect(complaint?.message).toBe(
      'The tape "story" was not replayed as it was recorded.\n\nNobody asked for\n  2. GET b?page_size=2\n  3. POST c',
    );
  });

  test('what is asked for once too often is told so', async () => {
    const complaint = await replaying([get('a')], async () => {
      await ask(`${BASE_URL}a`);
      await failureOf(ask(`${BASE_URL}a`));
    });
    expect(complaint?.message).toContain('The nearest is number 1, which was answered before:\n  GET a');
  });
});

describe('the order', () => {
  test('is free for what only reads, and for equals it is that of the tape', async () => {
    const complaint = await replaying([get('a', 1), get('b', 2), get('a', 3), get('c', 4)], async () => {
      const texts = [];
      for (const path of ['c', 'a', 'b', 'a']) texts.push((await ask(BASE_URL + path)).text);
      expect(texts).toEqual(['4', '1', '2', '3']);
    });
    expect(complaint).toBeUndefined();
  });

  test('a request that may change something comes after what was asked before it', async () => {
    const complaint = await replaying([get('balance', 10), post('send', {}), get('balance', 9)], async () => {
      expect((await failureOf(postJson(`${BASE_URL}send`, {}))).message).toBe(
        'On the tape "story" this request comes later:\n  POST send\nBefore it has to come\n  GET balance',
      );
      expect((await ask(`${BASE_URL}balance`)).text).toBe('10');
      await postJson(`${BASE_URL}send`, {});
      expect((await ask(`${BASE_URL}balance`)).text).toBe('9');
    });
    expect(complaint?.message).toContain('comes later');
  });

  test('nothing is answered from behind a request that may change something', async () => {
    const complaint = await replaying([post('send', {}), get('history', 9)], async () => {
      expect((await failureOf(ask(`${BASE_URL}history`))).message).toContain('POST send');
      await postJson(`${BASE_URL}send`, {});
      await ask(`${BASE_URL}history`);
    });
    expect(complaint?.message).toContain('comes later');
  });

  test('what runs at the same time may arrive in another order: the early one waits for the other', async () => {
    const complaint = await replaying([get('a'), post('b', {}), get('c'), post('d', {})], async () => {
      const [d, c, b] = [postJson(`${BASE_URL}d`, {}), ask(`${BASE_URL}c`), postJson(`${BASE_URL}b`, {})];
      await new Promise((resolve) => setTimeout(resolve, 20));
      await ask(`${BASE_URL}a`);
      expect((await Promise.all([b, c, d])).map(({ status }) => status)).toEqual([201, 200, 201]);
    });
    expect(complaint).toBeUndefined();
  });

  test('who waits still when the tape is closed hears so', async () => {
    let early: Promise<Error> | undefined;
    const complaint = await replaying([get('a'), post('b', {})], async () => {
      early = failureOf(postJson(`${BASE_URL}b`, {}));
      await new Promise((resolve) => setTimeout(resolve, 50));
    });
    expect((await early)?.message).toContain('closed before it had an answer');
    expect(complaint?.message).toContain('closed before it had an answer for\n  POST b');
  });
});

describe('secrets of the application under test', () => {
  const login = (form: Record<string, string>, status: number): Asked => ({
    request: { method: 'POST', path: 'token', form },
    response: { status },
  });

  test('are the first and the second on the tape by the order in which they come, whatever they are', async () => {
    const tape = [
      login({ password: 'password-1' }, 401),
      login({ password: 'password-2' }, 200),
      post('send', { password: 'password-2' }),
    ];
    const complaint = await replaying(tape, async () => {
      expect((await postForm(`${BASE_URL}token`, { password: 'x' })).status).toBe(401);
      expect((await postForm(`${BASE_URL}token`, { password: 'y' })).status).toBe(200);
      expect((await failureOf(postJson(`${BASE_URL}send`, { password: 'x' }))).message).toContain(
        'body password: the tape has password-2, the request another password than before',
      );
      await postJson(`${BASE_URL}send`, { password: 'y' });
    });
    expect(complaint?.message).toContain('another password than before');
  });

  test('that are the same where the tape has two are not taken for both', async () => {
    const complaint = await replaying(
      [login({ password: 'password-1' }, 401), login({ password: 'password-2' }, 200)],
      async () => {
        await postForm(`${BASE_URL}token`, { password: 'x' });
        await failureOf(postForm(`${BASE_URL}token`, { password: 'x' }));
        await postForm(`${BASE_URL}token`, { password: 'password-2' });
      },
    );
    expect(complaint?.message).toContain('another password than before');
  });

  test('of different kinds may be equal, numbers, or none where the tape has none', async () => {
    const tape = [
      login({ password: 'password-1', client_secret: 'client-secret-1', refresh_token: '' }, 200),
      post('pin', { pin: 'pin-1' }),
    ];
    const complaint = await replaying(tape, async () => {
      await failureOf(postForm(`${BASE_URL}token`, { password: '', client_secret: 'x', refresh_token: '' }));
      await failureOf(postForm(`${BASE_URL}token`, { password: 'x', client_secret: 'x', refresh_token: 'y' }));
      await postForm(`${BASE_URL}token`, { password: 'x', client_secret: 'x', refresh_token: '' });
      await postJson(`${BASE_URL}pin`, { pin: 1234 });
    });
    expect(complaint?.message).toContain('body password: the tape has password-1, the request an empty one');
    expect(complaint?.message).toContain('body refresh_token: the tape has "", the request "y"');
  });

  test('are recognised again outside of their own fields', async () => {
    const tape = [
      login({ password: 'password-1' }, 200),
      get('users/password-1'),
      post('echo', { echo: 'it is password-1!' }),
    ];
    const complaint = await replaying(tape, async () => {
      await postForm(`${BASE_URL}token`, { password: 'long enough & odd' });
      await ask(`${BASE_URL}users/long%20enough%20%26%20odd`);
      await postJson(`${BASE_URL}echo`, { echo: 'it is long enough & odd!' });
    });
    expect(complaint).toBeUndefined();
  });
});

describe('a replay', () => {
  test('has the credentials that fit the tape, and placeholders where it has none', async () => {
    await replaying([], async ({ clientId, clientSecret, username, password }) => {
      expect([clientId, clientSecret, username, password]).toEqual([
        'client-id',
        'client-secret-1',
        'username',
        'password-1',
      ]);
    });
    const authorization = `Basic ${Buffer.from('my-client:client-secret-1').toString('base64')}`;
    const form = { username: '', password: 'password-1' };
    const later = { username: 'ada', password: 'password-2' };
    const tape = [form, later].map((each) => ({
      request: { method: 'POST', path: 'token', headers: { authorization }, form: each },
    }));
    await replaying(tape, async ({ clientId, clientSecret, username, password, header }) => {
      expect([clientId, clientSecret, username, password]).toEqual([
        'my-client',
        'client-secret-1',
        'ada',
        'password-1',
      ]);
      expect(header).toMatchObject({ story: 'A story.', format: 1 });
      expect(header).not.toHaveProperty('exchanges');
    });
  });

  test('has a clock that begins when the tape was recorded and makes waiting cost nothing', async () => {
    const wallet = (status: string) => ({
      request: { path: 'kms/wallets/w' },
      response: { json: { id: 'w', address: 'a', index: null, protocol: 'p', status, balances: [] } },
    });
    const token = { access_token: 'access-token-1', token_type: 'Bearer', expires_in: 36_000, scope: 'read' };
    const login = { request: { method: 'POST', path: 'clientele/oauth2/token' }, response: { json: token } };
    const complaint = await replaying(
      [{ ...login, request: { ...login.request, form: FORM } }, ...Array(8).fill(wallet('PENDING')), wallet('ACTIVE')],
      async ({ clock, ...tape }) => {
        const startedAt = performance.now();
        const client = new WalletClient({ ...tape, clock, onWarning: () => undefined });
        await client.login(tape);
        expect((await client.status()).expiresAt).toEqual(new Date('2026-01-15T22:00:00.000Z'));
        await client.wallets.waitUntilActive('w');
        expect(clock.now()).toBe(Date.parse('2026-01-15T12:00:00.000Z') + (1 + 2 + 4 + 8 + 16 + 30 + 30 + 30) * 1000);
        clock.advance(1);
        await expect(clock.sleep(1, AbortSignal.abort('enough'))).rejects.toBe('enough');
        expect(performance.now() - startedAt).toBeLessThan(5_000);
      },
    );
    expect(complaint).toBeUndefined();
  });

  test('works while the timers of the test stand still', async () => {
    vi.useFakeTimers();
    try {
      const complaint = await replaying([get('a'), post('b', {})], async ({ clock }) => {
        const b = postJson(`${BASE_URL}b`, {});
        await ask(`${BASE_URL}a`);
        expect((await b).status).toBe(201);
        await clock.sleep(60_000);
      });
      expect(complaint).toBeUndefined();
    } finally {
      vi.useRealTimers();
    }
  });

  test('cuts off every other host, but for those that stay reachable', async () => {
    await using server = await startHttpServer((_request, response) => response.end('real'));
    const complaint = await replaying([get('a')], async () => {
      await ask(`${BASE_URL}a`);
      for (const send of [ask, fetch]) {
        const error = await failureOf(send(`${server.url}x?token=secret`));
        expect(error.message).toBe(
          `The network is off, and this went elsewhere than the tape:\n  GET http://127.0.0.1:${server.port}/x`,
        );
      }
      expect((await failureOf(ask('https://example.test:8443/'))).message).toContain('https://example.test:8443/');
    });
    expect(server.requests).toEqual([]);
    expect(complaint?.message).toContain('elsewhere');
    const fine = await replaying(
      [get('a')],
      async () => {
        await ask(`${BASE_URL}a`);
        expect((await ask(server.url)).text).toBe('real');
      },
      { reachable: ['127.0.0.1'] },
    );
    expect(fine).toBeUndefined();
  });

  test('is closed by `await using`, and closing twice is closing once', async () => {
    using temp = tempFolder();
    writeTapeFile(temp.path, 'story', [get('a')]);
    let kept: Replay | undefined;
    const error = await failureOf(
      (async () => {
        await using tape = await replay('story', { folder: temp.path });
        kept = tape;
      })(),
    );
    expect(error.message).toContain('Nobody asked for\n  1. GET a');
    await kept?.close();
  });

  test('is the only one in the process: the second hears which one is first', async () => {
    using temp = tempFolder();
    writeTapeFile(temp.path, 'first', []);
    writeTapeFile(temp.path, 'second', []);
    const first = await replay('first', { folder: temp.path });
    const error = await failureOf(replay('second', { folder: temp.path }));
    expect(error).toMatchObject({
      code: 'busy',
      message: expect.stringContaining('the tape "first" is being replayed'),
    });
    await first.close();
    await (await replay('second', { folder: temp.path })).close();
  });
});

describe('a tape', () => {
  test.each(['../x', '/etc/passwd', 'a/../../x', '', '.hidden', 'a//b', 'a\\..\\b', 'a/', 'a\0b'])(
    'with the name %j is not looked for',
    async (name) => {
      using temp = tempFolder();
      expect(await failureOf(replay(name, { folder: temp.path }))).toMatchObject({
        code: 'unknown_tape',
        message: expect.stringContaining('cannot be the name of a tape'),
      });
    },
  );

  test('that does not exist is answered with the nearest names', async () => {
    using temp = tempFolder();
    for (const name of ['wallets-list', 'wallets-lost', 'login', 'deep/wallets-list', 'a', 'b', 'c'])
      writeTapeFile(temp.path, name, []);
    const error = await failureOf(replay('walets-list', { folder: temp.path }));
    expect(error.code).toBe('unknown_tape');
    expect(error.message).toContain('The nearest names are wallets-list, wallets-lost, deep/wallets-list');
    expect((await failureOf(replay('x', { folder: new URL('file:///nowhere/at/all/') }))).message).toContain(
      'no tapes at all',
    );
  });

  test('that is none, or of another format, says so and names the file', async () => {
    using temp = tempFolder();
    writeTapeFile(temp.path, 'newer', [], { format: 2 });
    writeTapeFile(temp.path, 'headless', [], { story: undefined });
    writeTapeFile(temp.path, 'odd', [{ request: { path: 1 as never } }]);
    for (const name of ['newer', 'headless', 'odd']) {
      expect(await failureOf(replay(name, { folder: temp.path }))).toMatchObject({
        code: 'unreadable_tape',
        message: expect.stringContaining(`${name}.tape.json`),
      });
    }
  });

  test('is looked for in the fixtures of the working directory, then among those of the package', async () => {
    using temp = tempFolder();
    writeTapeFile(`${temp.path}/fixtures`, 'own-only', []);
    writeTapeFile(`${temp.path}/fixtures`, 'login', [], { story: 'Ours.' });
    const cwd = vi.spyOn(process, 'cwd').mockReturnValue(temp.path);
    try {
      for (const [name, story] of [
        ['own-only', 'A story.'],
        ['login', 'Ours.'],
      ] as const) {
        const tape = await replay(name);
        expect(tape.header.story).toBe(story);
        await tape.close();
      }
      const error = await failureOf(replay('nowhere'));
      expect(error.message).toContain(`${temp.path}/fixtures or `);
    } finally {
      cwd.mockRestore();
    }
  });
});

const FORM = {
  grant_type: 'password',
  username: 'username',
  password: 'password-1',
  scope: 'read write echo wallet transaction',
  client_id: 'client-id',
  client_secret: 'client-secret-1',
};

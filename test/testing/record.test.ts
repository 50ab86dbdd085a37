import { existsSync, mkdtempSync, readdirSync, readFileSync, statSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import { zipSync } from 'fflate';
import { describe, expect, test } from 'vitest';
import { WalletClient, type WalletClientOptions } from '../../src/index.ts';
import { type Sandbox, startSandbox } from '../../src/sandbox/index.ts';
import { type RecordOptions, record, replay } from '../../src/testing/index.ts';
import { startHttpServer } from '../support/http-server.ts';
import { failureOf } from '../support/printed.ts';
import { tempFolder } from '../support/temp-folder.ts';
import { TestClock } from '../support/test-clock.ts';
import { ask, BASE_URL, everythingIn, postForm, postJson } from './support.ts';

const LONG_AGO = { clock: () => new Date(0) };

type Answer = { status?: number; headers?: Record<string, string>; body?: string | Uint8Array };

/** Records `story` against a server that answers everything with `answer`; answers with the tape, parsed. */
async function tapeOf(
  answer: Answer | ((path: string) => Answer),
  story: (base: string) => Promise<unknown> = (base) => ask(`${base}x`),
  options: RecordOptions = {},
) {
  using temp = tempFolder();
  await using server = await startHttpServer((request, response) => {
    const {
      status = 200,
      headers = {},
      body = '{}',
    } = typeof answer === 'function' ? answer(request.url ?? '') : answer;
    response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(body);
  });
  const settings = { folder: temp.path, baseUrl: BASE_URL, ...LONG_AGO, ...options };
  try {
    await record('story', () => story(`${server.url}1.0/`), settings);
  } finally {
    // Refused is refused: not a byte, and no half of a file.
    if (!existsSync(join(temp.path, 'story.tape.json'))) expect(readdirSync(temp.path)).toEqual([]);
  }
  return JSON.parse(readFileSync(join(temp.path, 'story.tape.json'), 'utf8'));
}

const answerOf = async (...args: Parameters<typeof tapeOf>) => (await tapeOf(...args)).exchanges[0].response;

describe('a tape', () => {
  test('is readable JSON: what it is first, then what was asked and answered', async () => {
    const tape = await tapeOf(
      { status: 201, headers: { 'retry-after': '3', 'x-up-api-request-id': 'abc', server: 'x' }, body: '{"ok":true}' },
      (base) => postJson(`${base}echo?b=2&a=1&b=3`, { echo: 'hi' }),
      { story: 'An echo.', against: 'a server' },
    );
    expect(JSON.stringify(tape)).toBe(
      JSON.stringify({
        format: 1,
        story: 'An echo.',
        against: 'a server',
        at: '1970-01-01T00:00:00.000Z',
        apiVersion: '1.0',
        baseUrl: BASE_URL,
        exchanges: [
          {
            request: {
              method: 'POST',
              path: 'echo',
              query: { b: ['2', '3'], a: '1' },
              headers: { 'content-type': 'application/json' },
              json: { echo: 'hi' },
            },
            response: {
              status: 201,
              headers: { 'content-type': 'application/json', 'retry-after': '3' },
              json: { ok: true },
            },
          },
        ],
      }),
    );
  });

  test.each([
    ['as it would be written again', '{"b":1,"a":[1.5,null,"ä"]}', true],
    ['with blanks', '{ "a": 1 }', false],
    ['with 256 bits', '{"r":115792089237316195423570985008687907853269984665640564039457584007913129639935}', false],
    ['with names that JavaScript would sort', '{"10":1,"2":2}', false],
    ['with a name twice', '{"a":1,"a":2}', false],
    ['with other spellings of numbers and letters', '{"a":1.0,"b":1e2,"c":"\\u00e4\\/"}', false],
    ['with the name of a prototype', '{"__proto__":{"a":1}}', true],
    ['that is no object', '"text"', true],
  ])('gives back JSON %s to the letter', async (_name, body, parsed) => {
    using temp = tempFolder();
    await using server = await startHttpServer((_request, response) =>
      response.setHeader('content-type', 'application/json; charset=utf-8').end(body),
    );
    await record('story', () => ask(`${server.url}1.0/x`), { folder: temp.path, baseUrl: BASE_URL });
    const [{ response }] = JSON.parse(readFileSync(join(temp.path, 'story.tape.json'), 'utf8')).exchanges;
    expect('json' in response).toBe(parsed);
    await using _tape = await replay('story', { folder: temp.path });
    expect((await ask(`${BASE_URL}x`)).text).toBe(body);
  });

  test('keeps such JSON as it is when there are secrets in it', async () => {
    const body =
      '{ "r" : 115792089237316195423570985008687907853269984665640564039457584007913129639935, "access_token":"sentinel-0815" }';
    expect((await answerOf({ body })).text).toBe(body.replace('sentinel-0815', 'access-token-1'));
  });

  test.each([
    ['gzip', gzipSync],
    ['deflate', deflateSync],
    ['br', brotliCompressSync],
    ['gzip, br', (text: string) => brotliCompressSync(gzipSync(text))],
  ] as const)('has compressed answers (%s) unpacked, by Node’s client and by fetch', async (coding, compress) => {
    const answer = { headers: { 'content-encoding': coding }, body: compress('{"a":"ä"}') };
    const response = { status: 200, headers: { 'content-type': 'application/json' }, json: { a: 'ä' } };
    expect(await answerOf(answer)).toEqual(response);
    if (!coding.includes(',')) expect(await answerOf(answer, (base) => fetch(`${base}x`))).toEqual(response);
  });

  test('holds what fetch asked, too', async () => {
    const { exchanges } = await tapeOf({}, (base) =>
      fetch(`${base}x?q=1`, { method: 'POST', body: new URLSearchParams({ a: 'b', password: 'sentinel-0815' }) }),
    );
    expect(exchanges[0].request).toMatchObject({
      path: 'x',
      query: { q: '1' },
      form: { a: 'b', password: 'password-1' },
    });
  });

  test('has the exchanges in the order in which they were asked, whoever was answered first', async () => {
    using temp = tempFolder();
    await using server = await startHttpServer((request, response) => {
      setTimeout(
        () => response.setHeader('content-type', 'text/plain').end('x'),
        request.url?.endsWith('slow') ? 60 : 0,
      );
    });
    const base = `${server.url}1.0/`;
    await record('story', () => Promise.all(['slow', 'fast', 'faster'].map((path) => ask(base + path))), {
      folder: temp.path,
    });
    const { exchanges, baseUrl, against } = JSON.parse(readFileSync(join(temp.path, 'story.tape.json'), 'utf8'));
    expect(exchanges.map(({ request }: { request: { path: string } }) => request.path)).toEqual([
      'slow',
      'fast',
      'faster',
    ]);
    expect([baseUrl, against]).toEqual([base, base]);
  });

  test('names the base URL that it is told to, also in links, in headers and where another scheme stands', async () => {
    const tape = await tapeOf(
      (path) => ({
        headers: { location: `http://${HOST}/1.0/y`, link: `<https://${HOST}/1.0/z>` },
        body: JSON.stringify({
          next: `http://${HOST}/1.0/x?a=1`,
          back: `https://${HOST}/1.0/`,
          at: HOST,
          path,
          q: encodeURIComponent(`http://${HOST}/1.0/`),
        }),
      }),
      async (base) => {
        HOST = new URL(base).host;
        await ask(`${base}x`);
        await ask(new URL('/other', base).href);
      },
    );
    const [first, second] = tape.exchanges;
    expect(first.response.headers).toMatchObject({ location: `${BASE_URL}y`, link: '<http://api.upvest.test/1.0/z>' });
    expect(first.response.json).toEqual({
      next: `${BASE_URL}x?a=1`,
      back: 'http://api.upvest.test/1.0/',
      at: 'api.upvest.test',
      path: '/1.0/x',
      q: encodeURIComponent(BASE_URL),
    });
    expect(second.request.path).toBe('/other');
  });

  test('gets through the story’s own result, and its failure without writing anything', async () => {
    using temp = tempFolder();
    await using server = await startHttpServer((_request, response) =>
      response.setHeader('content-type', 'text/plain').end('x'),
    );
    const options = { folder: temp.path };
    expect(await record('story', async () => (await ask(server.url)).text, options)).toBe('x');
    const error = new Error('the story failed');
    const failing = record('other', () => ask(server.url).then(() => Promise.reject(error)), options);
    expect(await failureOf(failing)).toBe(error);
    expect(readdirSync(temp.path)).toEqual(['story.tape.json']);
  });

  test('that says the same as the one that is there leaves the file alone', async () => {
    using temp = tempFolder();
    let answer = '{"a":1}';
    await using server = await startHttpServer((_request, response) =>
      response.setHeader('content-type', 'application/json').end(answer),
    );
    const file = join(temp.path, 'story.tape.json');
    const recordAt = (at: number) =>
      record('story', () => ask(`${server.url}1.0/x`), {
        folder: temp.path,
        baseUrl: BASE_URL,
        clock: () => new Date(at),
      });
    await recordAt(1);
    utimesSync(file, 1, 1);
    const before = readFileSync(file, 'utf8');
    await recordAt(2);
    expect([readFileSync(file, 'utf8'), statSync(file).mtimeMs]).toEqual([before, 1000]);
    answer = '{"a":2}';
    await recordAt(3);
    expect(readFileSync(file, 'utf8')).toBe(before.replace('"a": 1', '"a": 2').replace('00.001Z', '00.003Z'));
  });
});

let HOST = '';

describe('placeholders', () => {
  test('are numbered by first appearance, one for each secret, and fit together', async () => {
    let number = 0;
    const { exchanges } = await tapeOf(
      () => {
        number += 1;
        return {
          body: JSON.stringify({
            access_token: `sentinel-access-${number}`,
            refresh_token: `sentinel-refresh-${number}`,
          }),
        };
      },
      async (base) => {
        for (const password of ['first password', 'second password', 'first password'])
          await postForm(`${base}t`, { password });
        await postForm(`${base}t`, { refresh_token: 'sentinel-refresh-2', client_secret: 'second password' });
      },
    );
    const forms = exchanges.map(({ request }: { request: { form: object } }) => request.form);
    expect(forms).toEqual([
      { password: 'password-1' },
      { password: 'password-2' },
      { password: 'password-1' },
      { refresh_token: 'refresh-token-2', client_secret: 'password-2' },
    ]);
    expect(exchanges[3].response.json).toEqual({ access_token: 'access-token-4', refresh_token: 'refresh-token-4' });
  });

  test('stand for what is empty or null nowhere: that is no secret', async () => {
    const body = '{"access_token":null,"password":"","tokens":[],"has_password":true}';
    const { exchanges } = await tapeOf({ body }, (base) => postForm(`${base}t`, { username: '', password: '' }));
    expect(exchanges[0]).toMatchObject({
      request: { form: { username: '', password: '' } },
      response: { json: JSON.parse(body) },
    });
  });

  test('keep the form of what they stand for', async () => {
    const keyFile = {
      crypto: { ciphertext: 'ab'.repeat(32), kdfparams: { n: 8192, salt: `0x${'cd'.repeat(16)}` }, kdf: 'scrypt' },
    };
    const body = {
      keystore_file: keyFile,
      seed: Buffer.from('a seed that is secret').toString('base64'),
      crypto: 'ETH',
    };
    const { json } = await answerOf({ body: JSON.stringify(body) });
    const { ciphertext, kdfparams, kdf } = json.keystore_file.crypto;
    expect([ciphertext.length, ciphertext, kdfparams.n, kdf, json.crypto]).toEqual([
      64,
      Buffer.from('key-file-1').toString('hex').padEnd(64, '0'),
      8192,
      'scrypt',
      'ETH',
    ]);
    expect(kdfparams.salt).toMatch(/^0x[\da-f]{32}$/);
    expect(Buffer.from(json.seed, 'base64').toString()).toMatch(/^seed-1-*$/);
  });
});

describe('a secret that is too short or too common to be told from other text', () => {
  test.each(['wrong', '12345678', 'password', 'transaction'])('is replaced in its own fields: %s', async (password) => {
    const form = { user: 'ada', pass: 'x' };
    const { exchanges } = await tapeOf({ body: '{"ok":true}' }, (base) =>
      postJson(`${base}x`, { ...form, old_passwd: password }),
    );
    expect(exchanges[0].request.json).toEqual({ ...form, old_passwd: 'password-1' });
  });

  test.each([
    ['wrong', '{"message":"You are wrong."}'],
    ['1234', '{"amount":"1000012340000"}'],
    ['12345678901', '{"amount":3123456789012}'],
    ['a', '{}'],
    ['password', '{"location":"password"}'],
    ['wrong', `{"blob":"${Buffer.from('it is wrong').toString('base64')}"}`],
  ])('but is refused where it stands elsewhere as well: %j in %s', async (password, body) => {
    const error = await failureOf(tapeOf({ body }, (base) => postForm(`${base}t`, { pwd: password })));
    expect(error).toMatchObject({
      code: 'recording_refused',
      message: expect.stringContaining('too short or too common'),
    });
    expect(error.message).not.toContain(password === 'a' ? '"a"' : password === 'password' ? '"password"' : password);
  });

  test('nor may it be in the name of the tape or in its header', async () => {
    const secret = 'sentinel-0815';
    for (const options of [{ story: `The user ${secret} logs in.` }, { against: secret }]) {
      const error = await failureOf(tapeOf({}, (base) => postForm(`${base}t`, { password: secret }), options));
      expect(error.code).toBe('recording_refused');
    }
    using temp = tempFolder();
    await using server = await startHttpServer((_request, response) => response.end());
    const named = record(secret, () => postForm(server.url, { password: secret }), { folder: temp.path });
    expect((await failureOf(named)).code).toBe('recording_refused');
    expect(everythingIn(temp.path)).toBe('');
  });

  test('one that the caller names is replaced where it is all of a text', async () => {
    const body = '{"user":"bob","other":"long user name"}';
    const { json } = await answerOf({ body }, undefined, { secrets: ['bob', 'long user name', ''] });
    expect(json).toEqual({ user: 'secret-1', other: 'secret-2' });
    const error = await failureOf(tapeOf({ body: '{"user":"bobby"}' }, undefined, { secrets: ['bob'] }));
    expect(error.message).toContain('a secret (secret) would have been left');
  });
});

describe('what cannot be understood is refused, and nothing is written', () => {
  test('JSON nested fifty thousand deep was an error of the stack', async () => {
    const deep = { body: `${'['.repeat(50_000)}"secret"${']'.repeat(50_000)}` };
    expect(await failureOf(tapeOf(deep))).toMatchObject({ name: 'TapeError', code: 'recording_refused' });
  });

  const binary = Buffer.from('89504e470d0a1a0a', 'hex');
  const brokenZip = Buffer.from('UEsDBBQAAAAIAAA', 'base64');
  const odd = (name: string, bytes: string | Uint8Array) =>
    Buffer.from(zipSync({ [name]: new Uint8Array(Buffer.from(bytes)) }));

  test.each<[why: string, answer: Answer, message: string]>([
    ['an unknown type', { headers: { 'content-type': 'image/png' }, body: binary }, 'its content type is image/png'],
    [
      'parts',
      { headers: { 'content-type': 'multipart/form-data; boundary=x' } },
      'its content type is multipart/form-data',
    ],
    ['no type', { headers: { 'content-type': '' } }, 'it has no content type'],
    ['JSON that is none', { body: '<html>' }, 'it says application/json and is not'],
    [
      'text that is JSON',
      { headers: { 'content-type': 'text/html' }, body: '{"a":1}' },
      'it says text/html and is JSON',
    ],
    ['text that is no UTF-8', { headers: { 'content-type': 'text/plain' }, body: binary }, 'is not UTF-8'],
    ['text that is binary', { headers: { 'content-type': 'text/plain' }, body: 'a\0b' }, 'is binary'],
    [
      'JSON in Latin-1',
      { headers: { 'content-type': 'application/json; charset=iso-8859-1' } },
      'its charset is iso-8859-1',
    ],
    ['an unknown coding', { headers: { 'content-encoding': 'zstd' } }, 'its content encoding is zstd'],
    ['a broken coding', { headers: { 'content-encoding': 'gzip' } }, 'it says gzip and is not'],
    ['a form that is none', { headers: { 'content-type': FORM }, body: 'a=%zz' }, `it says ${FORM} and is not`],
    ['a form that is text', { headers: { 'content-type': FORM }, body: 'one two' }, `it says ${FORM} and is not`],
    [
      'a zip that is none',
      { headers: { 'content-type': 'application/zip' }, body: 'x' },
      'it says application/zip and is none',
    ],
    ['a broken zip in JSON', { body: JSON.stringify({ zip_base64: brokenZip.toString('base64') }) }, 'application/zip'],
    ['an unknown file in a zip', { headers: ZIP, body: odd('a.exe', 'x') }, 'a file of an unknown kind in its zip'],
    ['a file without an ending', { headers: ZIP, body: odd('readme', 'x') }, 'a file of an unknown kind in its zip'],
    ['broken JSON in a zip', { headers: ZIP, body: odd('a.json', '{') }, 'broken JSON in its zip'],
    ['a text in a zip that is none', { headers: ZIP, body: odd('a.txt', binary) }, 'that is not UTF-8'],
  ])('%s', async (_why, answer, message) => {
    const error = await failureOf(tapeOf(answer));
    expect(error).toMatchObject({ name: 'TapeError', code: 'recording_refused' });
    expect(error.message).toMatch(
      /^Nothing was written: the answer of GET http:\/\/127\.0\.0\.1:\d+\/1\.0\/x was not understood/,
    );
    expect(error.message).toContain(message);
  });

  test('a request of that kind, without its query in the message', async () => {
    const story = (base: string) =>
      ask(`${base}x?api_key=sentinel-0815`, { headers: { 'content-type': 'image/png' }, body: binary });
    const error = await failureOf(tapeOf({}, story));
    expect(error.message).toContain('the request of POST');
    expect(error.message).not.toContain('sentinel');
  });

  test('a GET with a body', async () => {
    const headers = { 'content-type': 'application/json', 'content-length': 2 };
    const error = await failureOf(tapeOf({}, (base) => ask(`${base}x`, { method: 'GET', headers, body: '{}' })));
    expect(error).toMatchObject({ code: 'recording_refused', message: expect.stringContaining('could not be read') });
  });

  test('the bare zip of an older off-boarding is understood', async () => {
    const zip = odd('ethereum_0xabc.json', '{"crypto":{"mac":"abababababababababababababababab"}}');
    const response = await answerOf({ headers: ZIP, body: zip });
    const hex = Buffer.from('key-file-1').toString('hex');
    expect(Buffer.from(response.base64, 'base64').toString('latin1')).toContain(hex);
  });
});

const FORM = 'application/x-www-form-urlencoded';
const ZIP = { 'content-type': 'application/zip' };

describe('a story', () => {
  test('that asks nothing is refused', async () => {
    expect((await failureOf(tapeOf({}, async () => undefined))).message).toContain('made no request');
  });

  test('that goes to two hosts is refused, unless one of them is to be ignored', async () => {
    await using other = await startHttpServer((_request, response) => response.end('not recorded'));
    const story = async (base: string) => {
      await ask(other.url);
      await ask(`${base}x`);
    };
    const error = await failureOf(tapeOf({}, story));
    expect(error.message).toContain(`the story spoke to http://127.0.0.1:${other.port} and http://127.0.0.1:`);
    expect(error.hint).toContain('ignoreHosts');
    expect((await tapeOf({}, story, { ignoreHosts: [`127.0.0.1:${other.port}`] })).exchanges).toHaveLength(1);
  });

  test('that leaves a request unanswered is refused: a timeout, a lost connection', async () => {
    await using server = await startHttpServer((request, response) => {
      if (request.url?.includes('lost')) request.socket.destroy();
      else response.setHeader('content-type', 'text/plain').flushHeaders();
    });
    using temp = tempFolder();
    for (const path of ['lost', 'slow']) {
      const story = () => ask(`${server.url}1.0/${path}`, { signal: AbortSignal.timeout(100) }).catch(() => undefined);
      const error = await failureOf(record('story', story, { folder: temp.path }));
      expect(error).toMatchObject({ code: 'recording_refused' });
      expect(error.message).toContain(`GET ${server.url}1.0/${path}`);
    }
    expect(everythingIn(temp.path)).toBe('');
  });

  test('that does not wait for its last answer has it on the tape all the same', async () => {
    const { exchanges } = await tapeOf({}, async (base) => {
      void ask(`${base}x`);
      await sleep(20);
    });
    expect(exchanges).toHaveLength(1);
  });

  test('cannot be recorded inside of another, or while a tape is replayed', async () => {
    using temp = tempFolder();
    const options = { folder: temp.path };
    const inner = () => record('inner', async () => undefined, options);
    expect(await failureOf(record('outer', inner, options))).toMatchObject({
      code: 'busy',
      message: 'The tape "inner" cannot be recorded now: the tape "outer" is being recorded in this process.',
    });
    expect((await failureOf(record('outer', () => replay('login'), options))).code).toBe('busy');
  });

  test.each(['../x', 'a/../../b', '/x'])('cannot be named %s', async (name) => {
    using temp = tempFolder();
    let told = false;
    const story = async () => {
      told = true;
    };
    expect((await failureOf(record(name, story, { folder: mkdtempSync(`${temp.path}/`) }))).code).toBe('unknown_tape');
    expect([told, readdirSync(temp.path).length]).toEqual([false, 1]);
  });
});

interface Credentials {
  baseUrl: string;
  clientId: string;
  clientSecret: string;
  username: string;
  password: string;
}

/** What an application does: log in, lose its token to the server, list, sign, leave. */
async function useWallet(
  credentials: Credentials,
  more: Partial<WalletClientOptions>,
  meanwhile: () => Promise<unknown>,
) {
  const { baseUrl, clientId, clientSecret, password } = credentials;
  const client = new WalletClient({ baseUrl, clientId, clientSecret, random: () => 0.5, timeoutMs: 20_000, ...more });
  try {
    await client.login(credentials);
    await meanwhile();
    const seen: unknown[] = await Promise.all([client.assets.list().take(5), client.echo('ἀλφα')]);
    const wallets = await client.wallets.list({ pageSize: 2 }).take(5);
    const signer = wallets.find(({ protocol }) => protocol.startsWith('ethereum'));
    const toSign = '11b41593aa2ac1a382539f01f0fc50db5b0ceac485455983dbc4573ccfd978e4';
    seen.push(wallets, await client.signatures.sign(signer?.id ?? '', { password, toSign }));
    seen.push((await failureOf(client.wallets.retrieve('5e0f6a6c-3b1d-4f0a-9a53-2c7f1d8e9b10'))).name);
    return seen;
  } finally {
    client.close();
  }
}

describe('a client of ours', () => {
  async function recordUse(folder: string): Promise<{ seen: unknown[]; sandbox: Sandbox }> {
    await using sandbox = await startSandbox({ clock: () => Date.UTC(2026, 0, 1) });
    const { baseUrl, demo } = sandbox;
    const story = () => useWallet({ baseUrl, ...demo }, { clock: new TestClock() }, () => sandbox.revokeAccessTokens());
    return { sandbox, seen: await record('use', story, { folder, baseUrl: BASE_URL, ...LONG_AGO }) };
  }

  test('is told the same by the tape as by the server, renewal included, with another password and without a network', async () => {
    using temp = tempFolder();
    const { seen } = await recordUse(temp.path);
    await using tape = await replay('use', { folder: temp.path });
    const { clock, ...credentials } = tape;
    const mine = { ...credentials, password: 'my own', clientSecret: 'of mine' };
    expect(await useWallet(mine, { clock }, async () => undefined)).toEqual(seen);
  });

  test('that says the same to a sandbox of the same seed makes the same tape, to the byte, whatever its tokens were', async () => {
    using temp = tempFolder();
    const tapes = [];
    for (const folder of ['one', 'two']) {
      await recordUse(join(temp.path, folder));
      tapes.push(readFileSync(join(temp.path, folder, 'use.tape.json'), 'utf8'));
    }
    expect(tapes[0]).toBe(tapes[1]);
    expect(tapes[0]).toContain('refresh-token-2');
  });
});

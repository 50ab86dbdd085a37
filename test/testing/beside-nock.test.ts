import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import http from 'node:http';
import { join } from 'node:path';
import { promisify } from 'node:util';
import nock from 'nock';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { record, replay } from '../../src/testing/index.ts';
import { startHttpServer } from '../support/http-server.ts';
import { failureOf } from '../support/printed.ts';
import { tempFolder } from '../support/temp-folder.ts';
import { type Asked, ask, BASE_URL, writeTapeFile } from './support.ts';

const root = new URL('../..', import.meta.url).pathname;
const ON_TAPE: Asked = { request: { path: 'a' }, response: { text: 'tape' } };

async function withTape(exchanges: Asked[], during: () => Promise<void>): Promise<Error | undefined> {
  using temp = tempFolder();
  writeTapeFile(temp.path, 'story', exchanges);
  const tape = await replay('story', { folder: temp.path });
  const close = () =>
    tape.close().then(
      () => undefined,
      (error: Error) => error,
    );
  try {
    await during();
    return await close();
  } finally {
    await close();
  }
}

describe('an application with a nock of its own', () => {
  beforeEach(() => {
    if (!nock.isActive()) nock.activate();
  });

  afterEach(() => {
    nock.cleanAll();
    nock.enableNetConnect();
    if (nock.isActive()) nock.restore();
  });

  test('keeps its interceptors for other hosts, made before and after replay(), used during and after', async () => {
    nock('https://other.test').get('/1').times(2).reply(200, 'before');
    const complaint = await withTape([ON_TAPE], async () => {
      nock('https://other.test').get('/2').reply(200, 'after');
      nock('https://third.test').get('/3').times(2).reply(200, 'third');
      const texts = [];
      for (const url of [`${BASE_URL}a`, 'https://other.test/1', 'https://other.test/2', 'https://third.test/3']) {
        texts.push((await ask(url)).text);
      }
      expect(texts).toEqual(['tape', 'before', 'after', 'third']);
    });
    expect(complaint).toBeUndefined();
    expect((await ask('https://other.test/1')).text).toBe('before');
    expect(await (await fetch('https://third.test/3')).text()).toBe('third');
    expect(nock.isDone()).toBe(true);
  });

  test('sees nothing of the tape in its own account', async () => {
    nock('https://other.test').get('/1').reply(200);
    const before = [nock.pendingMocks(), nock.emitter.listenerCount('no match')];
    await withTape([ON_TAPE], async () => {
      expect(nock.pendingMocks()).toEqual(before[0]);
      await ask(`${BASE_URL}a`);
    });
    expect([nock.pendingMocks(), nock.emitter.listenerCount('no match')]).toEqual(before);
    expect(nock.activeMocks()).toEqual(before[0]);
  });

  test('has the tape’s host for itself again afterwards', async () => {
    await using server = await startHttpServer((_request, response) => response.end('real'));
    using temp = tempFolder();
    writeTapeFile(temp.path, 'story', [ON_TAPE], { baseUrl: `${server.url}1.0/` });
    const tape = await replay('story', { folder: temp.path });
    expect((await ask(`${server.url}1.0/a`)).text).toBe('tape');
    await tape.close();
    expect((await ask(`${server.url}1.0/a`)).text).toBe('real');
    nock(server.url).get('/1.0/a').reply(200, 'own');
    expect((await ask(`${server.url}1.0/a`)).text).toBe('own');
  });

  test.each([
    ['enabled', () => nock.enableNetConnect(), [true, true]],
    ['disabled', () => nock.disableNetConnect(), [false, false]],
    ['enabled for some', () => nock.enableNetConnect(/localhost/), [false, true]],
  ] as const)('finds the network %s as it had left it', async (_name, choose, reaches) => {
    await using server = await startHttpServer((_request, response) => response.end('real'));
    choose();
    const complaint = await withTape([], async () => {
      await failureOf(ask(server.url));
    });
    expect(complaint?.message).toContain('The network is off');
    const outcomes = ['127.0.0.1', 'localhost'].map((host) =>
      ask(server.url.replace('127.0.0.1', host), { family: 4 }).then(
        () => true,
        () => false,
      ),
    );
    expect(await Promise.all(outcomes)).toEqual(reaches);
  });

  test.each([true, false])('finds it active (%s) as before, also after a tape that was not used up', async (active) => {
    if (!active) nock.restore();
    const { request, ClientRequest } = http;
    for (const complains of [false, true]) {
      const complaint = await withTape(complains ? [ON_TAPE] : [], async () => expect(nock.isActive()).toBe(true));
      expect([complaint !== undefined, nock.isActive()]).toEqual([complains, active]);
    }
    if (!active) expect([http.request, http.ClientRequest]).toEqual([request, ClientRequest]);
  });

  test('keeps what its recorder has recorded', async () => {
    await using server = await startHttpServer((_request, response) => response.end('real'));
    nock.restore();
    nock.recorder.rec({ dont_print: true, output_objects: true });
    await ask(server.url);
    const error = await failureOf(withTape([], async () => undefined));
    expect(error).toMatchObject({ code: 'busy', message: "nock's own recorder is running." });
    await ask(server.url);
    nock.restore();
    await withTape([ON_TAPE], async () => void (await ask(`${BASE_URL}a`)));
    expect(nock.recorder.play()).toHaveLength(2);
    nock.recorder.clear();
  });

  test('may let a host of its own through', async () => {
    await using server = await startHttpServer((_request, response) => response.end('real'));
    const complaint = await withTape([], async () => {
      nock(server.url, { allowUnmocked: true }).get('/own').reply(200, 'own');
      expect((await ask(`${server.url}other`)).text).toBe('real');
      expect((await ask(`${server.url}own`)).text).toBe('own');
    });
    expect(complaint).toBeUndefined();
  });

  test('is told when it takes the tape away: nock.cleanAll(), nock.restore()', async () => {
    const cleaned = await withTape([ON_TAPE], async () => {
      nock.cleanAll();
      await failureOf(ask(`${BASE_URL}a`));
    });
    expect(cleaned?.message).toContain('nock.cleanAll() took the tape away');
    const restored = await withTape([], async () => nock.restore());
    expect(restored?.message).toContain('nock was switched off (nock.restore())');
  });

  test('is told that an interceptor of its own stands before the tape', async () => {
    nock('https://api.upvest.test').get('/1.0/b').reply(200);
    const complaint = await withTape([ON_TAPE], async () => {
      await failureOf(ask(`${BASE_URL}a`));
    });
    expect(complaint?.message).toContain("An interceptor of your own is for the tape's host");
  });

  test('is used for recording as well, its answers are no part of the tape, and it goes on afterwards', async () => {
    await using server = await startHttpServer((_request, response) =>
      response.setHeader('content-type', 'text/plain').end('real'),
    );
    using temp = tempFolder();
    nock('https://other.test').get('/1').times(2).reply(200, 'own');
    await record(
      'story',
      async () => {
        expect((await ask('https://other.test/1')).text).toBe('own');
        await ask(`${server.url}1.0/a`);
      },
      { folder: temp.path, baseUrl: BASE_URL },
    );
    expect([nock.isActive(), (await ask('https://other.test/1')).text]).toEqual([true, 'own']);
    const tape = await replay('story', { folder: temp.path });
    expect((await ask(`${BASE_URL}a`)).text).toBe('real');
    await tape.close();
  });

  test('hears that NOCK_OFF would let everything through', async () => {
    vi.stubEnv('NOCK_OFF', 'true');
    try {
      expect((await failureOf(withTape([], async () => undefined))).message).toContain('NOCK_OFF');
    } finally {
      vi.unstubAllEnvs();
    }
  });
});

/** Runs a program in a process of its own, in which nobody has loaded anything. Answers with the JSON that it printed. */
// biome-ignore lint/suspicious/noExplicitAny: the test knows the program
async function run(program: string, cwd = root): Promise<any> {
  const args = ['--input-type=module', '--eval', program];
  const { stdout } = await promisify(execFile)(process.execPath, args, { cwd, timeout: 30_000 });
  return JSON.parse(stdout);
}

describe('a process that has not loaded nock', () => {
  test('is left as it was by replay() and record(), and a nock that is imported later works as ever', async () => {
    await using server = await startHttpServer((_request, response) =>
      response.setHeader('content-type', 'text/plain').end('real'),
    );
    using temp = tempFolder();
    writeTapeFile(temp.path, 'story', [ON_TAPE]);
    const seen = await run(`
      import http, { request } from 'node:http';
      import https, { request as secure } from 'node:https';
      import { createRequire } from 'node:module';
      import { replay, record } from 'upvest-wallet/testing';
      const { cache } = createRequire(import.meta.url);
      const look = () => [http.request, http.get, http.ClientRequest, https.request, https.get, globalThis.fetch, request, secure,
        Headers.prototype.set, Headers.prototype.append, globalThis.Headers, globalThis.Request, globalThis.Response, globalThis.WebSocket,
        globalThis.XMLHttpRequest, ...Reflect.ownKeys(globalThis), ...process.eventNames().map((name) => String(name) + process.listenerCount(name)),
        Object.keys(process.env).length, Object.keys(cache).filter((file) => /nock|mswjs/.test(file)).length];
      const before = look();
      const changed = () => look().flatMap((value, index) => value === before[index] ? [] : [index]);
      const found = [changed()];
      const folder = ${JSON.stringify(temp.path)};
      const get = (url, own = false) => new Promise((resolve, reject) => (own ? https.request : url.startsWith('https:') ? secure : request)(url, (response) => { let text = ''; response.on('data', (chunk) => { text += chunk; }).on('end', () => resolve(text)); }).on('error', reject).end());
      const texts = [];
      for (let round = 0; round < 3; round += 1) {
        const tape = await replay('story', { folder });
        found.push(changed().length > 0);
        if (round !== 1) texts.push(await get('${BASE_URL}a'));
        found.push(await tape.close().then(() => 'fine', (error) => error.code), changed());
        await record('own', () => get('${server.url}1.0/a'), { folder, baseUrl: '${BASE_URL}' });
        found.push(changed());
      }
      const { default: nock } = await import('nock');
      found.push(nock.isActive());
      nock('https://other.test').get('/').reply(200, 'own');
      // nock does not reach what is imported by name.
      texts.push(await get('https://other.test/', true));
      const tape = await replay('story', { folder });
      texts.push(await get('${BASE_URL}a', true));
      await tape.close();
      found.push(nock.isActive());
      console.log(JSON.stringify({ found, texts, resources: process.getActiveResourcesInfo().filter((name) => /Timeout|TCP/.test(name)) }));`);
    const round = (outcome: string) => [true, outcome, [], []];
    expect(seen).toEqual({
      found: [[], ...round('fine'), ...round('not_replayed'), ...round('fine'), true, true],
      texts: ['tape', 'tape', 'own', 'tape'],
      resources: [],
    });
  });

  test.each([
    ['none', undefined, 'upvest-wallet/testing needs nock, which is not installed: npm install --save-dev nock'],
    ['an old one', '13.5.6', 'upvest-wallet/testing needs nock 14: npm install --save-dev nock@14'],
  ])(
    'and has %s hears in one sentence what to install, once it replays or records',
    async (_name, version, message) => {
      using temp = tempFolder();
      const modules = join(temp.path, 'node_modules');
      mkdirSync(modules);
      const wallet = join(modules, 'upvest-wallet');
      for (const part of ['package.json', 'dist/errors.js', 'dist/send-record.js', 'dist/testing']) {
        cpSync(join(root, part), join(wallet, part), { recursive: true });
      }
      symlinkSync(join(root, 'node_modules/fflate'), join(modules, 'fflate'));
      if (version !== undefined) {
        mkdirSync(join(modules, 'nock'));
        writeFileSync(join(modules, 'nock/package.json'), JSON.stringify({ name: 'nock', version }));
        writeFileSync(join(modules, 'nock/index.js'), 'throw new Error("loaded")');
      }
      writeTapeFile(join(temp.path, 'fixtures'), 'story', []);
      const errors = await run(
        `import { replay, record } from 'upvest-wallet/testing';
       const errors = [];
       for (const start of [() => replay('story'), () => record('other', async () => undefined)])
         errors.push(await start().catch(({ name, code, message }) => [name, code, message]));
       console.log(JSON.stringify(errors))`,
        temp.path,
      );
      expect(errors).toEqual(Array(2).fill(['TapeError', 'nock_missing', message]));
    },
  );
});

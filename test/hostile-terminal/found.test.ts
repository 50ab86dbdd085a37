import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Fault } from '../hostile/fault.ts';
import { type FaultServer, startFaultServer, TOKEN_ENDPOINT } from '../hostile/fault-server.ts';
import { changes } from '../hostile/faults/answering.ts';
import { faultNamed } from '../hostile/faults.ts';
import { IDS } from '../hostile/good-answers.ts';
import { HARMLESS, outcomes } from '../hostile/outcomes.ts';
import { secretsIn } from '../support/printed.ts';
import { scaled } from '../support/scale.ts';
import { type Outcome, TerminalDriver } from '../support/terminal-driver.ts';
import { Scene, SECRETS } from '../support/terminal-scene.ts';
import { goodServer } from './good-server.ts';

const PROGRAM = new URL('../../bin/upvest-wallet.js', import.meta.url).pathname;
const BROKEN = new URL('broken-program.mjs', import.meta.url).href;

let server: FaultServer;
let scene: Scene;
const driver = new TerminalDriver();
beforeAll(async () => {
  server = await startFaultServer({ good: goodServer() });
  scene = await Scene.open({ baseUrl: server.baseUrl, investmentUrl: new URL('/', server.baseUrl).href });
});
afterAll(async () => {
  await driver[Symbol.asyncDispose]();
  scene[Symbol.dispose]();
  await server[Symbol.asyncDispose]();
});

async function run(line: string, fault?: Fault, path = /./): Promise<Outcome> {
  server.requests.length = 0;
  server.play(fault, { path });
  scene.restore();
  return driver.run({ args: line.split(' '), env: scene.env, folder: scene.folder, cwd: scene.cwd, limitMs: 60_000 });
}

describe('a list without end', () => {
  const endless = changes(
    'there is no end of pages of ten thousand things',
    (good, { turn }) =>
      JSON.stringify({ ...good, results: Array(10_000).fill(good.results[0]), next: `http://x/?cursor=${turn}` }),
    outcomes('done', 'done', 'done'),
  );

  test.each(
    scaled(
      ['assets list'],
      [
        'assets list',
        'assets list --json',
        'wallets list',
        `transactions list ${IDS.wallet}`,
        'wallets create --asset ETH',
      ],
    ),
  )('filled the memory for as long as anybody waited: %s', async (line) => {
    const { exitCode, stdout, stderr } = await run(line, endless, /\/$/);
    expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: '' });
    expect(stderr).toMatch(
      /^Error: There are more than 100000 \w+; the list may have no end\.\nAsk for fewer [^\n]+\n/,
    );
    expect(server.requests.length).toBeLessThan(15);
  });

  test('is printed as it comes where nothing of it is kept', async () => {
    const { exitCode, stdout } = await run('wallets list --limit 15000 --output ndjson', endless, /\/$/);
    expect(exitCode).toBe(0);
    expect(stdout.match(/\n/g)).toHaveLength(15_000);
  });
});

test('an asset that stands on two pages of the list was called ambiguous', async () => {
  const twice = changes(
    'an asset comes twice',
    (good) => JSON.stringify({ ...good, results: [...good.results, ...good.results] }),
    HARMLESS,
  );
  expect(await run('wallets create --asset ETH', twice, /\/assets\/$/)).toMatchObject({ exitCode: 0 });
});

test.each([
  ['every request is answered with 429 and Retry-After "0"', 1, /asks for fewer requests/],
  ['every request is answered with 413', 1, /refused the request \(413\)/],
  ['every request is answered with 403', 4, /refused the password of ada; nothing was carried out/],
])('a refusal was called one of the password, whatever its status: %s', async (name, code, says) => {
  const { exitCode, stderr } = await run('wallets create --asset ETH', faultNamed(name), /\/wallets\/$/);
  expect(exitCode).toBe(code);
  expect(stderr).toMatch(says);
});

test('a refusal without a next step was called an unexpected error', async () => {
  const { exitCode, stderr } = await run('wallets', faultNamed('every request is answered with 402'));
  expect(exitCode).toBe(1);
  expect(stderr).toMatch(/^Error: The API refused the request \(402\)[^\n]+\n[^\n]{10,}\n$/);
});

describe.skipIf(process.platform === 'win32')('a process of its own', () => {
  async function inProcess(
    line: string,
    env: Record<string, string> = {},
    begin = 'exec ',
  ): Promise<{ code: number; stdout: string; stderr: string }> {
    server.play(undefined);
    scene.restore();
    const options = { env: { ...scene.env, ...env }, cwd: scene.cwd };
    return promisify(execFile)('bash', ['-c', `${begin}"$0" "$1" ${line}`, process.execPath, PROGRAM], options).then(
      (ending) => ({ code: 0, ...ending }),
      (error) => error,
    );
  }

  test.each(scaled(['a command', 'a timer'], ['a command', 'a timer', 'a promise', 'no error']))(
    'a defect of the program is told in one line that quotes nothing, in %s',
    async (where) => {
      const env = { NODE_OPTIONS: `--import=${BROKEN}`, BREAK: where, SENTINEL_SECRET: SECRETS.accessToken };
      // Something to do until the timer comes.
      const line = where === 'a command' || where === 'no error' ? 'wallets list' : 'sandbox --port 0 --quiet';
      for (const verbose of scaled([' --verbose'], ['', ' --verbose'])) {
        const { code, stderr } = await inProcess(line + verbose, env);
        expect(code).toBe(1);
        const [error, hint, ...frames] = stderr
          .trimEnd()
          .split('\n')
          .filter((one) => !one.startsWith('> '));
        expect(error).toMatch(/^Error: Something unexpected happened inside upvest-wallet \([\w ]+\)\.$/);
        expect(hint).toMatch(/--verbose/);
        expect(frames.every((frame) => verbose !== '' && /^\s+at /.test(frame))).toBe(true);
        expect(secretsIn(stderr, Object.values(SECRETS))).toEqual([]);
      }
    },
  );

  test('a send whose result went to a full disk looked as if nothing had been done', async () => {
    const send = `transactions send ${IDS.wallet} --to ${IDS.recipient} --amount 0.01 --asset ETH --yes`;
    const { code, stderr } = await inProcess(`${send} > /dev/full`);
    expect(code).toBe(6);
    expect(stderr).toMatch(/Error: It was carried out, and the output could not be written \(ENOSPC\)\.\n[^\n]+\n$/);
  });

  test('a request that changes something waited for a reader who had gone, and then was not known to be carried out', async () => {
    const request = 'investment request POST /users --scope users:admin --body-file call.json';
    const { code, stderr } = await inProcess(`${request} | true; exit "\${PIPESTATUS[0]}"`, {}, '');
    expect([code, stderr]).toEqual([0, '']);
  });

  test('a request that changes something, whose result went to a full disk, looked as if nothing had been done', async () => {
    const { code } = await inProcess(
      'investment request POST /users --scope users:admin --body-file call.json > /dev/full',
    );
    expect(code).toBe(6);
  });

  test.each([
    ['000', 6],
    ['099', 6],
  ])('a status that is none, %s, was called a refusal of what may have been carried out', async (status, exit) => {
    const line = 'investment request POST /users --scope users:admin --body-file call.json';
    expect((await run(line, faultNamed(`every request is answered with ${status}`), /\/users$/)).exitCode).toBe(exit);
  });

  test.each(['> /dev/full', '| true'])('the version that could not be written was a stack trace: %s', async (to) => {
    const { stderr } = await inProcess(`--version ${to}`);
    expect(stderr).toMatch(to === '| true' ? /^$/ : /^Error: The output could not be written \(ENOSPC\)\.\n[^\n]+\n$/);
  });

  test('Ctrl-C that comes twice at once, as through npm, was taken for impatience, and a renewed token was lost', async () => {
    using expired = await Scene.open({ baseUrl: server.baseUrl, investmentUrl: server.baseUrl, expired: true });
    const slow: Fault = {
      name: 'the answer takes a moment',
      outcomes: HARMLESS,
      play: ({ socket, good }) =>
        setTimeout(
          () =>
            socket.write(
              `HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: ${good.body.length}\r\n\r\n${good.body}`,
            ),
          700,
        ),
    };
    server.requests.length = 0;
    server.play(slow, TOKEN_ENDPOINT);
    const child = spawn(process.execPath, [PROGRAM, 'wallets'], { env: expired.env, stdio: 'ignore' });
    const closed = once(child, 'close');
    while (server.requests.length === 0) await new Promise((resolve) => setTimeout(resolve, 10));
    child.kill('SIGINT');
    setTimeout(() => child.kill('SIGINT'), 10);
    expect(await closed).toEqual([130, null]);
    const after = await driver.run({
      args: ['status', '--json'],
      env: expired.env,
      folder: expired.folder,
      cwd: expired.cwd,
      limitMs: 20_000,
    });
    expect(JSON.parse(after.stdout).expires_at > new Date().toISOString()).toBe(true);
  });
});

import { spawn } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import {
  configFolder,
  endSessions,
  environmentFor,
  loggedIn,
  ownFolder,
  PROGRAM,
  run,
  runProcess,
  sandboxForTest,
} from './support/program.ts';

describe('login', () => {
  test('with everything given stores a session that later commands use, and no password', async () => {
    const sandbox = await sandboxForTest();
    const folder = configFolder();
    const login = await runProcess(['login'], { env: environmentFor(sandbox, folder) });
    expect(login).toMatchObject({ exitCode: 0, stdout: '', stderr: 'Logged in as demo.\n' });
    const list = await runProcess(['wallets', 'list', '--json'], { env: ownFolder(folder) });
    expect(JSON.parse(list.stdout)).toHaveLength(12);
    const files = readdirSync(folder).map((name) => readFileSync(join(folder, name), 'utf8'));
    expect(files.join()).not.toContain(sandbox.demo.password);
  });

  test('takes the password from stdin byte for byte but for one line end', async () => {
    const password = ' pass wörd&+%"\n🔑 ';
    const sandbox = await sandboxForTest({ users: [{ username: 'ada', password }] });
    const { UPVEST_PASSWORD: _, ...env } = environmentFor(sandbox);
    const login = await run(['login', '--username', 'ada', '--password-stdin'], { env, input: `${password}\n` });
    expect(login).toMatchObject({ exitCode: 0, stderr: 'Logged in as ada.\n' });
  });

  test('without a terminal names everything that is missing and how to give it, and exits 2', async () => {
    const { exitCode, stdout, stderr } = await runProcess(['login'], { env: ownFolder() });
    expect(exitCode).toBe(2);
    expect(stdout).toBe('');
    for (const way of ['--base-url', 'UPVEST_CLIENT_ID', 'UPVEST_CLIENT_SECRET', '--username', '--password-stdin']) {
      expect(stderr).toContain(way);
    }
  });

  test('that fails changes nothing of the profile', async () => {
    const sandbox = await sandboxForTest();
    const env = await loggedIn(sandbox);
    const folder = env.UPVEST_CONFIG_DIR ?? '';
    const files = () => ['config.json', 'credentials.json'].map((name) => readFileSync(join(folder, name), 'utf8'));
    const before = files();
    const failed = await run(['login'], { env: { ...env, UPVEST_USERNAME: 'other', UPVEST_PASSWORD: 'wrong' } });
    expect(failed.exitCode).toBe(4);
    expect(failed.stderr).toContain('The username or the password is wrong.');
    expect(files()).toEqual(before);
  });

  test('as JSON has its error as one JSON object on the last line of stderr', async () => {
    const env = { ...environmentFor(await sandboxForTest()), UPVEST_PASSWORD: 'wrong-password' };
    const { exitCode, stdout, stderr } = await run(['login', '--json'], { env });
    expect({ exitCode, stdout }).toEqual({ exitCode: 4, stdout: '' });
    const last = stderr.trimEnd().split('\n').at(-1) ?? '';
    expect(JSON.parse(last)).toEqual({
      error: { code: 'login_failed', message: expect.any(String), status: 401, request_id: null },
    });
    expect(stderr).not.toContain('wrong-password');
  });

  test('to another base URL takes neither the client nor the secret of the profile there', async () => {
    const [sandbox, other] = [await sandboxForTest(), await sandboxForTest()];
    const env = { ...(await loggedIn(sandbox)), UPVEST_PASSWORD: sandbox.demo.password };
    const { exitCode, stderr } = await run(['login', '--base-url', other.baseUrl], { env });
    expect(exitCode).toBe(2);
    expect(stderr).toContain('client secret');
    expect(other.stats().passwordGrants + other.stats().refusedPasswordGrants).toBe(0);
  });
});

describe('wallets list', () => {
  test('into a pipe is one table however wide, balances aligned on the decimal point', async () => {
    const env = await loggedIn(await sandboxForTest());
    const { stdout, stderr } = await run(['wallets'], { env });
    const lines = stdout.trimEnd().split('\n');
    expect(lines[0]).toMatch(/^ID +PROTOCOL +STATUS +ADDRESS +BALANCES$/);
    const points = lines.filter((line) => /\d\.\d+ +[A-Z]+$/.test(line)).map((line) => line.lastIndexOf('.'));
    expect(points.length).toBeGreaterThan(4);
    expect(new Set(points).size).toBe(1);
    expect(stdout).toContain('340282366920938463463374607.431768211455');
    expect(stderr).toBe('');
  });

  test('says the same in JSON, line by line, and as csv', async () => {
    const env = await loggedIn(await sandboxForTest());
    const json = JSON.parse((await run(['wallets', 'list', '--output', 'json'], { env })).stdout);
    const lines = (await run(['wallets', 'list', '--output', 'ndjson'], { env })).stdout.trimEnd().split('\n');
    expect(lines.map((line) => JSON.parse(line))).toEqual(json);
    expect(Object.keys(json[0])).toEqual(['id', 'address', 'index', 'protocol', 'status', 'balances']);
    const csv = (await run(['wallets', 'list', '--output', 'csv'], { env })).stdout.trimEnd().split('\n');
    expect(csv[0]).toBe('id,protocol,status,address,index,asset_id,symbol,amount,balance');
    expect(csv).toHaveLength(1 + json.flatMap(({ balances }: { balances: unknown[] }) => balances).length);
  });

  test('can be narrowed to a protocol, an asset and a number', async () => {
    const env = await loggedIn(await sandboxForTest());
    const list = async (...args: string[]) =>
      JSON.parse((await run(['wallets', 'list', '--json', ...args], { env })).stdout);
    expect(await list('--protocol', 'bitcoin_testnet')).toHaveLength(3);
    expect(await list('--asset', 'coin')).toHaveLength(3);
    expect(await list('--asset', 'cfc59efb-3b21-5340-ae96-8cadb4ce31a8', '--limit', '2')).toHaveLength(2);
  });

  test('over several pages lists every wallet once', async () => {
    const sandbox = await sandboxForTest({ users: [{ username: 'many', password: 'many-pass', wallets: 250 }] });
    const env = { ...environmentFor(sandbox), UPVEST_USERNAME: 'many', UPVEST_PASSWORD: 'many-pass' };
    await run(['login'], { env });
    const { stdout } = await run(['wallets', 'list', '--output', 'ndjson'], { env });
    const ids = stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line).id);
    expect(new Set(ids).size).toBe(250);
  });

  test('into a pipe that closes early ends quietly with 0', async () => {
    const env = { PATH: process.env.PATH, ...(await loggedIn(await sandboxForTest())) };
    const command = `set -o pipefail; "${process.execPath}" "${PROGRAM}" wallets list --json | head -c 5`;
    const child = spawn('bash', ['-c', command], { env, stdio: ['ignore', 'pipe', 'pipe'] });
    let stderr = '';
    child.stderr.on('data', (text) => {
      stderr += text;
    });
    expect(await new Promise((resolve) => child.on('close', resolve))).toBe(0);
    expect(stderr).toBe('');
  });
});

describe('other commands', () => {
  test('status tells who is logged in where and no secret, and exits 4 when nobody is', async () => {
    const sandbox = await sandboxForTest();
    const env = await loggedIn(sandbox);
    const { exitCode, stdout } = await run(['status', '--json'], { env });
    expect(exitCode).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      profile: 'default',
      logged_in: true,
      base_url: sandbox.baseUrl,
      username: 'demo',
      scope: ['read', 'write', 'echo', 'wallet', 'transaction'],
      expires_at: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
      secrets_in: join(env.UPVEST_CONFIG_DIR ?? '', 'credentials.json'),
    });
    expect(stdout).not.toContain(sandbox.demo.clientSecret);
    await run(['logout'], { env });
    const after = await run(['status', '--json'], { env });
    expect(after.exitCode).toBe(4);
    expect(JSON.parse(after.stdout)).toMatchObject({ logged_in: false, scope: [], expires_at: null });
  });

  test('token prints the token alone, and the API takes it', async () => {
    const sandbox = await sandboxForTest();
    const { stdout } = await run(['token'], { env: await loggedIn(sandbox) });
    expect(stdout).toMatch(/^\S+\n$/);
    const headers = { Authorization: `Bearer ${stdout.trim()}` };
    expect((await fetch(new URL('assets/', sandbox.baseUrl), { headers })).status).toBe(200);
  });

  test('an expired token is renewed on the way', async () => {
    const sandbox = await sandboxForTest({ tokenTtlSeconds: 1 });
    const env = await loggedIn(sandbox);
    await new Promise((resolve) => setTimeout(resolve, 1_100));
    expect((await run(['assets', '--json'], { env })).exitCode).toBe(0);
    expect(sandbox.stats().renewals).toBe(1);
  });

  test('echo sends any script there and back', async () => {
    const env = await loggedIn(await sandboxForTest());
    expect((await run(['echo', 'Ξ 漢字 🚀'], { env })).stdout).toBe('Ξ 漢字 🚀\n');
    expect(JSON.parse((await run(['echo', '\u202e', '--json'], { env })).stdout)).toEqual({ echo: '\u202e' });
  });

  test('wallets show and assets show print one thing, and 404 is exit 1 with a hint', async () => {
    const env = await loggedIn(await sandboxForTest());
    const [wallet] = JSON.parse((await run(['wallets', 'list', '--limit', '1', '--json'], { env })).stdout);
    expect(JSON.parse((await run(['wallets', 'show', wallet.id, '--json'], { env })).stdout)).toEqual(wallet);
    expect((await run(['assets', 'show', wallet.balances[0].asset_id], { env })).stdout).toContain('DECIMALS');
    const missing = await run(['wallets', 'show', '../../assets/'], { env });
    expect(missing.exitCode).toBe(1);
    expect(missing.stderr.trimEnd().split('\n')).toHaveLength(2);
  });

  test('profiles are side by side, and the first login of all is the current one', async () => {
    const sandbox = await sandboxForTest();
    const env = environmentFor(sandbox);
    await run(['login', '--profile', 'work'], { env });
    await run(['login', '--profile', 'play'], { env });
    const list = JSON.parse((await run(['profiles', '--json'], { env })).stdout);
    expect(list.map(({ name, current }: { name: string; current: boolean }) => [name, current])).toEqual([
      ['play', false],
      ['work', true],
    ]);
    await run(['profiles', 'use', 'play'], { env });
    expect(JSON.parse((await run(['status', '--json'], { env })).stdout).profile).toBe('play');
    await run(['profiles', 'remove', 'play'], { env });
    expect(existsSync(join(env.UPVEST_CONFIG_DIR ?? '', 'credentials.play.json'))).toBe(false);
    expect((await run(['profiles', 'use', 'play'], { env })).exitCode).toBe(2);
  });

  test('logout --all forgets every session and keeps the settings', async () => {
    const env = environmentFor(await sandboxForTest());
    await run(['login'], { env });
    await run(['login', '--profile', 'work'], { env });
    expect((await run(['logout', '--all'], { env })).exitCode).toBe(0);
    expect((await run(['status'], { env })).exitCode).toBe(4);
    expect((await run(['status', '--profile', 'work'], { env })).exitCode).toBe(4);
    expect(JSON.parse((await run(['profiles', '--json'], { env })).stdout)).toHaveLength(2);
  });

  test('--verbose is one line for each request, without a secret', async () => {
    const sandbox = await sandboxForTest();
    const env = environmentFor(sandbox);
    const { stderr } = await run(['login', '--verbose'], { env });
    expect(stderr).toMatch(/^> POST \S+clientele\/oauth2\/token: 200 in \d+ ms, request \S+\nLogged in as demo\.\n$/);
    expect(stderr).not.toContain(sandbox.demo.password);
    expect(stderr).not.toContain(sandbox.demo.clientSecret);
  });

  test('a server that is not there is exit 5', async () => {
    const sandbox = await sandboxForTest();
    const env = await loggedIn(sandbox);
    await sandbox.close();
    const { exitCode, stdout, stderr } = await run(['wallets', '--timeout', '5'], { env });
    expect({ exitCode, stdout }).toEqual({ exitCode: 5, stdout: '' });
    expect(stderr.trimEnd().split('\n')).toHaveLength(2);
  });

  test('tokens of a profile are not used for another base URL: nothing is sent, exit 4', async () => {
    const [sandbox, other] = [await sandboxForTest(), await sandboxForTest()];
    const env = await loggedIn(sandbox);
    expect((await run(['wallets', '--base-url', other.baseUrl], { env })).exitCode).toBe(4);
    expect(other.stats().apiRequests).toEqual({});
  });

  test('a session that has ended is exit 4 without a terminal, and names the command that logs in', async () => {
    const sandbox = await sandboxForTest();
    const env = await loggedIn(sandbox);
    await endSessions(sandbox);
    const { exitCode, stderr } = await run(['wallets', '--no-input'], { env });
    expect(exitCode).toBe(4);
    expect(stderr).toContain('Run: upvest-wallet login');
  });
});

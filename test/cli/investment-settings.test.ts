import { execFileSync, spawn } from 'node:child_process';
import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { Sandbox } from '../../src/sandbox/index.ts';
import { investment, investmentEnvironment, keyFile } from './support/investment.ts';
import {
  configFolder,
  environmentFor,
  ownFolder,
  PROGRAM,
  run,
  runProcess,
  sandboxForTest,
} from './support/program.ts';
import { KEY, Terminal } from './support/terminal.ts';

const PASSPHRASE = 'SENTINEL-passphrase-x7';
const GET_USERS = 'request GET /users --query limit=1 --scope users:read';
const encrypted = (pem: string) =>
  execFileSync('openssl', ['pkcs8', '-topk8', '-passout', `pass:${PASSPHRASE}`], { input: pem }).toString();
const pemOf = (key: KeyObject) => key.export({ format: 'pem', type: 'pkcs8' }).toString();

describe('what cannot work is exit 2, two lines, and nothing is sent:', () => {
  test('everything that is missing is named at once', async () => {
    const { exitCode, stdout, stderr } = await investment('token --scope users:read --no-input', { env: ownFolder() });
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
    for (const name of ['URL', 'CLIENT_ID', 'CLIENT_SECRET', 'KEY_ID', 'KEY_FILE'])
      expect(stderr).toContain(`UPVEST_INVESTMENT_${name}`);
    expect(stderr.trimEnd().split('\n')).toHaveLength(2);
  });

  test.each<
    [what: string, change: (folder: string, pem: string) => NodeJS.ProcessEnv, expected: string, more?: string]
  >([
    [
      'an encrypted key without its passphrase',
      (folder, pem) => withKey(folder, encrypted(pem)),
      'passphrase is missing',
    ],
    [
      'a wrong passphrase',
      (folder, pem) => ({ ...withKey(folder, encrypted(pem)), UPVEST_INVESTMENT_KEY_PASSPHRASE: 'SENTINEL-wrong' }),
      'does not open the signing key',
    ],
    [
      'an RSA key',
      (folder) => withKey(folder, pemOf(generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey)),
      'takes no RSA keys',
    ],
    ['a bare key that others may read', (folder, pem) => withKey(folder, pem, 0o644), 'chmod 600'],
    ['a key file that is none', (folder) => withKey(folder, 'hello'), 'not a private key in PEM form'],
    ['no key file', () => ({ UPVEST_INVESTMENT_KEY_FILE: '/nowhere/key.pem' }), 'ENOENT'],
    ['a base URL that is not https', () => ({ UPVEST_INVESTMENT_URL: 'http://api.upvest.co' }), 'not https'],
    ['both names of an API', () => ({}), 'Give one of them', ' --environment live --base-url https://a.test'],
    ['stdin for two things', () => ({}), 'both read stdin', ' --body-stdin --passphrase-stdin'],
    ['a body file that is not there', () => ({}), 'cannot be read', ' --body-file /nowhere/body.json'],
    ['a query without a name', () => ({}), 'name=value', ' --query =5'],
    ['an answer in CSV', () => ({}), 'CSV', ' --output csv'],
  ])('%s', async (_what, change, expected, more = '') => {
    const sandbox = await sandboxForTest();
    const folder = configFolder();
    const env = { ...investmentEnvironment(sandbox, folder), ...change(folder, sandbox.investment.privateKeyPem) };
    const { exitCode, stdout, stderr } = await investment(GET_USERS + more, { env });
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
    expect(stderr).toContain(expected);
    expect(stderr.trimEnd().split('\n')).toHaveLength(2);
    expect(sandbox.stats().apiRequests).toEqual({});
  });

  function withKey(folder: string, pem: string, mode?: number): NodeJS.ProcessEnv {
    return { UPVEST_INVESTMENT_KEY_FILE: keyFile(folder, pem, mode) };
  }
});

test("an encrypted key's passphrase comes from stdin or the environment; that others may read the file is said", async () => {
  const sandbox = await sandboxForTest();
  const folder = configFolder();
  const file = keyFile(folder, encrypted(sandbox.investment.privateKeyPem), 0o644);
  const env = { ...investmentEnvironment(sandbox, folder), UPVEST_INVESTMENT_KEY_FILE: file };
  const piped = await investment(`${GET_USERS} --passphrase-stdin`, { env, input: `${PASSPHRASE}\n` });
  expect(piped.exitCode).toBe(0);
  expect(piped.stderr).toMatch(/^Warning: Others on this machine may read the key file .*\n$/);
  const named = { ...env, UPVEST_INVESTMENT_KEY_PASSPHRASE: PASSPHRASE };
  expect(await investment(`${GET_USERS} --quiet`, { env: named })).toMatchObject({ exitCode: 0, stderr: '' });
});

describe('configure', () => {
  test('keeps the settings with the profile and the secret with its secrets; login and logout leave them, remove does not', async () => {
    const sandbox = await sandboxForTest();
    const folder = configFolder();
    const own = ownFolder(folder);
    const { clientSecret, baseUrl, clientId, keyId } = sandbox.investment;
    const file = (name: string) => readFileSync(join(folder, name), 'utf8');
    expect((await investment('configure', { env: investmentEnvironment(sandbox, folder) })).exitCode).toBe(0);
    expect(file('config.json')).not.toContain(clientSecret);
    expect(JSON.parse((await investment('--json', { env: own })).stdout)).toEqual([
      { profile: 'default', base_url: `${baseUrl}/`, client_id: clientId, key_id: keyId, key_file: expect.any(String) },
    ]);
    const works = async () =>
      expect(await investment(GET_USERS, { env: own })).toMatchObject({ exitCode: 0, stderr: '' });
    await works();
    expect((await run(['status'], { env: own })).exitCode).toBe(4);
    expect((await run(['login'], { env: environmentFor(sandbox, folder) })).exitCode).toBe(0);
    await works();
    await run(['logout', '--all'], { env: own });
    await works();
    expect(JSON.parse(file('credentials.json')).investmentClientSecret).toBe(clientSecret);
    expect((await run(['profiles', 'remove', 'default'], { env: own })).exitCode).toBe(0);
    expect(() => file('credentials.json')).toThrow('ENOENT');
    expect(await investment(GET_USERS, { env: own })).toMatchObject({ exitCode: 2 });
  });

  test('an option beats the environment, which beats the profile, whose client is for its own API alone', async () => {
    const sandbox = await sandboxForTest();
    const folder = configFolder();
    const own = ownFolder(folder);
    const env = investmentEnvironment(sandbox, folder);
    await investment('configure --profile invest', { env });
    const wrong = { ...own, UPVEST_INVESTMENT_KEY_ID: 'unknown' };
    expect((await investment(`${GET_USERS} --profile invest`, { env: wrong })).exitCode).toBe(4);
    const right = `${GET_USERS} --profile invest --key-id ${sandbox.investment.keyId}`;
    expect((await investment(right, { env: wrong })).exitCode).toBe(0);
    const elsewhere = await sandboxForTest();
    const other = await investment(`${right} --base-url ${elsewhere.investment.baseUrl}`, { env: own });
    expect(other.exitCode).toBe(2);
    expect(other.stderr).toContain('client secret (UPVEST_INVESTMENT_CLIENT_SECRET)');
    expect(elsewhere.stats().apiRequests).toEqual({});
  });

  test('asks for what is missing on a terminal, and shows nothing of what is secret', async () => {
    const sandbox = await sandboxForTest();
    const folder = configFolder();
    const { baseUrl, clientId, clientSecret, keyId, privateKeyPem } = sandbox.investment;
    const terminal = new Terminal(['investment', 'configure'], ownFolder(folder));
    await terminal.sees('Which Investment API?');
    await terminal.types(KEY.down, KEY.down, KEY.down, KEY.enter);
    const answers = [
      ['Base URL:', baseUrl],
      ['Client id:', clientId],
      ['Client secret:', clientSecret],
      ['Key id:', keyId],
      ['Private key file:', keyFile(folder, encrypted(privateKeyPem))],
      ['Passphrase of', PASSPHRASE],
    ] as const;
    for (const [question, answer] of answers) {
      await terminal.sees(question);
      await terminal.types(answer, KEY.enter);
    }
    expect(await terminal.exited).toBe(0);
    expect(terminal.text).not.toContain(clientSecret);
    expect(terminal.text).not.toContain(PASSPHRASE);
    const { exitCode } = await investment(`${GET_USERS} --passphrase-stdin`, {
      env: ownFolder(folder),
      input: PASSPHRASE,
    });
    expect(exitCode).toBe(0);
  });
});

test.each(['', 'list', 'configure', 'token', 'request', 'sign'])(
  'investment %s --help has an example',
  async (verb) => {
    const { exitCode, stdout } = await investment(`${verb} --help`.trim(), { env: ownFolder() });
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/^Usage: upvest-wallet investment/);
    expect(stdout).toMatch(/Examples:\n {2}\$ upvest-wallet investment/);
  },
);

test('no other command loads anything of it', async () => {
  const hooks = `export async function load(url, context, next) { process._rawDebug('LOADED ' + url); return next(url, context); }`;
  const register = `import{register}from'node:module';register(${JSON.stringify(`data:text/javascript,${encodeURIComponent(hooks)}`)});`;
  const loaded = async (...args: string[]) => {
    const env = { ...ownFolder(), NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(register)}` };
    const { stderr } = await runProcess(args, { env });
    return [...stderr.matchAll(/^LOADED (file:.*)$/gm)].map(([, url = '']) => readFileSync(new URL(url), 'utf8'));
  };
  const ofInvestment = (sources: string[]) => sources.filter((source) => source.includes('upvest-signature-version'));
  expect(ofInvestment(await loaded('token'))).toEqual([]);
  expect(ofInvestment(await loaded('investment', '--help'))).toEqual([]);
  expect(ofInvestment(await loaded('investment', 'token', '--scope', 'x'))).toHaveLength(1);
});

test('sandbox --verbose tells what these commands need', async () => {
  const folder = configFolder();
  const child = spawn(process.execPath, [PROGRAM, 'sandbox', '--port', '0', '--verbose', '--json'], {
    env: { PATH: process.env.PATH },
  });
  onTestFinished(() => {
    child.kill('SIGKILL');
  });
  const [printed] = await once(child.stdout, 'data');
  const told = JSON.parse(String(printed)) as Pick<Sandbox, 'investment'>;
  const { exitCode } = await investment(GET_USERS, { env: investmentEnvironment(told, folder) });
  expect(exitCode).toBe(0);
});

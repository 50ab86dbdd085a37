import inquirer from 'inquirer';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { Terminal } from '../cli/support/terminal.ts';
import { scaled } from '../support/scale.ts';
import { tempFolder } from '../support/temp-folder.ts';
import { ETHER_WALLET, HostileApi } from './support/hostile-api.ts';
import { runInProcess, runOn } from './support/run-in-process.ts';
import { KEYS, pasted, Scene } from './support/scene.ts';

const CONTROLS = Array.from({ length: 0x20 }, (_, code) => String.fromCharCode(code)).join('');

/** What people, password managers and attackers put into a password. */
const PASSWORDS: readonly (readonly [what: string, password: string])[] = [
  ['line feeds', 'first line\nsecond line\n\nthird'],
  ['Windows line ends', 'first\r\nsecond'],
  ['a line feed at its beginning', '\nx'],
  ['quotes and backslashes', `'"\`\\'\\"\\n`],
  ['what forms and URLs take apart', 'a&b=c+d%20e%;f?g#h/%00'],
  ['what shells and templates take apart', '$HOME `id` $(id) !! {{x}} %s'],
  ['emoji', '🚀👨‍👩‍👧🇩🇪👍🏽❤️'],
  ['every script', 'пароль密码סיסמהكلمةé'],
  ['a combining accent that must not be composed', 'e\u0301 e\u0301'],
  ['what turns the reading direction, and nothing visible', '\u202e\u2066\u200b\ufeff\u00ad'],
  ['a mark of the byte order at its beginning', '\ufeffx'],
  ['blanks at both ends', '  x  '],
  ['only blanks', '   '],
  ['tabs', '\tx\t'],
  ['NUL', 'a\u0000b'],
  ['every control of ASCII', `x${CONTROLS}\x7fx`],
  ['C1', 'a\x85\x9b\x9db'],
  ['the keys that end a prompt', '\x03\x04\x1a\x1b\x15'],
  ['escape sequences', '\x1b[A\x1b[200~\x1b]2;x\x07'],
  ['JSON', '{"password":null}'],
  ['10,000 characters', 'Aé漢🚀 '.repeat(2_000)],
  ['line and paragraph separators', 'a\u2028b\u2029c'],
];
const TYPED = PASSWORDS.filter(([, password]) => !/[\p{Cc}]/u.test(password.replaceAll('\t', '')));
const PASTED = PASSWORDS.filter(([, password]) => !password.includes('\x1b[201~'));

const folder = tempFolder();
const env: NodeJS.ProcessEnv = { UPVEST_CONFIG_DIR: folder.path, UPVEST_TOKEN_STORE: 'file', UPVEST_SCOPE: 'read' };
const SIGN = ['wallets', 'sign', ETHER_WALLET, '--hash', '11'.repeat(32)];
let api: HostileApi;

beforeAll(async () => {
  api = await HostileApi.start(['x']);
  await api.logIn(folder.path);
  const { baseUrl } = api;
  Object.assign(env, {
    UPVEST_BASE_URL: baseUrl,
    UPVEST_CLIENT_ID: 'client',
    UPVEST_CLIENT_SECRET: 'secret',
    UPVEST_USERNAME: 'ada',
  });
});

beforeEach(() => {
  api.seen.splice(0);
  api.refusedLogins = 0;
});

afterAll(async () => {
  await api[Symbol.asyncDispose]();
  folder[Symbol.dispose]();
});

describe('a password reaches the server byte for byte', () => {
  // In the short form each in two of the four ways.
  const some = <T>(all: readonly T[], turn: number) => all.filter((_one, index) => scaled(index % 2 === turn, true));

  test.each(some(PASSWORDS, 0))('from stdin: %s', async (_what, password) => {
    // One line end at the very end is what `echo` and password managers add, and no part of the password.
    for (const lineEnd of password.endsWith('\n') ? ['\n'] : scaled(['\r\n'], ['', '\n', '\r\n'])) {
      await runInProcess([...SIGN, '--password-stdin'], { env, input: password + lineEnd });
      await runInProcess(['login', '--password-stdin'], { env, input: password + lineEnd });
    }
    expect(new Set(api.seen)).toEqual(new Set([password]));
    expect(api.seen.length).toBeGreaterThanOrEqual(2);
  });

  test.each(some(PASSWORDS, 1).filter(([, password]) => !password.includes('\0')))(
    'from its variable: %s',
    async (_what, password) => {
      await runInProcess(SIGN, { env: { ...env, UPVEST_PASSWORD: password } });
      await runInProcess(['login'], { env: { ...env, UPVEST_PASSWORD: password } });
      expect(api.seen).toEqual([password, password]);
    },
  );

  test.each(some(PASTED, 0))('pasted at the prompt: %s', async (_what, password) => {
    for (const args of [SIGN, ['login']]) await atThePrompt(args, pasted(password), KEYS.enter);
    expect(api.seen).toEqual([password, password]);
  });

  test.each(some(TYPED, 1))('typed at the prompt: %s', async (_what, password) => {
    await atThePrompt(['login'], ...[...password], KEYS.enter);
    expect(api.seen).toEqual([password]);
  });

  async function atThePrompt(args: readonly string[], ...keys: readonly string[]): Promise<Scene> {
    const scene = new Scene({ env });
    const ended = runOn(scene.terminal, args);
    await scene.sees('Password of ada:');
    await scene.types(...keys);
    await ended;
    await scene.settles();
    expect(scene.harm).toEqual([]);
    expect(scene.screen.changedModes).toEqual({});
    expect(scene.terminal.stdin.isRaw).toBe(false);
    return scene;
  }
});

describe('nothing of a password is seen', () => {
  test('what is written is the same for each, however long, typed or pasted', async () => {
    const drawn = new Set<string>();
    for (const keys of [
      ['x'],
      [...'a longer one'],
      [pasted('pasted\nlines')],
      [pasted('漢'.repeat(10_000))],
      ['a', KEYS.backspace, 'bcd'],
    ]) {
      const { scene, answer } = await secretPrompt();
      await scene.types(...keys.filter((key) => key !== KEYS.backspace), KEYS.enter);
      await answer;
      drawn.add(scene.bytes);
    }
    expect(drawn.size).toBe(1);
  });

  test('no key reveals it', async () => {
    const { scene, answer } = await secretPrompt();
    await scene.types('Sentinel-0');
    for (const code of Array.from({ length: 0x20 }, (_, index) => index)) {
      const key = String.fromCharCode(code);
      if (!'\x03\x04\x0a\x0d\x15\x1a\x1b\x08\x09'.includes(key)) await scene.types(key);
    }
    for (const key of 'ABCDEFHPQRSZ') await scene.types(`\x1b[${key}`, `\x1bO${key}`);
    for (let number = 1; number < 35; number += 1) await scene.types(`\x1b[${number}~`, `\x1b[${number};5~`);
    await scene.types(KEYS.enter);
    expect(await answer).toBe('Sentinel-0');
    expect(scene.bytes).not.toMatch(/Senti|nel-0/);
  });

  async function secretPrompt() {
    const scene = new Scene();
    const answer = scene.prompter.secret({ message: 'READY' });
    await scene.sees('READY');
    return { scene, answer };
  }
});

test('in a real terminal pasted passwords reach the server byte for byte, and none is drawn', async () => {
  const some = PASTED.filter(([, password]) => password.length > 3);
  const chosen = scaled(
    some.filter(([what]) => /line feeds|every control|10,000/.test(what)),
    some,
  ).map(([, password]) => password);
  for (let at = 0; at < chosen.length; at += 3) {
    const three = chosen.slice(at, at + 3);
    api.seen.splice(0);
    api.refusedLogins = three.length - 1;
    const terminal = new Terminal(['login'], env);
    for (const [index, password] of three.entries()) {
      if (index > 0) await terminal.sees('Try again.');
      await terminal.sees('Password of ada:');
      await terminal.types(pasted(password), KEYS.enter);
    }
    expect(await terminal.exited).toBe(0);
    expect(api.seen).toEqual(three);
    for (const line of three.join('\n').split(/[\r\n]/))
      if (line.length > 3) expect(terminal.bytes).not.toContain(line);
    expect(terminal.cursorIsShown).toBe(true);
  }
});

test("with inquirer's own password prompt, the same paste ends at its first line, and the rest is not taken", async () => {
  const scene = new Scene();
  const { stdin: input, stderr: output } = scene.terminal.host;
  const asking = inquirer.createPromptModule({ input, output })([{ type: 'password', name: 'x', message: 'READY' }]);
  await scene.sees('READY');
  await scene.types('first line\nsecond line', KEYS.enter);
  expect(await asking).toEqual({ x: 'first line' });
});

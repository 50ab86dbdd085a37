import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Line, Stage } from './stage.ts';

let stage: Stage;
beforeAll(async () => {
  stage = await Stage.open();
});
afterAll(() => stage[Symbol.asyncDispose]());

/** What the fuzz has found, each by the command line to which it was shrunk. */
const WRONG_USAGE: [what: string, line: Line, says: string][] = [
  [
    'an option whose variable was not set was taken for the asset ""',
    { args: ['wallets', 'create', '--asset='] },
    '--asset is empty',
  ],
  [
    'an empty recipient was found out only after the wallet was asked for',
    { args: ['transactions', 'send', 'w', '--to=', '--asset=ETH', '--amount=1', '--yes'] },
    '--to is empty',
  ],
  ['an empty client id was stored', { args: ['investment', 'configure', '--client-id='] }, '--client-id is empty'],
  ['an empty host made the sandbox listen everywhere', { args: ['sandbox', '--port=0', '--host='] }, '--host'],
  [
    'a host that no URL can name was an unexpected error, and the sandbox went on',
    { args: ['sandbox', '--port=0', '--host=fe80::1%lo'] },
    'an address or a name',
  ],
  [
    'a line break in a base URL was left out, which makes another host of it',
    { args: ['wallets', '--base-url=https://wallet.invalid\n.example/'] },
    'not a URL',
  ],
  [
    'an idempotency key was called by its name in the code',
    { args: ['investment', 'request', 'GET', '/users', '--scope=a', '--idempotency-key=1'] },
    'takes no idempotency key',
  ],
  [
    'help of a command that does not exist was the help of another, and an error of commander',
    { args: ['help', 'wallets', 'nothing'] },
    "wallets has no command 'nothing'",
  ],
  [
    'a line break in an unknown option cut the sentence in two',
    { args: ['wallets', 'show', '--one\ntwo'] },
    "Unknown option '--one\\ntwo'.\nSee: ",
  ],
  [
    'a password of endless length was read to its end',
    { args: ['login', '--password-stdin'], input: 'x'.repeat(70_000) },
    'too long for a password',
  ],
  [
    'a password that is no text was an odd password',
    { args: ['login', '--password-stdin'], input: Buffer.from([0xff, 0xfe]) },
    'not UTF-8',
  ],
];

test.each(WRONG_USAGE)('%s', async (_what, line, says) => {
  const { outcome, found } = await stage.play(line);
  expect(found).toEqual([]);
  expect(outcome).toMatchObject({ exitCode: 2, stderr: expect.stringContaining(says) });
});

test.each(['help wallets list', 'help wallets', 'wallets help list', 'help help', 'help'])(
  'help is help and no error of commander, whatever exit code the process begins with: %s',
  async (line) => {
    const { outcome, found } = await stage.play({ args: line.split(' ') });
    expect(found).toEqual([]);
    expect(outcome).toMatchObject({ exitCode: 0, stderr: '', stdout: expect.stringMatching(/^Usage: upvest-wallet /) });
  },
);

test.each(['/dev/zero', '/dev/full', 'folder', '/proc/self/mem', 'no-such-folder/x'])(
  'the state file of a sandbox that is none is not waited for, and said in plain words: %s',
  async (data) => {
    const { outcome, found } = await stage.play({ args: ['sandbox', '--port=0', `--data=${data}`] });
    expect(found).toEqual([]);
    expect(outcome).toMatchObject({
      exitCode: 1,
      stdout: '',
      stderr: expect.stringMatching(/is no file|cannot be (read|written)/),
    });
    expect(outcome.durationMs).toBeLessThan(5_000);
  },
);

test('a config folder that cannot be made below one that exists was tried for ever', async () => {
  const { outcome, found } = await stage.play({ args: ['logout'], env: { UPVEST_CONFIG_DIR: '/proc/no/x' } });
  expect(found).toEqual([]);
  expect(outcome).toMatchObject({ exitCode: 1, stderr: expect.stringMatching(/^Error: Cannot use \/proc\/no\/x: /) });
});

test('a text may be empty', async () => {
  for (const args of [
    ['echo', ''],
    ['wallets', 'sign', 'w', '--message='],
  ]) {
    const { outcome, found } = await stage.play({ args });
    expect(found).toEqual([]);
    expect(outcome).toMatchObject({ exitCode: 1, stderr: expect.stringContaining('404') });
  }
});

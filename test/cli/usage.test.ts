import { describe, expect, test } from 'vitest';
import { ownFolder, run, runProcess } from './support/program.ts';

const COMMANDS = [
  'login',
  'logout',
  'status',
  'token',
  'wallets',
  'wallets list',
  'wallets show',
  'wallets create',
  'wallets sign',
  'transactions',
  'transactions list',
  'transactions show',
  'transactions pending',
  'transactions settle',
  'transactions send',
  'transactions raw',
  'transactions complex',
  'utxos',
  'utxos list',
  'offboard',
  'assets',
  'assets list',
  'assets show',
  'echo',
  'profiles',
  'profiles list',
  'profiles use',
  'profiles remove',
  'sandbox',
  'demo',
  'completion',
];

describe('help', () => {
  test.each(COMMANDS)('of %s goes to stdout and has an example', async (command) => {
    const { exitCode, stdout, stderr } = await run([...command.split(' '), '--help'], { env: ownFolder() });
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    expect(stdout).toMatch(/^Usage: upvest-wallet /);
    expect(stdout).toMatch(/Examples:\n {2}\$ .*upvest-wallet/);
    expect(stdout.match(/upvest-wallet (?!\[)[^\n]*/g)?.join('\n')).toContain(command.split(' ')[0]);
  });

  test('is what the program alone prints where there is no terminal, to stderr, and exits 2', async () => {
    const { exitCode, stdout, stderr } = await runProcess([], { env: ownFolder() });
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
    expect(stderr).toMatch(/^Usage: upvest-wallet /);
  });
});

test('--version prints the version and nothing else', async () => {
  const { exitCode, stdout, stderr } = await runProcess(['--version']);
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
  expect(stdout).toMatch(/^\d+\.\d+\.\d+\S*\n$/);
});

describe('wrong usage is exit 2 and two lines, and nothing on stdout:', () => {
  test.each([
    ['an unknown command, with what was probably meant', 'walets', 'Did you mean wallets?'],
    ['an unknown verb', 'wallets lst', 'Did you mean list?'],
    ['an unknown option', 'wallets list --limt 3', 'Did you mean --limit?'],
    ['a limit that is no number', 'wallets list --limit 1e3', 'whole number'],
    ['a limit of zero', 'wallets list --limit 0', 'whole number'],
    ['a missing argument', 'wallets show', "missing required argument 'walletId'"],
    ['an argument too many', 'wallets show a b', "'b' is one argument too many"],
    ['an unknown format', 'assets --output xml', 'Allowed choices are table, json, ndjson, csv'],
    ['a timeout of zero', 'assets --timeout 0', 'seconds above 0'],
    ['an unknown shell', 'completion tcsh', 'Allowed choices are bash, zsh, fish'],
    ['a port out of range', 'sandbox --port 65536', 'from 0 to 65535'],
    ['a base URL that is no URL', 'status --base-url nowhere', 'not a URL'],
    ['plain http to elsewhere', 'login --base-url http://example.com/', 'is not https'],
    ['a profile name that could be a path', 'wallets --profile ../x', 'profile name'],
  ])('%s', async (_what, line, expected) => {
    const { exitCode, stdout, stderr } = await run(line.split(' '), { env: ownFolder() });
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
    expect(stderr.toLowerCase()).toMatch(new RegExp(expected.toLowerCase().replace('?', '\\?')));
    expect(stderr.trimEnd().split('\n')).toHaveLength(2);
  });
});

describe('completion', () => {
  test('in bash offers commands, verbs, options and values', async () => {
    const { stdout } = await run(['completion', 'bash'], { env: ownFolder() });
    const complete = async (...words: string[]) => {
      const { spawnSync } = await import('node:child_process');
      const quoted = words.map((word) => `'${word}'`).join(' ');
      const script = `${stdout}\nCOMP_WORDS=(${quoted}); COMP_CWORD=${words.length - 1}; _upvest_wallet; echo "\${COMPREPLY[@]}"`;
      return spawnSync('bash', ['-c', script], { encoding: 'utf8' }).stdout.trim().split(' ');
    };
    expect(await complete('upvest-wallet', 'wal')).toEqual(['wallets']);
    expect(await complete('upvest-wallet', 'wallets', 'l')).toEqual(['list']);
    expect(await complete('upvest-wallet', 'wallets', 'list', '--pro')).toEqual(['--protocol', '--profile']);
    expect(await complete('upvest-wallet', 'assets', '--output', '')).toEqual(['table', 'json', 'ndjson', 'csv']);
    expect(await complete('upvest-wallet', 'completion', '')).toEqual(expect.arrayContaining(['bash', 'zsh', 'fish']));
  });

  test.each(['zsh', 'fish'])('in %s names every command', async (shell) => {
    const { stdout } = await run(['completion', shell], { env: ownFolder() });
    for (const word of new Set(COMMANDS.flatMap((command) => command.split(' ')))) expect(stdout).toContain(word);
  });
});

import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import { startSandbox } from '../../src/sandbox/index.ts';
import { tempFolder } from '../support/temp-folder.ts';

/** Not the synchronous one: the sandbox answers from this very process. */
const run = promisify(execFile);

const root = new URL('../..', import.meta.url).pathname;
const readme = readFileSync(join(root, 'README.md'), 'utf8');
const snippets = [...readme.matchAll(/```ts\n([\s\S]*?)```/g)].map(([, code = '']) => ({
  code,
  title: code.trim().split('\n')[0] ?? '',
}));

/** A project that has installed the package, as a link to this one. */
function project(folder: string): void {
  mkdirSync(join(folder, 'node_modules'));
  symlinkSync(root, join(folder, 'node_modules', 'upvest-wallet'));
  symlinkSync(join(root, 'node_modules', '@types'), join(folder, 'node_modules', '@types'));
  writeFileSync(join(folder, 'package.json'), '{"type":"module"}');
}

describe.each(snippets.map(({ code }, index) => ({ code, index: index + 1 })))('README snippet $index', ({ code }) => {
  test('compiles as written and runs against a sandbox', { timeout: 60_000 }, async () => {
    using folder = tempFolder();
    await using sandbox = await startSandbox();
    project(folder.path);
    writeFileSync(join(folder.path, 'snippet.ts'), code);
    const flags = [
      '--strict',
      '--target',
      'es2022',
      '--lib',
      'es2023,esnext.disposable',
      '--module',
      'nodenext',
      '--types',
      'node',
      '--skipLibCheck',
    ];
    await run(join(root, 'node_modules/.bin/tsc'), [...flags, 'snippet.ts'], { cwd: folder.path });
    const { clientId, clientSecret, username, password } = sandbox.demo;
    const { investment } = sandbox;
    writeFileSync(join(folder.path, 'key.pem'), investment.privateKeyPem, { mode: 0o600 });
    const { stdout: output } = await run(process.execPath, ['snippet.js'], {
      cwd: folder.path,
      timeout: 30_000,
      env: {
        ...process.env,
        UPVEST_BASE_URL: sandbox.baseUrl,
        UPVEST_CLIENT_ID: clientId,
        UPVEST_CLIENT_SECRET: clientSecret,
        UPVEST_USERNAME: username,
        UPVEST_PASSWORD: password,
        UPVEST_CONFIG_DIR: join(folder.path, 'config'),
        UPVEST_INVESTMENT_URL: investment.baseUrl,
        UPVEST_INVESTMENT_CLIENT_ID: investment.clientId,
        UPVEST_INVESTMENT_CLIENT_SECRET: investment.clientSecret,
        UPVEST_INVESTMENT_KEY_ID: investment.keyId,
        UPVEST_INVESTMENT_KEY_FILE: 'key.pem',
      },
    });
    expect(output.trim()).not.toBe('');
    // A comment behind console.log says what is printed.
    for (const [, printed = ''] of code.matchAll(/console\.log\(.*\); \/\/ (.*)/g)) expect(output).toContain(printed);
  });
});

test('every test that the README names as holding a promise is there', () => {
  const named = [...readme.matchAll(/`(test\/[\w/.-]+\.test\.ts)`/g)].map(([, path = '']) => path);
  expect(named.length).toBeGreaterThan(10);
  for (const path of named) expect(existsSync(join(root, path)), path).toBe(true);
});

import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startSandbox } from '../../src/sandbox/index.ts';
import { scaled, spread } from '../support/scale.ts';
import { tempFolder } from '../support/temp-folder.ts';
import { isTest, readme, snippets } from './snippets.ts';

/** Not the synchronous one: the sandbox answers from this very process. */
const run = promisify(execFile);

const root = new URL('../..', import.meta.url).pathname;

/** A project that has installed the package, as a link to this one. */
const project = tempFolder();
afterAll(() => project[Symbol.dispose]());

const COMPILE = '--strict --target es2022 --lib es2023,esnext.disposable --module nodenext --types node --skipLibCheck';

beforeAll(async () => {
  mkdirSync(join(project.path, 'node_modules'));
  symlinkSync(root, join(project.path, 'node_modules', 'upvest-wallet'));
  for (const name of ['@types', 'vitest']) {
    symlinkSync(join(root, 'node_modules', name), join(project.path, 'node_modules', name));
  }
  writeFileSync(join(project.path, 'package.json'), '{"type":"module"}');
  for (const { code, name } of snippets) writeFileSync(join(project.path, `${name}.ts`), code);
  const files = snippets.map(({ name }) => `${name}.ts`);
  await run(join(root, 'node_modules/.bin/tsc'), [...COMPILE.split(' '), ...files], { cwd: project.path }).catch(
    ({ stdout }) => {
      throw new Error(`A snippet of the README does not compile:\n${stdout}`);
    },
  );
}, 60_000);

/** The example tests run in packed.test.ts. In the short form all are compiled, and some run. */
const programs = snippets.filter((snippet) => !isTest(snippet));
describe.each(spread(programs, scaled(2, programs.length)))('README $name', ({ code, name }) => {
  test('runs as written against a sandbox', { timeout: 60_000 }, async () => {
    await using sandbox = await startSandbox({ transactionStepMs: 50 });
    const { clientId, clientSecret, username, password } = sandbox.demo;
    const { investment } = sandbox;
    writeFileSync(join(project.path, 'key.pem'), investment.privateKeyPem, { mode: 0o600 });
    const { stdout: output } = await run(process.execPath, [`${name}.js`], {
      cwd: project.path,
      timeout: 30_000,
      env: {
        ...process.env,
        UPVEST_BASE_URL: sandbox.baseUrl,
        UPVEST_CLIENT_ID: clientId,
        UPVEST_CLIENT_SECRET: clientSecret,
        UPVEST_USERNAME: username,
        UPVEST_PASSWORD: password,
        UPVEST_CONFIG_DIR: join(project.path, 'config', name),
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

import { execFile } from 'node:child_process';
import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { FULL_SCALE } from '../support/scale.ts';
import { tempFolder } from '../support/temp-folder.ts';

const root = new URL('../..', import.meta.url).pathname;

interface Outcome {
  code: number;
  printed: string;
}

/** How each runner is told to run some of the files, several at a time. */
const RUNNERS = {
  'node:test': { files: 'node', broken: 'node', command: ['--test', '--test-concurrency=2'] },
  vitest: { files: 'vitest', broken: 'vitest', command: ['node_modules/vitest/vitest.mjs', 'run', '--root', '.'] },
  jest: {
    files: 'jest',
    broken: 'broken',
    command: ['--experimental-vm-modules', 'node_modules/jest/bin/jest.js', '--maxWorkers=2'],
  },
} as const;

/**
 * An application elsewhere, installed by npm from the packed package and the registry: nothing is shared with this folder. In the short form
 * the examples of the README stand for it (test/package/examples.test.ts).
 */
describe.runIf(FULL_SCALE)('an application that installs the package, nock and a test runner from the registry', () => {
  const project = tempFolder();
  const run = async (program: string, args: readonly string[], settings: { cwd?: string; offline?: boolean } = {}) => {
    const own = Object.entries(process.env).filter(
      ([name]) => !/^(VITEST|NODE_OPTIONS|NODE_TEST|NODE_ENV|JEST)/.test(name),
    );
    const env = Object.fromEntries(own);
    if (settings.offline) env.NODE_OPTIONS = `--require ${join(project.path, 'no-network.cjs')}`;
    return promisify(execFile)(program, args, {
      cwd: settings.cwd ?? project.path,
      env,
      timeout: 240_000,
      maxBuffer: 2 ** 26,
    }).then(
      ({ stdout, stderr }): Outcome => ({ code: 0, printed: stdout + stderr }),
      (failure): Outcome => ({ code: failure.code ?? 1, printed: failure.stdout + failure.stderr }),
    );
  };

  beforeAll(async () => {
    cpSync(new URL('./application', import.meta.url).pathname, project.path, { recursive: true });
    const packed = await run('npm', ['pack', '--silent', '--ignore-scripts', '--pack-destination', project.path], {
      cwd: root,
    });
    const tarball =
      packed.printed
        .trim()
        .split('\n')
        .find((line) => line.endsWith('.tgz')) ?? '';
    const packages = [join(project.path, tarball), 'nock@14', 'vitest@4', 'jest@30'];
    const installed = await run('npm', ['install', '--no-audit', '--no-fund', '--prefer-offline', ...packages]);
    expect(installed.code, installed.printed).toBe(0);
    const recorded = await run(process.execPath, ['record.js']);
    expect(recorded.code, recorded.printed).toBe(0);
  }, 240_000);

  afterAll(() => project[Symbol.dispose](), 120_000);

  test.each(Object.entries(RUNNERS))(
    'passes under %s, files side by side, without a network',
    async (_name, runner) => {
      const files = ['portfolio', 'login'].map(
        (name) => `${runner.files}/${name}.${runner.files === 'jest' ? 'jest.' : ''}test.js`,
      );
      const { code, printed } = await run(process.execPath, [...runner.command, ...files], { offline: true });
      expect(code, printed).toBe(0);
      expect(printed).toMatch(/pass 3|3 passed/);
      expect(printed).not.toContain('LEFT THE PROCESS');
    },
  );

  test.each(Object.entries(RUNNERS))(
    'fails under %s and is shown why, even where it hides its errors',
    async (_name, runner) => {
      const file = runner.files === 'jest' ? 'broken/broken.jest.test.js' : `broken/${runner.broken}.test.js`;
      const { code, printed } = await run(process.execPath, [...runner.command, file], { offline: true });
      expect(code).toBe(1);
      for (const line of [
        'The tape "portfolio" does not have this request',
        'body username: the tape has "demo", the request "somebody else"',
        'Nobody asked for',
        '2. GET kms/wallets/',
      ]) {
        expect(printed).toContain(line);
      }
      expect(printed).not.toContain('sentinel-4711');
      expect(printed).not.toContain('LEFT THE PROCESS');
    },
  );

  test('would be seen to use the network', async () => {
    const { printed } = await run(process.execPath, ['--eval', "fetch('http://127.0.0.1:65000').catch(() => 0)"], {
      offline: true,
    });
    expect(printed).toContain('LEFT THE PROCESS');
  });
});

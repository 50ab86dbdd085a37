import { execFile } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, renameSync, symlinkSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { FULL_SCALE } from '../support/scale.ts';
import { tempFolder } from '../support/temp-folder.ts';
import { snippets } from './snippets.ts';

const run = promisify(execFile);
const root = new URL('../..', import.meta.url).pathname;

/** An application somewhere else, which has installed the package as it would be published. */
const project = tempFolder();
afterAll(() => project[Symbol.dispose]());

let pack: { filename: string; size: number; files: { path: string }[] };

/** Puts a program where there is no network, not even to this machine; where that cannot be had, only the tape keeps it in. */
let withoutNetwork: string[] = [];

beforeAll(async () => {
  const modules = join(project.path, 'node_modules');
  mkdirSync(modules);
  for (const name of readdirSync(join(root, 'node_modules'))) {
    symlinkSync(join(root, 'node_modules', name), join(modules, name));
  }
  const command = ['pack', '--json', '--ignore-scripts', '--pack-destination', project.path];
  const { stdout } = await run('npm', command, { cwd: root });
  [pack] = JSON.parse(stdout);
  await run('tar', ['-xzf', pack.filename], { cwd: project.path });
  renameSync(join(project.path, 'package'), join(modules, 'upvest-wallet'));
  writeFileSync(join(project.path, 'package.json'), '{"type":"module"}');
  const unshare = ['unshare', '--net', '--map-root-user'];
  withoutNetwork = await run('unshare', [...unshare.slice(1), 'true']).then(
    () => unshare,
    () => [],
  );
}, 60_000);

describe('what npm would publish', () => {
  const paths = () => pack.files.map(({ path }) => path);

  test('has everything that package.json points to', () => {
    const files = paths();
    const { bin, exports } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
    const pointed = [
      bin['upvest-wallet'],
      ...Object.values(exports).flatMap((entry) =>
        typeof entry === 'string' ? entry : Object.values(entry as object),
      ),
    ];
    for (const path of pointed) expect(files).toContain(path.replace(/^\.\//, ''));
    expect(files).toEqual(
      expect.arrayContaining([
        'README.md',
        'SECURITY.md',
        'LICENSE',
        'dist/cli/main.js',
        'dist/cli/THIRD-PARTY-LICENSES.txt',
      ]),
    );
  });

  test('has nothing that a user does not need: no tests, sources, maps or traces of the build', () => {
    const files = paths();
    const needed =
      /^(package\.json|README\.md|SECURITY\.md|LICENSE|bin\/upvest-wallet\.js|dist\/(?!cli\/)([\w-]+\/)*[\w-]+\.(js|d\.ts)|dist\/cli\/[\w-]+\.js(\.LEGAL\.txt)?|dist\/cli\/THIRD-PARTY-LICENSES\.txt|fixtures\/([\w-]+\/)*[\w.-]+\.tape\.json)$/;
    expect(files.filter((path) => !needed.test(path))).toEqual([]);
    // `upvest-wallet/testing` and its tapes are for users' tests.
    const own = files.filter((path) => !/^(dist\/testing|fixtures)\//.test(path));
    expect(own.filter((path) => /test|spec|fixture|\.map$|tsbuildinfo/.test(path))).toEqual([]);
  });

  test('has a declaration for each module of the library, and no line that names a map', () => {
    const files = paths();
    const modules = files.filter((path) => /^dist\/(?!cli\/).*\.js$/.test(path));
    expect(modules.filter((path) => !files.includes(path.replace(/\.js$/, '.d.ts')))).toEqual([]);
    for (const path of modules) expect(readFileSync(join(root, path), 'utf8')).not.toContain('sourceMappingURL');
  });

  test('fits into two megabytes', () => {
    expect(pack.size).toBeLessThan(2 * 2 ** 20);
  });
});

/** The example, and the same for an application that stops half-way: then not all of the tape is asked for. */
const FILES = {
  example: (code: string) => code,
  lazy: (code: string) => code.replace(/^ *(expect|await assert|assert|const found).*$/gm, ''),
};

/** Runs both files, and answers with how many tests of each passed and failed, and with all that was printed. */
async function outcome(runner: string, extension: string, command: string[]) {
  const code = snippets.find((snippet) => snippet.code.includes(`from '${runner}'`))?.code ?? '';
  const files = Object.entries(FILES).map(([name, change]) => ({
    name: `${name}.test.${extension}`,
    code: change(code),
  }));
  for (const file of files) writeFileSync(join(project.path, file.name), file.code);
  const [program = '', ...args] = [...withoutNetwork, process.execPath, ...command, ...files.map(({ name }) => name)];
  // This process is a test, too: its own settings are not for that one.
  const own = Object.entries(process.env).filter(([name]) => !/^(VITEST|NODE_OPTIONS|NODE_TEST)/.test(name));
  const options = { cwd: project.path, timeout: 60_000, env: { ...Object.fromEntries(own), NODE_ENV: 'test' } };
  return run(program, args, options).catch((failure: { stdout: string; stderr: string }) => failure);
}

test.runIf(FULL_SCALE)(
  'the example of the README for vitest passes from the packed package without a network, and fails where less is asked for than the tape has',
  async () => {
    const vitest = [join(root, 'node_modules/vitest/vitest.mjs'), 'run', '--root', '.', '--reporter', 'json'];
    const { stdout, stderr } = await outcome('vitest', 'ts', vitest);
    expect(stdout, stderr).toContain('testResults');
    const { testResults } = JSON.parse(stdout.slice(stdout.indexOf('{')));
    const results = testResults.map(({ name, status, assertionResults }: VitestFile) => [
      basename(name),
      status,
      assertionResults.map(({ status }) => status),
      assertionResults.some(({ failureMessages }) => failureMessages.join().includes('Nobody asked for')),
    ]);
    expect(results.sort()).toEqual([
      ['example.test.ts', 'passed', ['passed', 'passed'], false],
      ['lazy.test.ts', 'failed', ['failed', 'failed'], true],
    ]);
  },
);

interface VitestFile {
  name: string;
  status: string;
  assertionResults: { status: string; failureMessages: string[] }[];
}

test.runIf(FULL_SCALE)('the example for node:test does the same', async () => {
  const { stdout } = await outcome('node:test', 'js', ['--test', '--test-reporter', 'tap']);
  const verdicts = [...stdout.matchAll(/^ *(not ok|ok) \d+ - (.*)$/gm)].map(([, verdict, name = '']) => [
    name,
    verdict,
  ]);
  const [first, second] = [...new Set(verdicts.map(([name]) => name))].filter((name) => !name?.includes('.test.'));
  expect(
    verdicts.filter(([name]) => name === first || name === second),
    stdout,
  ).toEqual([
    [first, 'ok'],
    [second, 'ok'],
    [first, 'not ok'],
    [second, 'not ok'],
  ]);
  expect(stdout).toContain('Nobody asked for');
});

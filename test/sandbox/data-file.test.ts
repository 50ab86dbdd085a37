import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { startSandbox } from '../../src/sandbox/index.ts';
import { tempFolder } from '../support/temp-folder.ts';
import { logIn } from './support.ts';

const MODULE = new URL('../../dist/sandbox/index.js', import.meta.url);

test('a second sandbox on the same data file is refused, in the same process too, until the first is closed', async () => {
  using temp = tempFolder();
  const data = join(temp.path, 'state.json');
  const first = await startSandbox({ data });
  await expect(startSandbox({ data })).rejects.toThrow(`${data} is in use by another sandbox.`);
  await logIn(first);
  await first.close();
  await (await startSandbox({ data })).close();
});

test('a sandbox that was killed leaves its data file to the next', async () => {
  using temp = tempFolder();
  const data = join(temp.path, 'state.json');
  const program = `import { startSandbox } from '${MODULE}'; await startSandbox({ data: ${JSON.stringify(data)} }); console.log('on');`;
  const child = spawn(process.execPath, ['--input-type=module', '--eval', program], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  onTestFinished(() => {
    child.kill('SIGKILL');
  });
  await once(child.stdout, 'data');
  await expect(startSandbox({ data })).rejects.toThrow('is in use by another sandbox');
  child.kill('SIGKILL');
  await once(child, 'close');
  await (await startSandbox({ data })).close();
});

test('a start that fails lets go of the data file', async () => {
  using temp = tempFolder();
  const data = join(temp.path, 'state.json');
  await using busy = await startSandbox();
  await expect(startSandbox({ data, port: busy.port })).rejects.toThrow('EADDRINUSE');
  await (await startSandbox({ data })).close();
});

const STRANGE: [what: string, place: (path: string) => unknown, says: string][] = [
  ['a link to a file', (path) => fs.symlinkSync('precious', path), 'is a link'],
  ['a link to nothing', (path) => fs.symlinkSync('nothing', path), 'is a link'],
  ['a link to /dev/zero', (path) => fs.symlinkSync('/dev/zero', path), 'is a link'],
  ['a named pipe', (path) => execFileSync('mkfifo', [path]), 'is no file'],
  ['a folder', (path) => fs.mkdirSync(path), ''],
];

test.each(
  STRANGE.flatMap(([what, place, says]) => ['', '.lock'].map((suffix) => [what, suffix, place, says] as const)),
)(
  '%s in the place of the data file%s is refused and stays as it is; nothing is written through it, nothing hangs',
  async (_what, suffix, place, says) => {
    using temp = tempFolder();
    const data = join(temp.path, 'state.json');
    fs.writeFileSync(join(temp.path, 'precious'), 'precious', { mode: 0o644 });
    place(data + suffix);
    await expect(startSandbox({ data })).rejects.toThrow(`${data}${suffix} ${says}`);
    expect(fs.readFileSync(join(temp.path, 'precious'), 'utf8')).toBe('precious');
    expect(fs.readdirSync(temp.path).filter((name) => !/^(precious|state\.json(\.lock)?)$/.test(name))).toEqual([]);
  },
);

test.runIf(process.getuid?.() === 0)('a data file of another user is refused', async () => {
  using temp = tempFolder();
  const data = join(temp.path, 'state.json');
  await (await startSandbox({ data })).close();
  fs.chownSync(data, 4242, 4242);
  await expect(startSandbox({ data })).rejects.toThrow(`${data} belongs to another user (uid 4242).`);
});

test.each([0o000, 0o777])(
  'with umask %o, and over a file that others could read, it is for its owner only',
  async (umask) => {
    using temp = tempFolder();
    const data = join(temp.path, 'state.json');
    await (await startSandbox({ data })).close();
    fs.chmodSync(data, 0o644);
    const before = process.umask(umask);
    await (await startSandbox({ data }).finally(() => process.umask(before))).close();
    expect((fs.statSync(data).mode & 0o777).toString(8)).toBe('600');
  },
);

test('nothing that a request names becomes a path', async () => {
  using temp = tempFolder();
  const data = join(temp.path, 'inner', 'state.json');
  fs.mkdirSync(join(temp.path, 'inner'));
  await using sandbox = await startSandbox({ data, users: [{ username: '../../up', password: 'p', wallets: 1 }] });
  await logIn(sandbox, { username: '../../up', password: 'p' });
  expect(fs.readdirSync(temp.path)).toEqual(['inner']);
  expect(fs.readdirSync(join(temp.path, 'inner')).sort()).toEqual(['state.json', 'state.json.lock']);
});

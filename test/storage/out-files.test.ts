import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Context } from '../../src/cli/context.ts';
import { NewFile } from '../../src/cli/money/new-file.ts';
import { tempFolder } from '../support/temp-folder.ts';

function contextOf() {
  return { unfinished: new Set(), interrupt: new AbortController().signal } as unknown as Context;
}

test.each([
  ['a file', (path: string) => fs.writeFileSync(path, 'precious')],
  ['a link to a file', (path: string) => fs.symlinkSync('precious', path)],
  ['a link to nothing', (path: string) => fs.symlinkSync('nothing', path)],
  ['a link to /dev/null', (path: string) => fs.symlinkSync('/dev/null', path)],
  ['a named pipe', (path: string) => execFileSync('mkfifo', [path])],
  ['a folder', (path: string) => fs.mkdirSync(path)],
])('%s in the place of an out-file is neither written over nor through', async (_what, place) => {
  using temp = tempFolder();
  fs.writeFileSync(join(temp.path, 'precious'), 'precious');
  const path = join(temp.path, 'out.zip');
  place(path);
  const before = fs.readdirSync(temp.path);
  await expect(NewFile.create(contextOf(), path)).rejects.toThrow(`${path} exists already and is not written over.`);
  expect(fs.readdirSync(temp.path)).toEqual(before);
  expect(fs.readFileSync(join(temp.path, 'precious'), 'utf8')).toBe('precious');
});

test('existing devices and impossible places are refused in one sentence', async () => {
  for (const [path, why] of [
    ['/dev/null', 'exists already'],
    ['/dev/stdout', 'exists already'],
    ['/nowhere/out.zip', 'cannot be written (ENOENT)'],
    ['', 'cannot be written'],
    [`${'x'.repeat(300)}`, 'cannot be written (ENAMETOOLONG)'],
  ] as const) {
    await expect(NewFile.create(contextOf(), path)).rejects.toThrow(why);
  }
});

test.each([0o000, 0o777])('with umask %o it is for its owner to read and write, and for nobody else', async (umask) => {
  using temp = tempFolder();
  const path = join(temp.path, 'out.zip');
  const before = process.umask(umask);
  const file = await NewFile.create(contextOf(), path).finally(() => process.umask(before));
  await file.finish(Buffer.from('keys'));
  expect((fs.statSync(path).mode & 0o777).toString(8)).toBe('600');
});

test('keys were once said to be in a file that somebody had taken away, while they lay elsewhere', async () => {
  using temp = tempFolder();
  const path = join(temp.path, 'out.zip');
  const file = await NewFile.create(contextOf(), path);
  fs.renameSync(path, join(temp.path, 'taken'));
  fs.writeFileSync(path, 'precious');
  await expect(file.finish(Buffer.from('keys'))).rejects.toThrow('was moved away or replaced while it was written');
  await file.abandon();
  expect(fs.readFileSync(join(temp.path, 'taken'), 'utf8')).toBe('');
  expect(fs.readFileSync(path, 'utf8')).toBe('precious');
});

test('giving up once removed whatever stood in the place of the file by then', async () => {
  using temp = tempFolder();
  const path = join(temp.path, 'out.zip');
  const context = contextOf();
  const file = await NewFile.create(context, path);
  fs.renameSync(path, join(temp.path, 'taken'));
  fs.writeFileSync(path, 'precious');
  await file.abandon();
  expect(fs.readFileSync(path, 'utf8')).toBe('precious');
  expect(context.unfinished.size).toBe(0);
});

test('given up in peace, it is gone', async () => {
  using temp = tempFolder();
  const file = await NewFile.create(contextOf(), join(temp.path, 'out.zip'));
  await file.abandon();
  expect(fs.readdirSync(temp.path)).toEqual([]);
});

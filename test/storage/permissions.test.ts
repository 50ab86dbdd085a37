import fs from 'node:fs';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { FileTokenStore } from '../../src/index.ts';
import { sampleTokens } from '../support/sample-tokens.ts';
import { tempFolder } from '../support/temp-folder.ts';

const TOKENS = sampleTokens('kept');
const modeOf = (path: string) => (fs.statSync(path).mode & 0o777).toString(8);

test('a file that was 0644 and a folder that was 0755 are tightened when they are used', async () => {
  using temp = tempFolder();
  const store = new FileTokenStore({ folder: temp.path });
  await store.save(TOKENS);
  const path = join(temp.path, 'credentials.json');
  fs.chmodSync(path, 0o644);
  fs.chmodSync(temp.path, 0o755);
  expect((await store.load())?.equals(TOKENS)).toBe(true);
  expect(modeOf(path)).toBe('600');
  await store.save(TOKENS);
  expect(modeOf(temp.path)).toBe('700');
});

test('a profile name cannot become another path', () => {
  for (const profile of ['../x', 'a/b', '', '.', 'A', 'x'.repeat(65), 'a\0b', 'con fig']) {
    expect(() => new FileTokenStore({ profile })).toThrow(/profile name/);
  }
});

test('one broken file ends one session: the other profiles survive', async () => {
  using temp = tempFolder();
  const [work, home] = ['work', 'home'].map((profile) => new FileTokenStore({ profile, folder: temp.path }));
  await work?.save(TOKENS);
  await home?.save(TOKENS);
  fs.writeFileSync(join(temp.path, 'credentials.work.json'), '{');
  await expect(work?.load()).rejects.toMatchObject({ failure: 'unreadable' });
  expect((await home?.load())?.equals(TOKENS)).toBe(true);
});

test.skipIf(process.platform === 'win32')(
  'a folder that somebody put there between the look and the making, with a link to ours in it, was taken for a safe way',
  async () => {
    using temp = tempFolder();
    using ours = tempFolder();
    fs.chmodSync(temp.path, 0o700);
    const above = join(temp.path, 'above');
    const make = vi.spyOn(fs, 'mkdirSync').mockImplementation(() => {
      make.mockRestore();
      fs.mkdirSync(above);
      // From now on its owner can lead us anywhere.
      fs.symlinkSync(ours.path, join(above, 'config'));
      fs.chmodSync(above, 0o777);
      throw Object.assign(new Error('EEXIST'), { code: 'EEXIST' });
    });
    const store = new FileTokenStore({ folder: join(above, 'config') });
    await expect(store.save(TOKENS)).rejects.toMatchObject({ failure: 'permissions', path: above });
    expect(fs.readdirSync(ours.path)).toEqual([]);
  },
);

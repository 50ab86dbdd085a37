import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { FileTokenStore } from '../../src/index.ts';
import { sampleTokens } from '../support/sample-tokens.ts';
import { tempFolder } from '../support/temp-folder.ts';

const TOKENS = sampleTokens('kept');
const modeOf = (path: string) => (fs.statSync(path).mode & 0o777).toString(8);

const SAVE = `
import { FileTokenStore, TokenSet } from '${new URL('../../dist/index.js', import.meta.url)}';
process.umask(parseInt(process.argv[4], 8));
await new FileTokenStore({ folder: process.argv[2] }).save(TokenSet.parse(process.argv[3]));
`;

describe.each(['000', '022', '077'])('with umask %s', (umask) => {
  test('files are 0600 in a folder of 0700', () => {
    using temp = tempFolder();
    const folder = join(temp.path, 'not', 'there', 'yet');
    const program = join(temp.path, 'save.mjs');
    fs.writeFileSync(program, SAVE);
    execFileSync(process.execPath, [program, folder, TOKENS.serialize(), umask]);
    expect(modeOf(folder)).toBe('700');
    for (const name of fs.readdirSync(folder)) expect(`${name} ${modeOf(join(folder, name))}`).toBe(`${name} 600`);
  });
});

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

test('a folder that everyone may write to is refused and left as it is', async () => {
  using temp = tempFolder();
  fs.chmodSync(temp.path, 0o1777);
  await expect(new FileTokenStore({ folder: temp.path }).save(TOKENS)).rejects.toMatchObject({
    failure: 'permissions',
  });
  expect(modeOf(temp.path)).toBe('777');
});

test('a symbolic link in the place of the file is neither read nor written through', async () => {
  using temp = tempFolder();
  const target = join(temp.path, 'elsewhere.json');
  fs.writeFileSync(target, 'precious');
  fs.symlinkSync(target, join(temp.path, 'credentials.json'));
  const store = new FileTokenStore({ folder: temp.path });
  await expect(store.load()).rejects.toMatchObject({ code: 'token_store_failed', failure: 'io' });
  await expect(store.save(TOKENS)).rejects.toMatchObject({ failure: 'io' });
  expect(fs.readFileSync(target, 'utf8')).toBe('precious');
});

test('a symbolic link in the place of the lock file is not followed', async () => {
  using temp = tempFolder();
  const target = join(temp.path, 'elsewhere');
  fs.symlinkSync(target, join(temp.path, 'credentials.json.lock'));
  await expect(new FileTokenStore({ folder: temp.path }).save(TOKENS)).rejects.toMatchObject({ failure: 'io' });
  expect(fs.existsSync(target)).toBe(false);
});

// Only root can give files away; everywhere else there is no such case to make.
test.runIf(process.getuid?.() === 0)('a file or a folder of another user is refused by name', async () => {
  using temp = tempFolder();
  const store = new FileTokenStore({ folder: temp.path });
  await store.save(TOKENS);
  const path = join(temp.path, 'credentials.json');
  fs.chownSync(path, 4242, 4242);
  await expect(store.load()).rejects.toMatchObject({ failure: 'owner', path });
  fs.chownSync(path, 0, 0);
  fs.chownSync(temp.path, 4242, 4242);
  await expect(store.save(TOKENS)).rejects.toMatchObject({ failure: 'owner', path: temp.path });
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

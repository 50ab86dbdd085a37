import fs from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { Profiles } from '../../src/profiles/index.ts';
import { withFileLock } from '../../src/storage/index.ts';
import { bundle, folderOf, IS_ROOT, runAs, STRANGER } from '../storage/support.ts';
import { sampleTokens } from '../support/sample-tokens.ts';
import { tempFolder } from '../support/temp-folder.ts';

const SETTINGS = { baseUrl: 'https://api.example/1.0/', clientId: 'client', username: 'someone', scope: ['read'] };
const SECRETS = { clientSecret: 'SENTINEL-client-secret', tokens: sampleTokens('one') };
const onFile = (folder: string) => new Profiles(folder, { UPVEST_TOKEN_STORE: 'file' });

test('a login is stored with its secrets apart: none is in config.json, and both files are 0600', async () => {
  using folder = tempFolder();
  await onFile(folder.path).saveLogin('default', SETTINGS, SECRETS);
  const config = fs.readFileSync(join(folder.path, 'config.json'), 'utf8');
  expect(config).not.toMatch(/SENTINEL|access-|refresh-/);
  expect(onFile(folder.path).get('default')).toMatchObject({ ...SETTINGS, secretsIn: 'file' });
  expect(await onFile(folder.path).clientSecret('default')).toBe(SECRETS.clientSecret);
  for (const name of ['config.json', 'credentials.json'])
    expect(fs.statSync(join(folder.path, name)).mode & 0o777).toBe(0o600);
});

test('twenty profiles saved at once by twenty holders are all there', async () => {
  using folder = tempFolder();
  const names = Array.from({ length: 20 }, (_, index) => `p${String(index).padStart(2, '0')}`);
  await Promise.all(names.map((name) => onFile(folder.path).saveLogin(name, SETTINGS, SECRETS)));
  expect(onFile(folder.path).names()).toEqual(names);
});

test('settings that cannot be read are kept aside and reported once, and the next login writes new ones', async () => {
  using folder = tempFolder();
  const path = join(folder.path, 'config.json');
  fs.mkdirSync(folder.path, { recursive: true });
  fs.writeFileSync(path, '{"profiles": {"default": ');
  expect(() => onFile(folder.path).current()).toThrow(/cannot be read; they were kept as/);
  const [aside = ''] = fs.readdirSync(folder.path).filter((name) => name.includes('unreadable'));
  expect(fs.readFileSync(join(folder.path, aside), 'utf8')).toBe('{"profiles": {"default": ');
  await onFile(folder.path).saveLogin('default', SETTINGS, SECRETS);
  expect(onFile(folder.path).names()).toEqual(['default']);
});

test('a reader of damaged settings once moved away what another process was just putting in their place', async () => {
  using folder = tempFolder();
  const path = join(folder.path, 'config.json');
  await onFile(folder.path).saveLogin('default', SETTINGS, SECRETS);
  const good = fs.readFileSync(path, 'utf8');
  fs.writeFileSync(path, '{');
  await withFileLock(`${path}.lock`, async () => {
    expect(() => onFile(folder.path).current()).toThrow('cannot be read; another process is at work on them.');
    fs.writeFileSync(path, good);
  });
  expect(onFile(folder.path).names()).toEqual(['default']);
  expect(fs.readdirSync(folder.path).filter((name) => name.includes('unreadable'))).toEqual([]);
});

test.runIf(IS_ROOT)(
  'a user without an account and a home could not change settings: conf wants a home folder',
  async () => {
    using folder = tempFolder();
    const program = bundle('no-home', folder.path);
    const found = await runAs(STRANGER, program, [folderOf(STRANGER, folder.path, 'config')]);
    expect(found).toEqual({ current: 'work', home: null });
  },
);

test('a profile that is removed leaves neither settings nor secrets', async () => {
  using folder = tempFolder();
  const profiles = onFile(folder.path);
  await profiles.saveLogin('work', SETTINGS, SECRETS);
  await profiles.use('work');
  await profiles.remove('work');
  expect(profiles.names()).toEqual([]);
  expect(profiles.current()).toBe('default');
  for (const name of fs.readdirSync(folder.path)) {
    expect(fs.readFileSync(join(folder.path, name), 'utf8')).not.toMatch(/SENTINEL|access-|refresh-/);
  }
});

test('an unknown UPVEST_TOKEN_STORE is refused in one sentence and nothing is stored', async () => {
  using folder = tempFolder();
  const profiles = new Profiles(folder.path, { UPVEST_TOKEN_STORE: 'cloud' });
  await expect(profiles.saveLogin('default', SETTINGS, SECRETS)).rejects.toThrow(
    'UPVEST_TOKEN_STORE is "cloud", which is no place for secrets.',
  );
  expect(fs.existsSync(join(folder.path, 'credentials.json'))).toBe(false);
});

test('a profile named like a member of every object is a profile like any other', async () => {
  using folder = tempFolder();
  const profiles = onFile(folder.path);
  expect(profiles.get('constructor')).toBeUndefined();
  await profiles.saveLogin('constructor', SETTINGS, SECRETS);
  expect(profiles.get('constructor')).toMatchObject(SETTINGS);
});

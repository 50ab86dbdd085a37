import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { FileTokenStore } from '../../src/index.ts';
import { sampleTokens } from '../support/sample-tokens.ts';
import { scaled } from '../support/scale.ts';
import { tempFolder } from '../support/temp-folder.ts';

afterEach(() => {
  vi.restoreAllMocks();
});

/** In npm test at every thirteenth byte. */
const STEP = scaled(13, 1);
const OLD = sampleTokens('old');
const NEW = sampleTokens('new', { scope: ['read', 'write', 'echo', 'wallet', 'transaction'] });

async function storeWithOld(folder: string) {
  const store = new FileTokenStore({ folder });
  await store.save(OLD);
  return { store, path: join(folder, 'credentials.json') };
}

/** Every file in the folder that holds a secret must be the one credentials file. */
function orphans(folder: string): string[] {
  return fs
    .readdirSync(folder)
    .filter((name) => name !== 'credentials.json')
    .filter((name) => /access-|refresh-/.test(fs.readFileSync(join(folder, name), 'utf8')));
}

function failing(code: string) {
  return () => {
    throw Object.assign(new Error(code), { code });
  };
}

test('a write that takes only some bytes at a time is continued to the end', async () => {
  using folder = tempFolder();
  const { store } = await storeWithOld(folder.path);
  const write = fs.writeSync;
  vi.spyOn(fs, 'writeSync').mockImplementation(((
    descriptor: number,
    bytes: Uint8Array,
    offset: number,
    length: number,
  ) => write(descriptor, bytes, offset, Math.min(length, 7))) as typeof fs.writeSync);
  await store.save(NEW);
  expect((await store.load())?.equals(NEW)).toBe(true);
});

test('a disk that fills up at any byte leaves the old session whole and no orphan, and says so', async () => {
  using folder = tempFolder();
  const { store, path } = await storeWithOld(folder.path);
  const length = fs.statSync(path).size + 80;
  const write = fs.writeSync;
  for (let room = 0; room < length; room += STEP) {
    let left = room;
    vi.spyOn(fs, 'writeSync').mockImplementation(((
      descriptor: number,
      bytes: Uint8Array,
      offset: number,
      wanted: number,
    ) => {
      if (left === 0) throw Object.assign(new Error('ENOSPC'), { code: 'ENOSPC' });
      const written = write(descriptor, bytes, offset, Math.min(wanted, left));
      left -= written;
      return written;
    }) as typeof fs.writeSync);
    const outcome = await store.save(NEW).then(
      () => 'saved',
      (error) => error,
    );
    vi.restoreAllMocks();
    const now = await store.load();
    if (outcome === 'saved') expect(now?.equals(NEW)).toBe(true);
    else {
      expect(outcome).toMatchObject({ code: 'token_store_failed', failure: 'disk_full' });
      expect(outcome.message).toContain('the disk is full');
      expect(now?.equals(OLD)).toBe(true);
    }
    expect(orphans(folder.path)).toEqual([]);
    await store.save(OLD);
  }
});

const NAIVE_SAVE = `
import Conf from '${import.meta.resolve('conf')}';
const conf = new Conf({ cwd: process.argv[2], configName: 'naive' });
conf.set('tokens', 'x'.repeat(9000));
console.log('saved');
`;

test('counter-example: where files may not grow beyond 8 KiB, plain conf reports success for half a file', () => {
  using folder = tempFolder();
  const program = join(folder.path, 'naive.mjs');
  fs.writeFileSync(program, NAIVE_SAVE);
  const run = `ulimit -f 8; exec "${process.execPath}" "$@"`;
  const printed = execFileSync('bash', ['-c', run, 'bash', program, folder.path], { encoding: 'utf8' });
  expect(printed.trim()).toBe('saved');
  expect(() => JSON.parse(fs.readFileSync(join(folder.path, 'naive.json'), 'utf8'))).toThrow(SyntaxError);
});

describe.each([
  ['openSync', 'EACCES', 'permissions'],
  ['openSync', 'EROFS', 'read_only'],
  ['writeSync', 'EIO', 'io'],
  ['fsyncSync', 'EIO', 'io'],
  ['renameSync', 'EIO', 'io'],
  ['renameSync', 'EDQUOT', 'disk_full'],
] as const)('%s failing with %s', (call, code, failure) => {
  test(`is reported as ${failure} and never as success`, async () => {
    using folder = tempFolder();
    const { store, path } = await storeWithOld(folder.path);
    const original = fs[call] as (...args: unknown[]) => unknown;
    // The lock file must still open: only what touches the credentials or their temporary file fails.
    vi.spyOn(fs, call as 'openSync').mockImplementation(((...args: unknown[]) =>
      call === 'openSync' && !String(args[0]).endsWith('.tmp')
        ? original(...args)
        : failing(code)()) as typeof fs.openSync);
    await expect(store.save(NEW)).rejects.toMatchObject({ code: 'token_store_failed', failure, path });
    vi.restoreAllMocks();
    const now = await store.load();
    expect(now?.equals(OLD) || now?.equals(NEW)).toBe(true);
    expect(orphans(folder.path)).toEqual([]);
  });
});

test('a folder that cannot be synced after the rename is a failure, since the new name may not last', async () => {
  using folder = tempFolder();
  const { store } = await storeWithOld(folder.path);
  let syncs = 0;
  const sync = fs.fsyncSync;
  vi.spyOn(fs, 'fsyncSync').mockImplementation((descriptor) => {
    syncs += 1;
    return syncs === 2 ? failing('EIO')() : sync(descriptor);
  });
  await expect(store.save(NEW)).rejects.toMatchObject({ failure: 'io' });
});

const SAVE = `
import { FileTokenStore, TokenSet } from '${new URL('../../dist/index.js', import.meta.url)}';
const store = new FileTokenStore({ folder: process.argv[2] });
const text = process.argv[3];
process.on('SIGXFSZ', () => {});
await store.save(TokenSet.parse(text)).then(() => console.log('saved'), (error) => console.log(error.failure));
`;

test('under ulimit -f the old session stays and the failure is named', async () => {
  using folder = tempFolder();
  const { store } = await storeWithOld(folder.path);
  const program = join(folder.path, 'save.mjs');
  fs.writeFileSync(program, SAVE);
  const run = `ulimit -f 0; exec "${process.execPath}" "$@"`;
  const printed = execFileSync('bash', ['-c', run, 'bash', program, folder.path, NEW.serialize()], {
    encoding: 'utf8',
  });
  expect(printed.trim()).toBe('disk_full');
  expect((await store.load())?.equals(OLD)).toBe(true);
});

test('with SNAP in the environment writes stay atomic', async () => {
  using folder = tempFolder();
  const { store } = await storeWithOld(folder.path);
  vi.stubEnv('SNAP', '1');
  const rename = vi.spyOn(fs, 'renameSync');
  await store.save(NEW);
  expect(rename).toHaveBeenCalledOnce();
  vi.unstubAllEnvs();
});

test('a temporary file that a killed process left is gone after the next save', async () => {
  using folder = tempFolder();
  const { store, path } = await storeWithOld(folder.path);
  fs.writeFileSync(`${path}.4242.0123456789ab.tmp`, NEW.serialize());
  await store.save(NEW);
  expect(orphans(folder.path)).toEqual([]);
});

test('a store cut at any byte is an error that quotes nothing, and the cut file is kept aside', async () => {
  using folder = tempFolder();
  const { store, path } = await storeWithOld(folder.path);
  const whole = fs.readFileSync(path);
  for (let length = 0; length < whole.length - 1; length += STEP) {
    fs.writeFileSync(path, whole.subarray(0, length));
    const error = await store.load().then(
      () => undefined,
      (reason) => reason,
    );
    expect(error).toMatchObject({ code: 'token_store_failed', failure: 'unreadable' });
    expect(`${error.message}${error.stack}${JSON.stringify(error)}`).not.toMatch(/access-|refresh-/);
    const [aside] = fs.readdirSync(folder.path).filter((name) => name.includes('unreadable'));
    expect(fs.readFileSync(join(folder.path, String(aside)))).toEqual(whole.subarray(0, length));
    fs.rmSync(join(folder.path, String(aside)));
    expect(await store.load()).toBeUndefined();
  }
});

const MUTATIONS = scaled(500, 10_000);

test(`${MUTATIONS} seeded mutations of a store: whole tokens, nothing, or the one error`, {
  timeout: 60_000,
}, async () => {
  using folder = tempFolder();
  const { store, path } = await storeWithOld(folder.path);
  const whole = fs.readFileSync(path);
  let seed = 20_261_122;
  const random = (below: number) => {
    seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
    return seed % below;
  };
  const outcomes = { tokens: 0, nothing: 0, unreadable: 0 };
  for (let run = 0; run < MUTATIONS; run += 1) {
    const bytes = Buffer.from(whole);
    for (let flips = 1 + random(3); flips > 0; flips -= 1) bytes[random(bytes.length)] = random(256);
    fs.writeFileSync(path, bytes);
    try {
      const tokens = await store.load();
      outcomes[tokens ? 'tokens' : 'nothing'] += 1;
      // Only where a byte was replaced by itself, or a blank by another: then nothing is lost.
      if (tokens) expect(tokens.equals(OLD)).toBe(true);
    } catch (error) {
      expect(error).toMatchObject({ code: 'token_store_failed', failure: 'unreadable' });
      expect(String((error as Error).stack)).not.toMatch(/access-old|refresh-old/);
      outcomes.unreadable += 1;
      for (const name of fs.readdirSync(folder.path))
        if (name.includes('unreadable')) fs.rmSync(join(folder.path, name));
    }
  }
  console.log('mutated stores:', JSON.stringify(outcomes));
  // One in a thousand may write back the very byte that was there; a flipped name must not make the tokens vanish.
  expect(outcomes.nothing).toBe(0);
  expect(outcomes.tokens).toBeLessThan(MUTATIONS / 50);
});

test('counter-example: plain conf quotes the token of a damaged file in its error, and clearInvalidConfig loses the session silently', () => {
  using folder = tempFolder();
  const program = join(folder.path, 'naive.mjs');
  fs.writeFileSync(join(folder.path, 'naive.json'), '{"tokens": s3cret}');
  fs.writeFileSync(
    program,
    `
    import Conf from '${import.meta.resolve('conf')}';
    const options = { cwd: process.argv[2], configName: 'naive' };
    let message = '';
    try { new Conf(options).get('tokens'); } catch (error) { message = error.message; }
    const cleared = new Conf({ ...options, clearInvalidConfig: true });
    cleared.set('other', 1);
    console.log(JSON.stringify({ quoted: message.includes('s3cret'), left: cleared.has('tokens') }));
    `,
  );
  const printed = execFileSync(process.execPath, [program, folder.path], { encoding: 'utf8' });
  expect(JSON.parse(printed)).toEqual({ quoted: true, left: false });
});

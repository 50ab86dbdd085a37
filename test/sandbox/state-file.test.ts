import { copyFile, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { startSandbox } from '../../src/sandbox/index.ts';
import type { ListEnvelope, Wallet } from '../../src/wire.ts';
import { ETHER, PASSWORD_OF_DEMO } from './known.ts';
import { call, json, logIn, refresh, tokens } from './support.ts';

let folder: string;
let data: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sandbox-state-'));
  data = join(folder, 'sandbox.json');
});
afterEach(() => rm(folder, { recursive: true }));

const USER = { username: 'kept', password: 'first', wallets: 3 };

test('users, wallets and sessions survive a restart', async () => {
  const before = await startSandbox({ data, seed: 'mine', users: [USER] });
  const spent = await logIn(before, USER);
  const session = await tokens(await refresh(before, spent.refresh_token));
  const create = { asset_id: ETHER, password: USER.password, index: 5 };
  expect((await call(before, 'kms/wallets/', session.access_token, create)).status).toBe(201);
  const wallets = await (await call(before, 'kms/wallets/', session.access_token)).json();
  await before.close();

  await using after = await startSandbox({ data, users: [{ ...USER, password: 'second' }] });
  expect(after.demo).toEqual(before.demo);
  const list = await call(after, 'kms/wallets/', session.access_token);
  const moved = JSON.stringify(wallets).replaceAll(String(before.port), String(after.port));
  expect(await list.json()).toEqual(JSON.parse(moved));
  expect((await refresh(after, spent.refresh_token)).status).toBe(401);
  expect((await refresh(after, session.refresh_token)).status).toBe(200);
  await logIn(after, USER);
});

test('what was answered is on disk even if the sandbox is never closed', async () => {
  await using abandoned = await startSandbox({ data });
  const session = await logIn(abandoned);
  const copy = join(folder, 'copy.json');
  await copyFile(data, copy);
  await using other = await startSandbox({ data: copy });
  expect((await call(other, 'assets/', session.access_token)).status).toBe(200);
});

test('the file is for its owner only, is left whole by many simultaneous writers, and holds nothing usable', async () => {
  await using sandbox = await startSandbox({ data });
  const sessions = await Promise.all(Array.from({ length: 25 }, () => logIn(sandbox)));
  expect((await stat(data)).mode & 0o777).toBe(0o600);
  expect((await readdir(folder)).sort()).toEqual(['sandbox.json', 'sandbox.json.lock']);
  const text = await readFile(data, 'utf8');
  expect(JSON.parse(text).tokens).toHaveLength(25);
  expect(text).not.toContain(PASSWORD_OF_DEMO);
  expect(text).not.toContain(sandbox.demo.clientSecret);
  for (const { access_token, refresh_token } of sessions) {
    expect(text).not.toContain(access_token);
    expect(text).not.toContain(refresh_token);
  }
});

test.each(['', '{', '[]', '{"version":2}', '{"version":1,"seed":"x","users":[{}],"tokens":[]}'])(
  'a file that cannot be understood is an error that names it and leaves it as it is (%#)',
  async (text) => {
    await writeFile(data, text);
    await expect(startSandbox({ data })).rejects.toThrow(data);
    expect(await readFile(data, 'utf8')).toBe(text);
  },
);

test('a file of another seed is refused', async () => {
  await (await startSandbox({ data, seed: 'one' })).close();
  await expect(startSandbox({ data, seed: 'two' })).rejects.toThrow('another seed');
});

test('a folder that does not exist is an error at the start, not at the first request', async () => {
  await expect(startSandbox({ data: join(folder, 'missing', 'file.json') })).rejects.toThrow(/ENOENT/);
});

test('a PENDING wallet becomes ACTIVE over a restart', async () => {
  let now = Date.UTC(2030, 0, 1);
  const clock = () => now;
  const before = await startSandbox({ data, clock, activationDelayMs: 1_000 });
  const { access_token } = await logIn(before);
  const create = { asset_id: ETHER, password: PASSWORD_OF_DEMO, index: 50 };
  const pending = await json<Wallet>(await call(before, 'kms/wallets/', access_token, create));
  expect(pending.status).toBe('PENDING');
  await before.close();
  now += 1_000;
  await using after = await startSandbox({ data, clock });
  const list = await json<ListEnvelope<Wallet>>(await call(after, 'kms/wallets/', access_token));
  expect(list.results[0]).toMatchObject({ id: pending.id, status: 'ACTIVE' });
});

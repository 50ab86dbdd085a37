import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { startSandbox } from '../../../src/sandbox/index.ts';
import { ETHER } from '../known.ts';
import { call, logIn } from '../support.ts';
import { createUser, expectJson, signedCall, userPath } from './signed.ts';

let folder: string;
let data: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sandbox-tenancy-'));
  data = join(folder, 'sandbox.json');
});
afterEach(() => rm(folder, { recursive: true }));

test('users, changed passwords and deletions survive a restart; the file has no password', async () => {
  const before = await startSandbox({ data });
  for (const username of ['kept', 'gone']) {
    await createUser(before, { username, password: 'first-password', asset_ids: [ETHER] });
  }
  const session = await logIn(before, { username: 'gone', password: 'first-password' });
  const body = { old_password: 'first-password', new_password: 'second-password' };
  await expectJson(signedCall(before, { method: 'PATCH', path: userPath('kept'), body }));
  await signedCall(before, { method: 'DELETE', path: userPath('gone') });
  const kept = await expectJson(signedCall(before, { path: userPath('kept') }));
  const text = await readFile(data, 'utf8');
  expect(text).not.toContain('first-password');
  expect(text).not.toContain('second-password');
  expect(text).not.toContain(before.tenant.secret);
  await before.close();

  await using after = await startSandbox({ data });
  expect(after.tenant).toEqual(before.tenant);
  expect(await expectJson(signedCall(after, { path: userPath('kept') }))).toEqual(kept);
  await logIn(after, { username: 'kept', password: 'second-password' });
  expect((await signedCall(after, { path: userPath('gone') })).status).toBe(404);
  expect((await call(after, 'assets/', session.access_token)).status).toBe(401);
});

test('a name that is used again after a restart is another user all the same', async () => {
  const user = { username: 'again', password: 'p', asset_ids: [ETHER] };
  const before = await startSandbox({ data });
  const first = await createUser(before, user);
  await signedCall(before, { method: 'DELETE', path: userPath('again') });
  await before.close();
  await using after = await startSandbox({ data });
  expect((await createUser(after, user)).wallet_ids).not.toEqual(first.wallet_ids);
});

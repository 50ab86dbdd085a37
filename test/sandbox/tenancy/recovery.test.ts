import sodium from 'libsodium-wrappers';
import protobuf from 'protobufjs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Sandbox, startSandbox } from '../../../src/sandbox/index.ts';
import type { Wallet } from '../../../src/wire.ts';
import { ARWEAVE, BITCOIN, ETHER } from '../known.ts';
import { readSvgQr } from '../offboarding/read-qr.ts';
import { call, json, logIn, requestToken } from '../support.ts';
import { type createUser, expectFailure, expectJson, signedCall, userPath } from './signed.ts';

/** Contract 4.3. */
const PROTO = `
  syntax = "proto3";
  package co.upvest.recoverykit;
  message CipherParams { bytes ephemeralpk = 1; bytes nonce = 2; bytes recipient = 3; }
  message HashParams { uint32 len = 1; uint32 m = 2; uint32 p = 3; bytes salt = 4; uint32 t = 5; uint32 v = 6; }
  message Seed {
    string cipher = 1; CipherParams cipherparams = 2; bytes ciphertext = 3;
    bytes hash = 4; string hashfunction = 5; HashParams hashparams = 6;
  }
  message RecoveryKit {
    Seed seed = 1; string seedhash = 2; string username = 3; int64 datetime = 4;
    string client_ip = 5; string version = 6; string user_agent = 7; uint32 user_id = 8;
  }`;

const RecoveryKit = protobuf.parse(PROTO).root.lookupType('co.upvest.recoverykit.RecoveryKit');

interface Kit {
  seed: Record<string, unknown> & { hashparams: Record<string, unknown>; ciphertext: string };
  seedhash: string;
  username: string;
  datetime: number;
  clientIp: string;
  version: string;
  userAgent: string;
  userId: number;
}

/** As the vendor's own test opens one: by libsodium and protobufjs, bytes in base64, defaults included. */
function openKit(recoverykit: string): Kit {
  const { kitPublicKey, kitSecretKey } = sandbox.tenant;
  const base64 = (text: string) => sodium.from_base64(text, sodium.base64_variants.ORIGINAL);
  const message = sodium.crypto_box_seal_open(base64(recoverykit), base64(kitPublicKey), base64(kitSecretKey));
  return RecoveryKit.toObject(RecoveryKit.decode(message), { bytes: String, longs: Number, defaults: true }) as Kit;
}

const NOW_MS = Date.UTC(2031, 4, 6, 7, 8, 9, 10);
let now = NOW_MS;
let sandbox: Sandbox;
beforeAll(async () => {
  await sodium.ready;
  sandbox = await startSandbox({ clock: () => now, activationDelayMs: 2_000 });
});
afterAll(() => sandbox.close());

function signed(body: Record<string, unknown>) {
  return signedCall(sandbox, { path: 'tenancy/recover/', body, timestamp: String(now / 1000) });
}

async function makeUser(username: string, more: Record<string, unknown> = {}) {
  const body = { username, password: 'lost', asset_ids: [ETHER, BITCOIN, ARWEAVE], ...more };
  const answer = signedCall(sandbox, { path: 'tenancy/users/', body, timestamp: String(now / 1000) });
  return expectJson<Awaited<ReturnType<typeof createUser>>>(answer, 201);
}

async function walletsOf(username: string): Promise<Wallet[]> {
  const answer = signedCall(sandbox, { path: userPath(username), timestamp: String(now / 1000) });
  return (await expectJson<{ wallets: Wallet[] }>(answer)).wallets;
}

test('libsodium opens the raw kit, and it tells of the user’s creation', async () => {
  const circumstances = { client_ip: '2001:db8::1', user_agent: 'Mozilla/5.0 (ǅ)' };
  const { recoverykit } = await makeUser('Zoë|ǅ漢', { ...circumstances, raw: true });
  const kit = openKit(recoverykit);
  expect(kit).toMatchObject({
    username: 'sandbox|Zoë|ǅ漢',
    datetime: Math.floor(NOW_MS / 1000),
    clientIp: '2001:db8::1',
    userAgent: 'Mozilla/5.0 (ǅ)',
    version: '1',
    userId: 2,
    seedhash: expect.stringMatching(/^[0-9a-f]{64}$/),
  });
  expect(kit.seed).toEqual({
    cipher: 'curve25519xsalsa20poly1305',
    cipherparams: { ephemeralpk: expect.any(String), nonce: expect.any(String), recipient: expect.any(String) },
    ciphertext: expect.any(String),
    hash: Buffer.from(kit.seedhash, 'hex').toString('base64'),
    hashfunction: 'argon2id',
    hashparams: { len: 32, m: 8, p: 1, salt: expect.any(String), t: 1, v: 19 },
  });
});

test('the kit as SVG is a QR code of the sealed box', async () => {
  const { recoverykit } = await makeUser('drawn');
  expect(recoverykit).toMatch(/^<svg .*<path id="qr-path" d="[^"]+".*<\/svg>$/);
  expect(openKit(readSvgQr(recoverykit) ?? '')).toMatchObject({ username: 'sandbox|drawn', clientIp: '' });
});

test('a kit recovers the user: the new password works, the lost one does not, tokens and addresses stay', async () => {
  const { recoverykit } = await makeUser('forgetful', { raw: true });
  const session = await logIn(sandbox, { username: 'forgetful', password: 'lost' });
  now += 2_000;
  const before = await walletsOf('forgetful');
  expect(before.map(({ status }) => status)).toEqual(['ACTIVE', 'ACTIVE', 'ACTIVE']);
  const { seed, seedhash, userId } = openKit(recoverykit);
  const recover = { seed, seedhash, user_id: userId, password: 'new 🔑' };
  expect(await expectJson(signed(recover))).toEqual({ success: true });

  expect(await walletsOf('forgetful')).toEqual(before.map((wallet) => ({ ...wallet, status: 'PENDING' })));
  expect((await call(sandbox, 'kms/wallets/', session.access_token)).status).toBe(200);
  const lost = await requestToken(sandbox, { grant_type: 'password', username: 'forgetful', password: 'lost' });
  expect([lost.status, await json<{ error: string }>(lost)]).toMatchObject([401, { error: 'invalid_grant' }]);
  now += 2_000;
  expect(await walletsOf('forgetful')).toEqual(before);
  const { access_token } = await logIn(sandbox, { username: 'forgetful', password: 'new 🔑' });
  const create = { asset_id: ETHER, password: 'new 🔑', index: 0 };
  expect((await call(sandbox, 'kms/wallets/', access_token, create)).status).toBe(201);

  // The kit is of the seed, which the change of password did not change: it works again.
  expect(await expectJson(signed({ ...recover, password: 'newer' }))).toEqual({ success: true });
});

test('what is not the user’s own kit recovers nobody', async () => {
  const mine = openKit((await makeUser('mine', { raw: true })).recoverykit);
  const other = openKit((await makeUser('other', { raw: true })).recoverykit);
  const good = { seed: mine.seed, seedhash: mine.seedhash, user_id: mine.userId, password: 'stolen' };
  const flipped = Buffer.from(mine.seed.ciphertext, 'base64').map((byte, place) => (place === 5 ? byte ^ 1 : byte));
  const tampered = { ...mine.seed, ciphertext: Buffer.from(flipped).toString('base64') };
  const cases: [body: Record<string, unknown>, status: number, location: string | undefined][] = [
    [{ ...good, seed: other.seed }, 400, 'seed'],
    [{ ...good, seed: other.seed, seedhash: other.seedhash }, 400, 'seedhash'],
    [{ ...good, user_id: other.userId }, 400, 'seedhash'],
    [{ ...good, user_id: 1 }, 400, 'seedhash'],
    [{ ...good, user_id: 99 }, 404, undefined],
    [{ ...good, user_id: undefined }, 400, 'user_id'],
    [{ ...good, seed: tampered }, 400, 'seed'],
    [{ ...good, seed: { ...mine.seed, cipher: 'rot13' } }, 400, 'seed'],
    [{ ...good, seed: { ...mine.seed, ciphertext: '!' } }, 400, 'seed.ciphertext'],
    [{ ...good, seed: { ...mine.seed, cipherparams: { nonce: 'AA==' } } }, 400, 'seed.cipherparams.ephemeralpk'],
    [{ ...good, seed: { ...mine.seed, cipherparams: shortened(mine) } }, 400, 'seed'],
    [
      { ...good, seed: { ...mine.seed, hashparams: { ...mine.seed.hashparams, m: 2 ** 31, salt: 'AA==' } } },
      400,
      'seed',
    ],
    [{ ...good, seed: 'x' }, 400, 'seed'],
    [{ ...good, password: '' }, 400, 'password'],
  ];
  for (const [body, status, location] of cases) {
    const error = await expectFailure(signed(body), status);
    expect(error.details?.[0]?.location, JSON.stringify(body)).toBe(location);
  }
  await logIn(sandbox, { username: 'mine', password: 'lost' });
  await logIn(sandbox, { username: 'other', password: 'lost' });
});

function shortened({ seed }: Kit): Record<string, unknown> {
  return { ...Object(seed.cipherparams), ephemeralpk: 'AA==', nonce: 'AA==' };
}

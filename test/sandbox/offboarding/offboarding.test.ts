import { secp256k1 } from '@noble/curves/secp256k1.js';
import bip38 from 'bip38';
import { Wallet as EthersWallet } from 'ethers';
import { decode as decodePng } from 'fast-png';
import JSZip from 'jszip';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Sandbox, startSandbox } from '../../../src/sandbox/index.ts';
import { bitcoinTestnetAddress } from '../../../src/sandbox/keys/addresses.ts';
import type { OffboardMetadata } from '../../../src/sandbox/offboarding/archive.ts';
import type { ExportedWallet } from '../../../src/sandbox/offboarding/exported-wallet.ts';
import type { Wallet } from '../../../src/wire.ts';
import { FULL_SCALE } from '../../support/scale.ts';
import { ARWEAVE, BITCOIN, COIN, ETHER, PASSWORD_OF_DEMO } from '../known.ts';
import { call, failure, json, logIn } from '../support.ts';
import { readBip38 } from './read-bip38.ts';
import { readQr, readSvgQr } from './read-qr.ts';

const USER = { username: 'leaver', password: 'a+b &=% 🔑 päss' };

interface Offboarding {
  previous: null;
  next: null;
  metadata: OffboardMetadata;
  results: ExportedWallet[];
  zip_base64: string;
}

let sandbox: Sandbox;
let token: string;
let wallets: Wallet[];
let answer: Offboarding;
let zip: JSZip;
beforeAll(async () => {
  sandbox = await startSandbox({ users: [USER] });
  token = (await logIn(sandbox, USER)).access_token;
  wallets = [];
  for (const [asset_id, index] of [[BITCOIN], [ETHER], [COIN], [ETHER, 0], [ARWEAVE]] as const) {
    const created = await call(sandbox, 'kms/wallets/', token, { asset_id, index, password: USER.password });
    wallets.push(await json<Wallet>(created));
  }
  const response = await call(sandbox, 'clientele/offboard', token, { password: USER.password });
  expect(response.status).toBe(200);
  answer = await json<Offboarding>(response);
  zip = await JSZip.loadAsync(Buffer.from(answer.zip_base64, 'base64'), { checkCRC32: true });
});
afterAll(() => sandbox.close());

function keystores() {
  return answer.results.flatMap((result) => ('keystore_file' in result ? [result] : []));
}

function bitcoinKeys() {
  return answer.results.flatMap((result) => ('bip38_encrypted_private_key' in result ? [result] : []));
}

test('the answer counts all wallets and exports those whose network has a format', () => {
  expect(answer).toMatchObject({ previous: null, next: null });
  expect(answer.metadata).toEqual({ username: USER.username, total_wallet_count: 4, offboarded_wallet_count: 3 });
  const exported = answer.results.map(({ id, address, protocol }) => ({ id, address, protocol }));
  const [bitcoin, ether, , indexed] = wallets.map(({ id, address, protocol }) => ({ id, address, protocol }));
  expect(exported).toEqual([indexed, ether, bitcoin]);
});

test('ethers opens the key files with the user’s password, and the keys are the wallets’', async () => {
  expect(keystores()).toHaveLength(2);
  for (const { id, address, keystore_file } of keystores()) {
    const text = JSON.stringify(keystore_file);
    expect(keystore_file).toMatchObject({ version: 3, id });
    expect((await EthersWallet.fromEncryptedJson(text, USER.password)).address).toBe(address);
    await expect(EthersWallet.fromEncryptedJson(text, 'wrong')).rejects.toThrow('incorrect password');
  }
});

test('the user’s password opens the Bitcoin keys, with the bip38 package too, and the keys are the wallets’', () => {
  expect(bitcoinKeys()).toHaveLength(1);
  for (const { address, bip38_encrypted_private_key } of bitcoinKeys()) {
    expect(bip38_encrypted_private_key).toMatch(/^6P[1-9A-HJ-NP-Za-km-z]{56}$/);
    const decrypt = FULL_SCALE ? bip38.decrypt : readBip38;
    const { privateKey, compressed } = decrypt(bip38_encrypted_private_key, USER.password);
    expect(compressed).toBe(true);
    expect(bitcoinTestnetAddress(secp256k1.getPublicKey(new Uint8Array(privateKey), true))).toBe(address);
  }
});

test('the zip has exactly the contract’s entries, byte for byte what the JSON has', async () => {
  const expected = new Map([['metadata.json', JSON.stringify(answer.metadata)]]);
  for (const { address, keystore_file } of keystores()) {
    expected.set(`ethereum_${address}.json`, JSON.stringify(keystore_file));
  }
  for (const result of bitcoinKeys()) {
    const stem = `bitcoin_${result.address}/bitcoin_${result.address}`;
    expected.set(`${stem}.txt`, result.bip38_encrypted_private_key);
    expected.set(`${stem}.svg`, result.qr_code_svg);
  }
  const files = Object.values(zip.files).filter(({ dir, name }) => !dir && !name.endsWith('.png'));
  const texts = await Promise.all(files.map(async (file) => [file.name, await file.async('string')] as const));
  expect(new Map(texts)).toEqual(expected);
  for (const { address, qr_code_png_base64 } of bitcoinKeys()) {
    const png = zip.file(`bitcoin_${address}/bitcoin_${address}.png`);
    expect(await png?.async('base64')).toBe(qr_code_png_base64);
  }
});

test('the PNG is one, and a QR reader reads the BIP-38 text from it', () => {
  for (const { bip38_encrypted_private_key, qr_code_png_base64 } of bitcoinKeys()) {
    const image = decodePng(Buffer.from(qr_code_png_base64, 'base64'));
    expect(image).toMatchObject({ depth: 1, channels: 1 });
    expect(
      readQr(image.width, image.height, (x, y) => {
        const byte = image.data[y * Math.ceil(image.width / 8) + (x >> 3)] ?? 0;
        return (byte & (0x80 >> (x & 7))) === 0;
      }),
    ).toBe(bip38_encrypted_private_key);
  }
});

test('the SVG has the same code as a path named qr-path', () => {
  for (const { bip38_encrypted_private_key, qr_code_svg } of bitcoinKeys()) {
    expect(readSvgQr(qr_code_svg)).toBe(bip38_encrypted_private_key);
  }
});

test('the wallets stay usable, and another off-boarding has other salts', async () => {
  const again = await json<Offboarding>(
    await call(sandbox, 'clientele/offboard', token, { password: USER.password, username: 'demo' }),
  );
  expect(again.metadata).toEqual(answer.metadata);
  const salts = (results: ExportedWallet[]) =>
    results.flatMap((result) => ('keystore_file' in result ? [result.keystore_file.crypto.kdfparams.salt] : []));
  expect(new Set([...salts(again.results), ...salts(answer.results)]).size).toBe(4);
});

test('a wrong password is 403 and names the password; none is 400; another method 405', async () => {
  const wrong = await call(sandbox, 'clientele/offboard', token, { password: 'wrong' });
  expect(wrong.status).toBe(403);
  expect(await failure(wrong)).toMatchObject({ details: [{ location: 'password', reason: 'invalidPassword' }] });
  expect((await call(sandbox, 'clientele/offboard', token, {})).status).toBe(400);
  expect((await call(sandbox, 'clientele/offboard', token)).status).toBe(405);
  expect((await call(sandbox, 'clientele/offboard', undefined, { password: 'x' })).status).toBe(401);
});

test('a PENDING wallet is counted and not exported', async () => {
  await using slow = await startSandbox({ users: [USER], activationDelayMs: 60_000 });
  const { access_token } = await logIn(slow, USER);
  await call(slow, 'kms/wallets/', access_token, { asset_id: ETHER, password: USER.password });
  const pending = await call(slow, 'clientele/offboard', access_token, { password: USER.password });
  expect(await json<Offboarding>(pending)).toMatchObject({
    metadata: { total_wallet_count: 1, offboarded_wallet_count: 0 },
    results: [],
  });
});

test.runIf(FULL_SCALE)('the server answers others while it off-boards the demo user', async () => {
  const { access_token } = await logIn(sandbox);
  const exporting = call(sandbox, 'clientele/offboard', access_token, { password: PASSWORD_OF_DEMO });
  let exported = false;
  void exporting.then(() => {
    exported = true;
  });
  for (let asked = 0; asked < 5; asked++) {
    expect((await call(sandbox, 'assets/', access_token)).status).toBe(200);
    expect(exported).toBe(false);
  }
  const { metadata } = await json<Offboarding>(await exporting);
  expect(metadata).toEqual({ username: 'demo', total_wallet_count: 12, offboarded_wallet_count: 9 });
});

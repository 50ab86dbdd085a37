import { secp256k1 } from '@noble/curves/secp256k1.js';
import { hex } from '@scure/base';
import { HDKey } from '@scure/bip32';
import { expect, test } from 'vitest';
import { startSandbox } from '../../src/sandbox/index.ts';
import {
  arweaveAddress,
  bitcoinTestnetAddress,
  ethereumAddress,
  toChecksumAddress,
} from '../../src/sandbox/keys/addresses.ts';
import { UserKeys, walletPath } from '../../src/sandbox/keys/derivation.ts';
import { familyOf } from '../../src/sandbox/keys/families.ts';
import { uuidV5 } from '../../src/sandbox/seeded.ts';
import type { ListEnvelope, Wallet } from '../../src/wire.ts';
import { call, json, logIn } from './support.ts';

const SECRET_KEY_ONE = secp256k1.getPublicKey(hex.decode('1'.padStart(64, '0')), true);
const SECRET_KEY_TWO = secp256k1.getPublicKey(hex.decode('2'.padStart(64, '0')), true);

test('secret key 1 has the addresses of the contract', () => {
  expect(ethereumAddress(SECRET_KEY_ONE)).toBe('0x7E5F4552091A69125d5DfCb7b8C2659029395Bdf');
  expect(ethereumAddress(SECRET_KEY_TWO)).toBe('0x2B5AD5c4795c026514f8317c7a215E218DcCD6cF');
  expect(bitcoinTestnetAddress(SECRET_KEY_ONE)).toBe('mrCDrCybB6J1vRfbwM5hemdJz73FwDBC8r');
  expect(arweaveAddress(SECRET_KEY_ONE)).toMatch(/^[A-Za-z0-9_-]{43}$/);
});

test.each([
  '0x52908400098527886E0F7030069857D2E4169EE7',
  '0xde709f2102306220921060314715629080e2fb77',
  '0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed',
  '0xfB6916095ca1df60bB79Ce92cE3Ea74c37c5d359',
  '0xdbF03B407c01E7cD3CBea99509d93f8DDDC8C6FB',
  '0xD1220A0cf47c7B9Be7A2E6BA89F429762e7b9aDb',
])('the checksum of EIP-55’s example %s is its own', (address) => {
  expect(toChecksumAddress(address.slice(2).toLowerCase())).toBe(address);
});

/** BIP-32, test vector 1, its deepest chain. */
test('key derivation agrees with BIP-32’s published vector', () => {
  const master = HDKey.fromMasterSeed(hex.decode('000102030405060708090a0b0c0d0e0f'));
  expect(master.derive("m/0'/1/2'/2/1000000000").publicExtendedKey).toBe(
    'xpub6H1LXWLaKsWFhvm6RVpEL9P4KfRZSW7abD2ttkWP3SSQvnyA8FSVqNTEcYFgJS2UaFcxupHiYkro49S8yGasTvXEYBVPamhGW6cFJodrTHy',
  );
});

/** The BIP-39 seed of "abandon … about", whose first BIP-44 addresses are published with many wallets. */
const ABANDON_SEED = hex.decode(
  '5eb00bbddcf069084889a8ab9155568165f5c453ccb85e70811aaed6f6da5fc19a5ac40b389cd370d086206dec8aa6c43daea6690f20ad3d8d48b2d2ce9e38e4',
);

test('a wallet’s key lies where BIP-44 software looks for it', () => {
  const keys = UserKeys.of(ABANDON_SEED);
  expect(keys.address(familyOf('ethereum_ropsten'), 0)).toBe('0x9858EfFD232B4033E47d90003D41EC34EcaEda94');
  expect(keys.address(familyOf('bitcoin_testnet'), 0)).toBe('mkpZhYtJu2r87Js3pDiWJDmPte2NRZ8bJV');
});

test('the wallet without an index has a branch of its own', () => {
  const ethereum = familyOf('erc20_ropsten');
  expect(walletPath(ethereum, null)).toBe("m/44'/60'/1'/0/0");
  expect(walletPath(ethereum, 7)).toBe("m/44'/60'/0'/0/7");
  const keys = UserKeys.of(ABANDON_SEED);
  for (const index of [null, 0, 7]) {
    const { publicKey } = HDKey.fromMasterSeed(ABANDON_SEED).derive(walletPath(ethereum, index));
    expect(keys.walletKey(ethereum, index).publicKey).toEqual(publicKey);
  }
});

test('what was derived is kept for the next sandbox of the same seed, but not of every seed for ever', () => {
  const ethereum = familyOf('ethereum_ropsten');
  const keys = UserKeys.of(ABANDON_SEED);
  expect(UserKeys.of(ABANDON_SEED.slice())).toBe(keys);
  for (let n = 0; n < 40; n++) UserKeys.of(new Uint8Array(16).fill(n));
  const again = UserKeys.of(ABANDON_SEED);
  expect(again).not.toBe(keys);
  expect(again.walletKey(ethereum, 5)).toEqual(keys.walletKey(ethereum, 5));
});

test('ids are name-based UUIDs as RFC 9562 has them', () => {
  const dns = hex.decode('6ba7b8109dad11d180b400c04fd430c8');
  expect(uuidV5(dns, 'www.example.com')).toBe('2ed6657d-e927-568b-95e1-2665a8aea6a2');
});

async function everything(seed: string) {
  await using sandbox = await startSandbox({ seed });
  const { access_token } = await logIn(sandbox);
  const list = await json<ListEnvelope<Wallet>>(await call(sandbox, 'kms/wallets/?page_size=100', access_token));
  return { demo: sandbox.demo, wallets: list.results, token: access_token };
}

test('the same seed makes the same wallets and credentials, another seed none of them, and tokens are never seeded', async () => {
  const [one, same, other] = [await everything('a'), await everything('a'), await everything('b')];
  expect(same.demo).toEqual(one.demo);
  expect(same.wallets).toEqual(one.wallets);
  expect(same.token).not.toBe(one.token);
  expect(other.demo.clientId).not.toBe(one.demo.clientId);
  const ids = new Set(one.wallets.flatMap(({ id, address }) => [id, address ?? id]));
  expect(other.wallets.some(({ id, address }) => ids.has(id) || ids.has(address ?? id))).toBe(false);
});

import { expect, test } from 'vitest';
import { openSeed, sealSeed } from '../../../src/sandbox/keys/sealed-seed.ts';
import { systemRandomBytes } from '../../../src/sandbox/random.ts';

const SEED = Uint8Array.from({ length: 64 }, (_, place) => place);

test('a sealed seed opens with its password only, and never looks the same twice', async () => {
  const one = await sealSeed(SEED, 'pässword 🔑', systemRandomBytes);
  const other = await sealSeed(SEED, 'pässword 🔑', systemRandomBytes);
  expect(await openSeed(one, 'pässword 🔑')).toEqual(SEED);
  expect(await openSeed(one, 'pässword')).toBeUndefined();
  expect(await openSeed(one, '')).toBeUndefined();
  expect(await openSeed(undefined, '')).toBeUndefined();
  expect([other.salt, other.nonce, other.ciphertext]).not.toContain(one.salt);
  expect(other.ciphertext).not.toBe(one.ciphertext);
});

test('a sealed seed that was changed opens with no password', async () => {
  const sealed = await sealSeed(SEED, 'password', systemRandomBytes);
  for (const place of [0, 63, 64, 79]) {
    const bytes = Buffer.from(sealed.ciphertext, 'base64');
    bytes.writeUInt8(bytes.readUInt8(place) ^ 1, place);
    expect(await openSeed({ ...sealed, ciphertext: bytes.toString('base64') }, 'password')).toBeUndefined();
  }
});

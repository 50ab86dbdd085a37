import { secp256k1 } from '@noble/curves/secp256k1.js';
import { hex } from '@scure/base';
import { expect, test } from 'vitest';
import { encryptBip38 } from '../../../src/sandbox/offboarding/bip38.ts';

/** BIP-38's own examples without EC multiplication and with compression. */
test.each([
  [
    'TestingOneTwoThree',
    'cbf4b9f70470856bb4f40f80b87edb90865997ffee6df315ab166d713af433a5',
    '6PYNKZ1EAgYgmQfmNVamxyXVWHzK5s6DGhwP4J5o44cvXdoY7sRzhtpUeo',
  ],
  [
    'Satoshi',
    '09c2686880095b1a4c249ee3ac4eea8a014f11e6f986d0b5025ac1f39afbd9ae',
    '6PYLtMnXvfG3oJde97zRyLYFZCYizPU5T3LwgdYJz1fRhh16bU7u6PPmY7',
  ],
])('the example of BIP-38 with the password %s comes out the same', async (password, secret, encrypted) => {
  const privateKey = hex.decode(secret);
  const publicKey = secp256k1.getPublicKey(privateKey, true);
  expect(await encryptBip38({ privateKey, publicKey }, password)).toBe(encrypted);
});

test('a password is one in whatever form its letters are composed', async () => {
  const privateKey = hex.decode('1'.padStart(64, '0'));
  const key = { privateKey, publicKey: secp256k1.getPublicKey(privateKey, true) };
  const [composed, decomposed] = await Promise.all(['p\u00e4ss', 'pa\u0308ss'].map((text) => encryptBip38(key, text)));
  expect(decomposed).toBe(composed);
});

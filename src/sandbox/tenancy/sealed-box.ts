import { createPrivateKey, createPublicKey, diffieHellman, type KeyObject } from 'node:crypto';
import { hsalsa, xsalsa20poly1305 } from '@noble/ciphers/salsa.js';
import { blake2b } from '@noble/hashes/blake2.js';
import type { RandomBytes } from '../random.ts';

/** libsodium's `crypto_box` (X25519, XSalsa20-Poly1305) and the sealed box made of it. */

const KEY_BYTES = 32;
/** What RFC 8410 has in front of an X25519 key's 32 bytes, in PKCS #8 and in SPKI: node takes no bare ones. */
const PRIVATE_KEY_PREFIX = Buffer.from('302e020100300506032b656e04220420', 'hex');
const PUBLIC_KEY_PREFIX = Buffer.from('302a300506032b656e032100', 'hex');
export const NONCE_BYTES = 24;

export interface BoxKeyPair {
  /** 32 bytes each. */
  publicKey: Uint8Array;
  secretKey: Uint8Array;
}

export function boxKeyPair(secretKey: Uint8Array): BoxKeyPair {
  const spki = createPublicKey(privateKeyOf(secretKey)).export({ format: 'der', type: 'spki' });
  return { publicKey: new Uint8Array(spki.subarray(PUBLIC_KEY_PREFIX.length)), secretKey };
}

/** `nonce`: 24 bytes. */
export function closeBox(
  plaintext: Uint8Array,
  { nonce, publicKey, secretKey }: BoxKeyPair & { nonce: Uint8Array },
): Uint8Array {
  return xsalsa20poly1305(boxKey(publicKey, secretKey), nonce).encrypt(plaintext);
}

/** Undefined if the box was not made with these keys, or is not one. */
export function openBox(
  box: Uint8Array,
  { nonce, publicKey, secretKey }: BoxKeyPair & { nonce: Uint8Array },
): Uint8Array | undefined {
  try {
    return xsalsa20poly1305(boxKey(publicKey, secretKey), nonce).decrypt(box);
  } catch {
    return undefined;
  }
}

/** `crypto_box_seal`: the ephemeral public key, then a box whose nonce is the hash of both public keys. */
export function sealBox(plaintext: Uint8Array, recipient: Uint8Array, randomBytes: RandomBytes): Uint8Array {
  const ephemeral = boxKeyPair(randomBytes(KEY_BYTES));
  const nonce = blake2b(concat(ephemeral.publicKey, recipient), { dkLen: NONCE_BYTES });
  const box = closeBox(plaintext, { nonce, publicKey: recipient, secretKey: ephemeral.secretKey });
  return concat(ephemeral.publicKey, box);
}

/** `crypto_box_beforenm`: HSalsa20 of the shared secret with a nonce of zeros. Words are little-endian. */
function boxKey(publicKey: Uint8Array, secretKey: Uint8Array): Uint8Array {
  const sigma = words(new TextEncoder().encode('expand 32-byte k'));
  const key = new Uint32Array(KEY_BYTES / 4);
  hsalsa(sigma, words(sharedSecret(publicKey, secretKey)), new Uint32Array(4), key);
  const bytes = Buffer.alloc(KEY_BYTES);
  key.forEach((word, place) => {
    bytes.writeUInt32LE(word, place * 4);
  });
  return new Uint8Array(bytes);
}

function sharedSecret(publicKey: Uint8Array, secretKey: Uint8Array): Uint8Array {
  const spki = Buffer.concat([PUBLIC_KEY_PREFIX, publicKey]);
  const other = createPublicKey({ key: spki, format: 'der', type: 'spki' });
  return diffieHellman({ privateKey: privateKeyOf(secretKey), publicKey: other });
}

function privateKeyOf(secretKey: Uint8Array): KeyObject {
  return createPrivateKey({ key: Buffer.concat([PRIVATE_KEY_PREFIX, secretKey]), format: 'der', type: 'pkcs8' });
}

function words(bytes: Uint8Array): Uint32Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return Uint32Array.from({ length: bytes.length / 4 }, (_, place) => view.getUint32(place * 4, true));
}

function concat(one: Uint8Array, other: Uint8Array): Uint8Array {
  return Uint8Array.of(...one, ...other);
}

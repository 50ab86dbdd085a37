import { argon2id } from '@noble/hashes/argon2.js';
import { base64, hex } from '@scure/base';
import { sameSecret } from '../constant-time.ts';
import type { RandomBytes } from '../random.ts';
import type { RequestBody } from '../request-body.ts';
import { bytesField, messageField, textField, uintField } from './protobuf.ts';
import { type BoxKeyPair, boxKeyPair, closeBox, NONCE_BYTES, openBox } from './sealed-box.ts';

/** The message `Seed` of a recovery kit (contract 4.3): a user's seed that only the service can read. */
export interface KitSeed {
  cipher: string;
  /** Public keys of 32 bytes; the nonce has 24. */
  cipherparams: { ephemeralpk: Uint8Array; nonce: Uint8Array; recipient: Uint8Array };
  ciphertext: Uint8Array;
  hash: Uint8Array;
  hashfunction: string;
  /** `len` in bytes, `m` in KiB. */
  hashparams: { len: number; m: number; p: number; salt: Uint8Array; t: number; v: number };
}

/** As libsodium names it. */
const CIPHER = 'curve25519xsalsa20poly1305';
const HASH_FUNCTION = 'argon2id';
const SALT_BYTES = 16;
/** A seed is 64 random bytes, which no hash has to protect from being guessed: the least memory there is. */
const HASH_COST = { len: 32, m: 8, p: 1, t: 1, v: 0x13 };

export function closeKitSeed(seed: Uint8Array, recipient: Uint8Array, randomBytes: RandomBytes): KitSeed {
  const ephemeral = boxKeyPair(randomBytes(32));
  const nonce = randomBytes(NONCE_BYTES);
  const salt = randomBytes(SALT_BYTES);
  return {
    cipher: CIPHER,
    cipherparams: { ephemeralpk: ephemeral.publicKey, nonce, recipient },
    ciphertext: closeBox(seed, { nonce, publicKey: recipient, secretKey: ephemeral.secretKey }),
    hash: hashSeed(seed, salt),
    hashfunction: HASH_FUNCTION,
    hashparams: { ...HASH_COST, salt },
  };
}

/** The seed; undefined if it was not closed for `keys`, or does not have the hash that stands beside it. */
export function openKitSeed(kitSeed: KitSeed, { secretKey }: BoxKeyPair): Uint8Array | undefined {
  const { nonce, ephemeralpk } = kitSeed.cipherparams;
  if (kitSeed.cipher !== CIPHER || kitSeed.hashfunction !== HASH_FUNCTION) return undefined;
  if (kitSeed.hashparams.salt.length !== SALT_BYTES) return undefined;
  const seed = openBox(kitSeed.ciphertext, { nonce, publicKey: ephemeralpk, secretKey });
  if (seed === undefined) return undefined;
  // With our own cost: one that a request brings along could keep the server busy for hours.
  const hash = hashSeed(seed, kitSeed.hashparams.salt);
  return sameSecret(hex.encode(hash), hex.encode(kitSeed.hash)) ? seed : undefined;
}

export function encodeKitSeed({
  cipher,
  cipherparams,
  ciphertext,
  hash,
  hashfunction,
  hashparams,
}: KitSeed): Uint8Array {
  const params = [
    bytesField(1, cipherparams.ephemeralpk),
    bytesField(2, cipherparams.nonce),
    bytesField(3, cipherparams.recipient),
  ];
  const { len, m, p, salt, t, v } = hashparams;
  const hashing = [
    uintField(1, len),
    uintField(2, m),
    uintField(3, p),
    bytesField(4, salt),
    uintField(5, t),
    uintField(6, v),
  ];
  return Buffer.concat([
    textField(1, cipher),
    messageField(2, Buffer.concat(params)),
    bytesField(3, ciphertext),
    bytesField(4, hash),
    textField(5, hashfunction),
    messageField(6, Buffer.concat(hashing)),
  ]);
}

/** The message as JSON, its bytes in base64, from a request's field `seed` (contract 4.3). Throws the 400. */
export function parseKitSeed(body: RequestBody): KitSeed {
  const params = body.object('cipherparams');
  const hashing = body.object('hashparams');
  const uint = (name: string): number => hashing.optionalIndex(name, 0xffffffff) ?? 0;
  return {
    cipher: body.text('cipher'),
    cipherparams: {
      ephemeralpk: bytes(params, 'ephemeralpk'),
      nonce: bytes(params, 'nonce'),
      recipient: bytes(params, 'recipient'),
    },
    ciphertext: bytes(body, 'ciphertext'),
    hash: bytes(body, 'hash'),
    hashfunction: body.text('hashfunction'),
    hashparams: {
      len: uint('len'),
      m: uint('m'),
      p: uint('p'),
      salt: bytes(hashing, 'salt'),
      t: uint('t'),
      v: uint('v'),
    },
  };
}

function bytes(body: RequestBody, name: string): Uint8Array {
  const text = body.text(name);
  try {
    return base64.decode(text);
  } catch {
    throw body.refuse(name, 'invalid', 'is not base64');
  }
}

function hashSeed(seed: Uint8Array, salt: Uint8Array): Uint8Array {
  return argon2id(seed, salt, { t: HASH_COST.t, m: HASH_COST.m, p: HASH_COST.p, dkLen: HASH_COST.len });
}

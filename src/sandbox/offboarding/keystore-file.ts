import { createCipheriv } from 'node:crypto';
import { keccak_256 } from '@noble/hashes/sha3.js';
import { hex } from '@scure/base';
import type { RandomBytes } from '../random.ts';
import { type ScryptCost, stretch } from './scrypt.ts';

/** A Web3 Secret Storage file of version 3, as geth and most other Ethereum software keep keys. Bytes are hex. */
export interface KeystoreFile {
  version: 3;
  id: string;
  /** Lower case, without `0x`. */
  address: string;
  crypto: {
    cipher: 'aes-128-ctr';
    cipherparams: { iv: string };
    ciphertext: string;
    kdf: 'scrypt';
    kdfparams: { dklen: number; n: number; r: number; p: number; salt: string };
    mac: string;
  };
}

/** Far below geth's usual 2^18, which takes a second: the file says which cost it has, so any software opens it. */
const COST: ScryptCost = { n: 8192, r: 8, p: 1 };
const DERIVED_BYTES = 32;

/**
 * `id` becomes the file's id; the vendor's tests want the wallet's there. The password is taken as its UTF-8 bytes, as
 * geth takes it. Software that normalises first (ethers: NFKC) agrees for every password that is in that form already.
 */
export async function makeKeystoreFile(
  { id, address, privateKey }: { id: string; address: string; privateKey: Uint8Array },
  password: string,
  randomBytes: RandomBytes,
): Promise<KeystoreFile> {
  const salt = randomBytes(32);
  const iv = randomBytes(16);
  const derived = await stretch(password, salt, DERIVED_BYTES, COST);
  const cipher = createCipheriv('aes-128-ctr', derived.subarray(0, 16), iv);
  const ciphertext = Buffer.concat([cipher.update(privateKey), cipher.final()]);
  return {
    version: 3,
    id,
    address: address.slice(2).toLowerCase(),
    crypto: {
      cipher: 'aes-128-ctr',
      cipherparams: { iv: hex.encode(iv) },
      ciphertext: ciphertext.toString('hex'),
      kdf: 'scrypt',
      kdfparams: { dklen: DERIVED_BYTES, ...COST, salt: hex.encode(salt) },
      mac: hex.encode(keccak_256(Buffer.concat([derived.subarray(16, 32), ciphertext]))),
    },
  };
}

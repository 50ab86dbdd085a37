import { createHash, createHmac } from 'node:crypto';
import { alphanumerics } from './random.ts';

/** Everything in this file is a pure function of the sandbox's seed: same seed, same wallets, ids and credentials. */

/** 64 bytes for one purpose, independent of every other purpose's. */
export function deriveBytes(seed: string, purpose: string): Uint8Array {
  return new Uint8Array(createHmac('sha512', seed).update(purpose, 'utf8').digest());
}

/** Letters and digits for one purpose; `length` in characters. */
export function deriveAlphanumerics(seed: string, purpose: string, length: number): string {
  let block = 0;
  return alphanumerics(length, () => deriveBytes(seed, `${purpose}#${block++}`));
}

/** The master secret of one user, from which the keys of all of the user's wallets are derived. */
export function deriveUserSeed(seed: string, username: string): Uint8Array {
  return deriveBytes(seed, `user-seed:${username}`);
}

/**
 * A name-based UUID (RFC 9562, version 5), which is what the vendor's asset ids are. The namespace is made from the seed
 * in the same way, so that two seeds never share an id.
 */
export function deriveUuid(seed: string, name: string): string {
  const namespace = createHash('sha1').update('upvest-wallet sandbox ').update(seed, 'utf8').digest().subarray(0, 16);
  return uuidV5(namespace, name);
}

/** RFC 9562 section 5.5; `namespace` is 16 bytes. */
export function uuidV5(namespace: Uint8Array, name: string): string {
  const bytes = createHash('sha1').update(namespace).update(name, 'utf8').digest().subarray(0, 16);
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x50, 6);
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8);
  const hex = bytes.toString('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}

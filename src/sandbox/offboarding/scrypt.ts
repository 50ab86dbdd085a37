import { scrypt } from 'node:crypto';

/** The parameters of RFC 7914: `n` iterations, block size `r`, parallelisation `p`. */
export interface ScryptCost {
  n: number;
  r: number;
  p: number;
}

/** Twice what the dearest format here needs (BIP-38: 16 MiB); node's own limit is just what it needs. */
const MAX_MEMORY_BYTES = 64 * 1024 * 1024;

/** On a thread of the pool, so that the server goes on answering meanwhile; `length` in bytes. */
export function stretch(password: string, salt: Uint8Array, length: number, { n, r, p }: ScryptCost): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    scrypt(password, salt, length, { N: n, r, p, maxmem: MAX_MEMORY_BYTES }, (error, key) =>
      error ? reject(error) : resolve(key),
    );
  });
}

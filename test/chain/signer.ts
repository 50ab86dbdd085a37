import { secp256k1 } from '@noble/curves/secp256k1.js';
import fc from 'fast-check';
import type { Signature } from '../../src/wire.ts';

export const FORMATS = ['hex', 'decimal', 'base64_bigendian', 'base64_littleendian'] as const;

/** Written apart from the client and from the sandbox, after contract 3.6. */
export const WRITE: Record<string, (value: bigint) => string> = {
  hex: (value) => `0x${value.toString(16)}`,
  decimal: (value) => value.toString(),
  base64_bigendian: (value) => toBuffer(value).toString('base64'),
  base64_littleendian: (value) => toBuffer(value).reverse().toString('base64'),
};

export interface Numbers {
  r: bigint;
  s: bigint;
  x: bigint;
  y: bigint;
  recover: number;
}

/** By @noble/curves; the client verifies with @noble/secp256k1. */
export function sign(hash: Uint8Array, secretKey: Uint8Array): Numbers {
  const bytes = secp256k1.sign(hash, secretKey, { prehash: false, format: 'recovered' });
  const { r, s, recovery = -1 } = secp256k1.Signature.fromBytes(bytes, 'recovered');
  const { x, y } = secp256k1.Point.fromBytes(secp256k1.getPublicKey(secretKey)).toAffine();
  return { r, s, x, y, recover: recovery };
}

export function toWire({ r, s, x, y, recover }: Numbers, format = 'hex', write = WRITE[format]): Signature {
  if (!write) throw new Error(`No format ${format}.`);
  return {
    big_number_format: format,
    algorithm: 'ECDSA',
    curve: 'secp256k1',
    recover,
    r: write(r),
    s: write(s),
    public_key: { x: write(x), y: write(y) },
  };
}

function toBuffer(value: bigint): Buffer {
  return Buffer.from(value.toString(16).padStart(64, '0'), 'hex');
}

export const hashes = fc.uint8Array({ minLength: 32, maxLength: 32 });

export const secretKeys = hashes.filter((bytes) => secp256k1.utils.isValidSecretKey(bytes));

export function toHex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex');
}

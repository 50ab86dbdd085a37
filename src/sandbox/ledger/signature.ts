import { secp256k1 } from '@noble/curves/secp256k1.js';
import type { Signature } from '../../wire.ts';
import type { WalletKey } from '../keys/derivation.ts';

/** How the four big numbers of a signature can be written (contract 3.6). */
export const OUTPUT_FORMATS = ['hex', 'int', 'decimal', 'base64_bigendian', 'base64_littleendian'] as const;

export type OutputFormat = (typeof OUTPUT_FORMATS)[number];

/** Signs a 32-byte hash as it is: deterministic (RFC 6979), with the low s of BIP-62. */
export function signHash(hash: Uint8Array, key: WalletKey, format: OutputFormat): Signature {
  const bytes = secp256k1.sign(hash, key.privateKey, { prehash: false, lowS: true, format: 'recovered' });
  const { r, s, recovery } = secp256k1.Signature.fromBytes(bytes, 'recovered');
  if (recovery !== 0 && recovery !== 1) throw new Error('A signature whose key cannot be recovered by one bit.');
  const { x, y } = secp256k1.Point.fromBytes(key.publicKey).toAffine();
  const write = (value: bigint) => writeNumber(value, format);
  return {
    big_number_format: format,
    algorithm: 'ECDSA',
    curve: 'secp256k1',
    recover: recovery,
    r: write(r),
    s: write(s),
    public_key: { x: write(x), y: write(y) },
  };
}

/** The JSON of a signature: in the format `int` the numbers are bare digits of up to 256 bits (contract 3.6). */
export function signatureJson(signature: Signature): string {
  const json = JSON.stringify(signature);
  // In that format the four numbers are the only strings of nothing but digits.
  return signature.big_number_format === 'int' ? json.replaceAll(/"(\d+)"/g, '$1') : json;
}

/** Hex is not padded with zeros (contract 3.6); base64 has always 32 bytes, so that its end is known. */
function writeNumber(value: bigint, format: OutputFormat): string {
  const digits = value.toString(16);
  const bytes = Buffer.from(digits.padStart(64, '0'), 'hex');
  switch (format) {
    case 'hex':
      return `0x${digits}`;
    case 'int':
    case 'decimal':
      return value.toString();
    case 'base64_bigendian':
      return bytes.toString('base64');
    case 'base64_littleendian':
      return bytes.reverse().toString('base64');
  }
}

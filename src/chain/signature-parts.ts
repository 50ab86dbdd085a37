import type { Signature } from '../wire.ts';
import { isReadableFormat, readBigNumber } from './big-number.ts';

/** The numbers of a signature, each 32 bytes big-endian. */
export interface SignatureParts {
  r: Uint8Array;
  s: Uint8Array;
  x: Uint8Array;
  y: Uint8Array;
  recover: 0 | 1;
}

/** What a server sent where a {@link Signature} is due. */
type Unchecked<T> = { [K in keyof T]?: unknown };

/**
 * Reads a signature of contract 3.6. It may come from a server, so nothing of its shape is taken for granted.
 * @returns the parts, or a text that says why it cannot be read
 */
export function readSignature(signature: Signature): SignatureParts | string {
  const { big_number_format: format, algorithm, curve, recover, r, s, public_key } = toObject<Signature>(signature);
  if (algorithm !== 'ECDSA' || curve !== 'secp256k1') return 'it is not ECDSA over secp256k1';
  if (format === 'int') return "its format 'int' has lost digits in JSON; ask for 'hex'";
  if (!isReadableFormat(format)) return 'its number format is not known';
  if (recover !== 0 && recover !== 1) return 'recover is neither 0 nor 1';
  const key = toObject<Signature['public_key']>(public_key);
  const [rBytes, sBytes] = [readBigNumber(r, format), readBigNumber(s, format)];
  const [x, y] = [readBigNumber(key.x, format), readBigNumber(key.y, format)];
  if (!rBytes || !sBytes || !x || !y) return `one of its numbers is not 256 bits in the format ${format}`;
  return { r: rBytes, s: sBytes, x, y, recover };
}

function toObject<T>(value: unknown): Unchecked<T> {
  return typeof value === 'object' && value !== null ? value : {};
}

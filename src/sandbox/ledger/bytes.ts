import { base64, hex } from '@scure/base';

/** Of `to_sign` and `raw_tx` (contract 3.5, 3.6). */
export const INPUT_FORMATS = ['hex', 'base64'] as const;

export const DEFAULT_INPUT_FORMAT = 'base64';

/** Hex with or without `0x`, or base64 with its padding; undefined for anything else. */
export function decodeBytes(text: string, format: string): Uint8Array | undefined {
  try {
    return format === 'hex' ? decodeHex(text) : base64.decode(text);
  } catch {
    return undefined;
  }
}

/** Throws for anything but pairs of hex digits, with or without `0x`. */
export function decodeHex(text: string): Uint8Array {
  return hex.decode(text.replace(/^0x/, ''));
}

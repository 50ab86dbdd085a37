import { base64, hex } from '@scure/base';
import { InvalidInputError } from '../errors.ts';

/** How `toSign` is written: `hex` with or without `0x`, `base64` with padding. */
export type HashFormat = 'hex' | 'base64';

/**
 * The 32 bytes that are signed.
 * @throws {InvalidInputError} when `toSign` is no 32 bytes in that format
 */
export function parseHash(toSign: string, inputFormat: HashFormat = 'hex'): Uint8Array {
  if (inputFormat !== 'hex' && inputFormat !== 'base64') {
    throw new InvalidInputError("inputFormat must be 'hex' or 'base64'.", { hint: "The default is 'hex'." });
  }
  const bytes = typeof toSign === 'string' && toSign.length <= 66 ? decode(toSign, inputFormat) : undefined;
  if (bytes?.length === 32) return bytes;
  throw new InvalidInputError(`toSign must be a hash of 32 bytes in ${inputFormat}.`, {
    hint: 'Hash the message first: hashMessage(text), hashTypedData(typedData), keccak256(bytes), sha256(bytes).',
  });
}

function decode(text: string, format: HashFormat): Uint8Array | undefined {
  try {
    return format === 'hex' ? hex.decode(text.replace(/^0x/, '')) : base64.decode(text);
  } catch {
    return undefined;
  }
}

import { base64 } from '@scure/base';

/** How the numbers of a signature are written, less `int`, whose JSON numbers JavaScript cannot read (contract 3.6). */
export type BigNumberFormat = 'hex' | 'decimal' | 'base64_bigendian' | 'base64_littleendian';

const READERS: Readonly<Record<BigNumberFormat, (text: string) => bigint | undefined>> = {
  // With or without 0x, and not padded with zeros.
  hex: (text) => {
    const digits = /^(?:0x)?([0-9a-fA-F]{1,64})$/.exec(text)?.[1];
    return digits === undefined ? undefined : BigInt(`0x${digits}`);
  },
  decimal: (text) => (/^\d{1,78}$/.test(text) ? BigInt(text) : undefined),
  base64_bigendian: (text) => fromBytes(decodeBase64(text)),
  base64_littleendian: (text) => fromBytes(decodeBase64(text)?.reverse()),
};

export function isReadableFormat(format: unknown): format is BigNumberFormat {
  return typeof format === 'string' && Object.hasOwn(READERS, format);
}

/** The number in 32 bytes, big-endian; undefined when `text` is none in that format or needs more than 256 bits. */
export function readBigNumber(text: unknown, format: BigNumberFormat): Uint8Array | undefined {
  const value = typeof text === 'string' ? READERS[format](text) : undefined;
  return value === undefined || value >> 256n ? undefined : toBytes32(value);
}

export function toBytes32(value: bigint): Uint8Array {
  return new Uint8Array(Buffer.from(value.toString(16).padStart(64, '0'), 'hex'));
}

/** Up to 32 bytes, standard alphabet, with padding. */
function decodeBase64(text: string): Uint8Array | undefined {
  if (text === '' || text.length > 44) return undefined;
  try {
    return base64.decode(text);
  } catch {
    return undefined;
  }
}

function fromBytes(bytes: Uint8Array | undefined): bigint | undefined {
  return bytes === undefined ? undefined : BigInt(`0x${Buffer.from(bytes).toString('hex')}`);
}

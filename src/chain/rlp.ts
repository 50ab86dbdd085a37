/** A thing of Ethereum's recursive-length-prefix code: bytes, or a list (Yellow Paper, appendix B). */
export type RlpItem = Uint8Array | RlpItem[];

/** Deeper nesting than in any transaction. */
const DEEPEST = 8;

/** Undefined when the bytes are not exactly one item. For showing only: what is sent are the bytes themselves. */
export function decodeRlp(bytes: Uint8Array): RlpItem | undefined {
  const read = readItem(bytes, 0, DEEPEST);
  return read?.end === bytes.length ? read.item : undefined;
}

function readItem(bytes: Uint8Array, start: number, depth: number): { item: RlpItem; end: number } | undefined {
  const prefix = bytes[start];
  if (prefix === undefined || depth === 0) return undefined;
  if (prefix < 0x80) return { item: bytes.subarray(start, start + 1), end: start + 1 };
  const isList = prefix >= 0xc0;
  const short = prefix - (isList ? 0xc0 : 0x80);
  const lengthBytes = Math.max(0, short - 55);
  const length = lengthBytes === 0 ? short : readLength(bytes.subarray(start + 1, start + 1 + lengthBytes));
  const from = start + 1 + lengthBytes;
  const end = from + length;
  if (!(end <= bytes.length)) return undefined;
  if (!isList) return { item: bytes.subarray(from, end), end };
  const items: RlpItem[] = [];
  for (let at = from; at < end; ) {
    const read = readItem(bytes.subarray(0, end), at, depth - 1);
    if (!read) return undefined;
    items.push(read.item);
    at = read.end;
  }
  return { item: items, end };
}

/** Not a number where the length itself is cut off; larger than any file where it is nonsense. */
function readLength(bytes: Uint8Array): number {
  return bytes.length === 0 ? Number.NaN : bytes.reduce((length, byte) => length * 256 + byte, 0);
}

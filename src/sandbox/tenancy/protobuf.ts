/**
 * As much of Protocol Buffers' encoding as a recovery kit needs: varints, and what has a length. As proto3 has it, a field
 * of the default value is left out.
 */

const WIRE_VARINT = 0;
const WIRE_LENGTH_DELIMITED = 2;

/** A non-negative integer below 2^53: `uint32`, or `int64` in practice. */
export function uintField(number: number, value: number): Uint8Array {
  if (value === 0) return new Uint8Array();
  return Uint8Array.of(...varint(tag(number, WIRE_VARINT)), ...varint(value));
}

export function bytesField(number: number, value: Uint8Array): Uint8Array {
  if (value.length === 0) return new Uint8Array();
  return messageField(number, value);
}

export function textField(number: number, value: string): Uint8Array {
  return bytesField(number, new TextEncoder().encode(value));
}

/** An embedded message, which is there even if it is empty. */
export function messageField(number: number, message: Uint8Array): Uint8Array {
  return Uint8Array.of(...varint(tag(number, WIRE_LENGTH_DELIMITED)), ...varint(message.length), ...message);
}

function tag(number: number, wireType: number): number {
  return number * 8 + wireType;
}

/** Seven bits a byte, the lowest first; the top bit says that more follow. Not by bit operators, which end at 32 bits. */
function varint(value: number): number[] {
  const bytes: number[] = [];
  let rest = value;
  while (rest >= 0x80) {
    bytes.push((rest % 0x80) + 0x80);
    rest = Math.floor(rest / 0x80);
  }
  return [...bytes, rest];
}

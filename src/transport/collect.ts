import type { Readable } from 'node:stream';

/** The stream went over the bound. */
export class TooLarge extends Error {}

const FIRST_BYTES = 16 * 1024;

/**
 * All bytes of a stream, in one buffer that grows: in however many chunks they come, they cost no more than about twice their number.
 * @throws {TooLarge} more than `most`; the stream is destroyed then, as after any failure
 */
export async function collect(stream: Readable, most: number): Promise<Uint8Array> {
  let bytes = Buffer.allocUnsafe(Math.min(FIRST_BYTES, most));
  let length = 0;
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    const end = length + chunk.length;
    if (end > most) throw new TooLarge();
    if (end > bytes.length) {
      const larger = Buffer.allocUnsafe(Math.min(Math.max(end, bytes.length * 2), most));
      bytes.copy(larger, 0, 0, length);
      bytes = larger;
    }
    chunk.copy(bytes, length);
    length = end;
  }
  return bytes.subarray(0, length);
}

import type { Readable } from 'node:stream';

/** The stream went over the bound. */
export class TooLarge extends Error {}

/** A chunk of at least this size is kept as it came. */
const LARGE_CHUNK = 16 * 1024;
const BLOCK_BYTES = 64 * 1024;

/**
 * All bytes of a stream. Small chunks are copied together, since each by itself costs a hundred bytes and keeps what it was cut from: ten
 * megabytes in chunks of a byte would take a gigabyte. Leaves no listener behind: a kept connection keeps its first answer, and whoever
 * listens to that.
 * @throws {TooLarge} more than `most`. The stream is destroyed then, as after any failure.
 */
export async function collect(stream: Readable, most: number): Promise<Uint8Array> {
  const pieces = new Pieces();
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    if (pieces.length + chunk.length > most) throw new TooLarge();
    pieces.add(chunk);
  }
  return pieces.joined();
}

class Pieces {
  length = 0;
  readonly #full: Buffer[] = [];
  #block = Buffer.alloc(0);
  #used = 0;

  add(chunk: Buffer): void {
    this.length += chunk.length;
    if (chunk.length >= LARGE_CHUNK) {
      this.#endBlock();
      this.#full.push(chunk);
      return;
    }
    if (this.#used + chunk.length > this.#block.length) {
      this.#endBlock();
      this.#block = Buffer.allocUnsafeSlow(BLOCK_BYTES);
    }
    this.#used += chunk.copy(this.#block, this.#used);
  }

  joined(): Buffer {
    this.#endBlock();
    return Buffer.concat(this.#full, this.length);
  }

  #endBlock(): void {
    if (this.#used > 0) this.#full.push(this.#block.subarray(0, this.#used));
    this.#block = this.#block.subarray(this.#used);
    this.#used = 0;
  }
}

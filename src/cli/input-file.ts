import { close, constants, fstat, open, read, type Stats } from 'node:fs';
import { Socket } from 'node:net';
import { promisify } from 'node:util';
import { UsageError } from './errors.ts';

const CHUNK_BYTES = 64 * 1024;
/**
 * Opening a named pipe would wait for its other end in a thread that nothing ends: the program could then not even end on Ctrl-C.
 * Both are absent on Windows.
 */
const FLAGS = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0) | (constants.O_NOCTTY ?? 0);

export interface InputFileOptions {
  /** What it is, for messages. @default 'file' */
  what?: string;
  /** More is refused: a wrong path may lead to something endless. */
  largestBytes: number;
  /** What to do when it cannot be read. */
  hint: string;
}

export interface InputFile {
  bytes: Buffer;
  stats: Stats;
}

/** Reads what an option names: a file, or a pipe of the shell (`<(…)`), for whose other end it waits. @throws {UsageError} */
export async function readInputFile(path: string, options: InputFileOptions): Promise<InputFile> {
  const { what = 'file', hint } = options;
  const found = await readAll(path, options).catch((error: unknown) => {
    if (error instanceof UsageError) throw error;
    const code = error instanceof Error && 'code' in error ? error.code : 'unknown reason';
    throw new UsageError(`The ${what} ${path} cannot be read (${code}).`, hint);
  });
  if (found.bytes.length > 0 || found.stats.isFile()) return found;
  throw new UsageError(`Nothing came out of the pipe ${path}.`, hint);
}

async function readAll(path: string, { what = 'file', largestBytes, hint }: InputFileOptions): Promise<InputFile> {
  const descriptor = await promisify(open)(path, FLAGS);
  let owned = true;
  try {
    const stats = await promisify(fstat)(descriptor);
    if (!stats.isFile() && !stats.isFIFO()) throw new UsageError(`${path} is neither a file nor a pipe.`, hint);
    owned = stats.isFile();
    const chunks: Buffer[] = [];
    let size = 0;
    for await (const chunk of owned ? fromFile(descriptor) : fromPipe(descriptor)) {
      size += chunk.length;
      if (size > largestBytes)
        throw new UsageError(`The ${what} ${path} is larger than ${inWords(largestBytes)}.`, hint);
      chunks.push(chunk);
    }
    return { bytes: Buffer.concat(chunks), stats };
  } finally {
    if (owned) await promisify(close)(descriptor);
  }
}

async function* fromFile(descriptor: number): AsyncGenerator<Buffer> {
  while (true) {
    const { bytesRead, buffer } = await promisify(read)(descriptor, Buffer.alloc(CHUNK_BYTES), 0, CHUNK_BYTES, null);
    if (bytesRead === 0) return;
    yield buffer.subarray(0, bytesRead);
  }
}

/** By the event loop, which can leave off waiting. The socket closes the descriptor. */
async function* fromPipe(descriptor: number): AsyncGenerator<Buffer> {
  yield* new Socket({ fd: descriptor, readable: true, writable: false }) as AsyncIterable<Buffer>;
}

function inWords(bytes: number): string {
  return bytes < 2 ** 20 ? `${bytes / 2 ** 10} KiB` : `${bytes / 2 ** 20} MiB`;
}

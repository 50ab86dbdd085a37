import { UsageError } from '../errors.ts';
import type { Host } from '../host.ts';

export interface StdinSource {
  /** What is read, for people. */
  what: string;
  /** The option that asked for it. */
  option: string;
  /** Where reading ends: what writes to stdin may never stop. */
  largestBytes: number;
}

/** All of stdin, byte for byte. @throws {UsageError} */
export async function readStdin(stdin: Host['stdin'], source: StdinSource): Promise<Buffer> {
  const { what, option, largestBytes } = source;
  if (stdin.isTTY) {
    throw new UsageError(
      `${option} reads the ${what} from a pipe or a file, and stdin is a terminal.`,
      `Send the ${what} to stdin, as in: … ${option} < FILE`,
    );
  }
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of readable(stdin, source)) {
    size += chunk.length;
    if (size > largestBytes) {
      throw new UsageError(
        `What stdin holds is too long for a ${what}: more than ${largestBytes} bytes.`,
        `Send the ${what} alone.`,
      );
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

async function* readable(stdin: AsyncIterable<Buffer | string>, { what }: StdinSource): AsyncGenerator<Buffer> {
  try {
    for await (const chunk of stdin) yield Buffer.from(chunk);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : 'unknown reason';
    throw new UsageError(`The ${what} cannot be read from stdin (${code}).`, 'Send a pipe or a file to it.');
  }
}

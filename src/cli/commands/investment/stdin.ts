import { UsageError } from '../../errors.ts';
import type { Host } from '../../host.ts';

const LARGEST_SECRET_BYTES = 64 * 1024;

export interface StdinSource {
  /** What is read, for people. */
  what: string;
  /** The option that asked for it. */
  option: string;
}

/** All of stdin, byte for byte. */
export async function readStdin(stdin: Host['stdin'], { what, option }: StdinSource): Promise<Buffer> {
  if (stdin.isTTY) {
    throw new UsageError(
      `${option} reads the ${what} from a pipe or a file, and stdin is a terminal.`,
      `Send the ${what} to stdin, as in: … ${option} < FILE`,
    );
  }
  const chunks: Buffer[] = [];
  for await (const chunk of stdin as AsyncIterable<Buffer | string>) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks);
}

/** A secret without one line end: what `echo`, a here-document or a password manager adds. */
export async function readSecret(stdin: Host['stdin'], source: StdinSource): Promise<string> {
  const bytes = await readStdin(stdin, source);
  const secret = bytes.toString('utf8').replace(/\r?\n$/, '');
  if (secret !== '' && bytes.length <= LARGEST_SECRET_BYTES) return secret;
  throw new UsageError(
    secret === '' ? `The ${source.what} from stdin is empty.` : `What stdin holds is too long for a ${source.what}.`,
    `Send the ${source.what} alone to stdin.`,
  );
}

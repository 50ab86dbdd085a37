import { UsageError } from './errors.ts';
import type { Host } from './host.ts';

const LARGEST_PASSWORD_BYTES = 64 * 1024;

/** All of stdin, without one line end: what `echo`, a here-document or a password manager adds. Anything else stays as it is. */
export async function readPassword(stdin: Host['stdin']): Promise<string> {
  if (stdin.isTTY) {
    throw new UsageError(
      '--password-stdin reads the password from a pipe or a file, and stdin is a terminal.',
      'Leave the option out to be asked for the password.',
    );
  }
  const password = decode(await readAll(stdin)).replace(/\r?\n$/, '');
  if (password === '') throw new UsageError('The password from stdin is empty.', 'Send it to stdin of this command.');
  return password;
}

async function readAll(stdin: AsyncIterable<Buffer | string>): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of stdin) {
    const bytes = Buffer.from(chunk);
    size += bytes.length;
    if (size > LARGEST_PASSWORD_BYTES) {
      throw new UsageError('What stdin holds is too long for a password.', 'Send the password alone.');
    }
    chunks.push(bytes);
  }
  return Buffer.concat(chunks);
}

function decode(bytes: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new UsageError('The password from stdin is not UTF-8 text.', 'Send it as UTF-8.');
  }
}

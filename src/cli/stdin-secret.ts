import { UsageError } from './errors.ts';
import type { Host } from './host.ts';
import { readStdin, type StdinSource } from './io/read-stdin.ts';

const LARGEST_SECRET_BYTES = 64 * 1024;

/** All of stdin, without one line end: what `echo`, a here-document or a password manager adds. Anything else stays as it is. */
export async function readSecret(stdin: Host['stdin'], source: Omit<StdinSource, 'largestBytes'>): Promise<string> {
  const bytes = await readStdin(stdin, { ...source, largestBytes: LARGEST_SECRET_BYTES });
  const secret = decode(bytes, source.what).replace(/\r?\n$/, '');
  if (secret !== '') return secret;
  throw new UsageError(`The ${source.what} from stdin is empty.`, `Send the ${source.what} to stdin of this command.`);
}

export async function readPassword(stdin: Host['stdin']): Promise<string> {
  return readSecret(stdin, { what: 'password', option: '--password-stdin' });
}

function decode(bytes: Buffer, what: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new UsageError(`The ${what} from stdin is not UTF-8 text.`, 'Send it as UTF-8.');
  }
}

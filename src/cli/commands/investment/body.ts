import type { Context } from '../../context.ts';
import { UsageError } from '../../errors.ts';
import { readInputFile } from '../../input-file.ts';
import { readStdin } from '../../io/read-stdin.ts';
import type { SettingOptions } from './settings.ts';

const LARGEST_BODY_BYTES = 64 * 2 ** 20;
const STDIN = { what: 'body', option: '--body-stdin', largestBytes: LARGEST_BODY_BYTES };

export interface BodyOptions {
  bodyFile?: string;
  bodyStdin?: boolean;
}

/** The bytes to send; undefined when there are none. @throws {UsageError} */
export async function readBody(
  { bodyFile, bodyStdin, passphraseStdin }: BodyOptions & Pick<SettingOptions, 'passphraseStdin'>,
  { io }: Context,
): Promise<Uint8Array | undefined> {
  if (bodyFile !== undefined && bodyStdin) {
    throw new UsageError('--body-file and --body-stdin both give the body.', 'Give one of them.');
  }
  if (bodyStdin && passphraseStdin) {
    throw new UsageError(
      '--body-stdin and --passphrase-stdin both read stdin.',
      'Give the body with --body-file, or the passphrase by its variable.',
    );
  }
  const body = bodyStdin ? await readStdin(io.host.stdin, STDIN) : undefined;
  const bytes = bodyFile === undefined ? body : await readBodyFile(bodyFile);
  if (bytes?.length === 0) throw new UsageError('The body is empty.', 'Leave the option out to send no body.');
  return bytes;
}

async function readBodyFile(path: string): Promise<Buffer> {
  const hint = 'Give the path of a file with the body.';
  return (await readInputFile(path, { largestBytes: LARGEST_BODY_BYTES, hint })).bytes;
}

import type { Context } from '../context.ts';
import { TerminalError } from '../errors.ts';
import type { Holder } from '../wallet-access.ts';
import { accountPassword, type PasswordOptions } from './account-password.ts';
import { NewFile } from './new-file.ts';
import { withFindOut } from './outcome.ts';

/** Key files are slow to make on purpose. */
const PATIENCE_MS = 300_000;

/** Writes the archive of all keys. The file is made first, so that nothing is asked for that could not be kept. */
export async function saveOffboarding(
  context: Context,
  { client, username }: Holder,
  path: string,
  options: PasswordOptions,
) {
  const { io, global } = context;
  const withPassword = await accountPassword(context, username, options);
  const file = await NewFile.create(context, path);
  try {
    const answer = await withPassword((password) => {
      io.progress('Making the archive; this can take a minute…');
      return client
        .offboard({ password }, { timeoutMs: global.timeoutMs ?? PATIENCE_MS })
        .catch(withFindOut('Off-boarding changes nothing: run it again.'));
    });
    const zip = decodeZip(answer.zip_base64);
    await file.finish(zip);
    io.notice(`${path} holds your keys, encrypted with your password. Who has both has the money.`);
    // The contents of metadata are not checked.
    const wallets = count(answer.metadata.total_wallet_count);
    const offboarded = count(answer.metadata.offboarded_wallet_count);
    const missing = (wallets ?? 0) - (offboarded ?? 0);
    if (missing > 0) io.warn(`${missing} of ${wallets} wallets are not in it: the API cannot export them.`);
    return {
      file: path,
      username,
      wallets,
      offboarded_wallets: offboarded,
      bytes: zip.length,
    };
  } finally {
    await file.abandon();
  }
}

function count(value: unknown): number | null {
  return Number.isSafeInteger(value) ? (value as number) : null;
}

function decodeZip(base64: string): Buffer {
  const zip = Buffer.from(base64, 'base64');
  // Buffer leaves out what is not base64.
  if (zip.toString('base64') === base64 && zip.subarray(0, 2).toString('latin1') === 'PK') return zip;
  throw new TerminalError(
    'The archive that came is no zip; nothing was written.',
    'Try again, and tell the operator of the API.',
  );
}

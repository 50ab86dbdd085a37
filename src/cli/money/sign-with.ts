import { hashMessage, keccak256, type Signature, sha256 } from '../../index.ts';
import type { Context } from '../context.ts';
import { UsageError } from '../errors.ts';
import { readInputFile } from '../input-file.ts';
import { cellText } from '../output/sanitize.ts';
import type { Holder } from '../wallet-access.ts';
import { accountPassword, type PasswordOptions } from './account-password.ts';
import { isEthereum } from './fee-text.ts';
import { withFindOut } from './outcome.ts';
import { assertReady } from './send-plan.ts';

export interface SignRequest {
  /** 32 bytes in hex. */
  hash?: string;
  /** Hashed as Ethereum's personal messages are (EIP-191). */
  message?: string;
  file?: string;
  digest?: 'keccak256' | 'sha256';
}

const LARGEST_FILE_BYTES = 256 * 2 ** 20;
const DIGESTS = { keccak256, sha256 };

/** Signs with the wallet's key; what is returned has been verified against its address. */
export async function signWith(
  context: Context,
  { client, username }: Holder,
  walletId: string,
  { passwordStdin, ...request }: SignRequest & PasswordOptions,
): Promise<Signature> {
  const { io } = context;
  const toSign = await hashOf(request);
  const withPassword = await accountPassword(context, username, passwordStdin === undefined ? {} : { passwordStdin });
  io.progress('Looking at the wallet…');
  const wallet = await client.wallets.retrieve(walletId);
  assertReady(wallet);
  if (request.message !== undefined && !isEthereum(wallet.protocol)) {
    throw new UsageError(
      `--message is signed as Ethereum does it (EIP-191), and this wallet is of ${cellText(wallet.protocol)}.`,
      'Hash the message as your network does, and give --hash.',
    );
  }
  const signature = await withPassword((password) => {
    io.progress('Signing…');
    return client.signatures
      .sign(walletId, { password, toSign })
      .catch(withFindOut('Signing changes nothing: run it again.'));
  });
  io.notice(`Verified: this is a signature of ${toSign} by ${wallet.address ?? 'the wallet'}.`);
  return signature;
}

/** @throws {UsageError} unless exactly one thing is to be signed. Nothing was sent. */
async function hashOf({ hash, message, file, digest }: SignRequest): Promise<string> {
  if ([hash, message, file].filter((one) => one !== undefined).length !== 1) {
    throw new UsageError('It takes one thing to sign.', 'Give --hash, --message, or --file with --digest.');
  }
  if ((file === undefined) !== (digest === undefined)) {
    throw new UsageError('--file and --digest belong together.', 'Such as: --file contract.pdf --digest sha256');
  }
  if (message !== undefined) return hashMessage(message);
  if (file !== undefined && digest !== undefined) return DIGESTS[digest](await read(file));
  const digits = (hash ?? '').replace(/^0x/i, '');
  if (/^[0-9a-f]{64}$/i.test(digits)) return digits.toLowerCase();
  throw new UsageError(
    '--hash must be 32 bytes: 64 hex digits, with or without 0x.',
    'To sign a text, give --message.',
  );
}

async function read(file: string): Promise<Uint8Array> {
  const hint = 'Check --file, or hash it yourself and give --hash.';
  return (await readInputFile(file, { largestBytes: LARGEST_FILE_BYTES, hint })).bytes;
}

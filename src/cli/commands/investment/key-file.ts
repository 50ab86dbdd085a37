import { loadSigningKey, type SigningKey } from '../../../investment/index.ts';
import type { Context } from '../../context.ts';
import { UsageError } from '../../errors.ts';
import { readInputFile } from '../../input-file.ts';
import { readSecret } from '../../stdin-secret.ts';
import { INVESTMENT_VARIABLES, type InvestmentEnvironment } from './environment.ts';

const LARGEST_KEY_BYTES = 64 * 1024;
const OTHERS = 0o077;

export interface KeySource {
  keyId: string;
  keyFile: string;
  env: InvestmentEnvironment;
  passphraseStdin?: boolean | undefined;
}

/**
 * Reads and opens the private key. A key of ours that others may read is refused, as ssh does; where a passphrase protects it, that
 * is only said. @throws {UsageError} @throws {InvalidInputError} what the file holds cannot sign, or the passphrase does not open it
 */
export async function openKey(source: KeySource, context: Context): Promise<SigningKey> {
  const { keyId, keyFile } = source;
  const { pem, readableByOthers } = await readKeyFile(keyFile);
  const encrypted = /-----BEGIN ENCRYPTED PRIVATE KEY-----|Proc-Type: *4, *ENCRYPTED/.test(pem);
  if (readableByOthers) reportOthers(keyFile, encrypted, context);
  if (!encrypted) return loadSigningKey({ keyId, key: pem });
  return loadSigningKey({ keyId, key: pem, passphrase: await passphraseOf(source, context) });
}

async function readKeyFile(path: string): Promise<{ pem: string; readableByOthers: boolean }> {
  const hint = `Give the path of the private key with --key-file or ${INVESTMENT_VARIABLES.keyFile}.`;
  const { bytes, stats } = await readInputFile(path, { what: 'key file', largestBytes: LARGEST_KEY_BYTES, hint });
  // A pipe of the shell (`<(pass show key)`) has no mode to look at, and another's file is not ours to change.
  const ours = stats.isFile() && process.platform !== 'win32' && stats.uid === process.getuid?.();
  return { pem: bytes.toString('utf8'), readableByOthers: ours && (stats.mode & OTHERS) !== 0 };
}

function reportOthers(path: string, encrypted: boolean, { io }: Context): void {
  if (encrypted) {
    io.warn(`Others on this machine may read the key file ${path}; only its passphrase protects it.`);
    return;
  }
  throw new UsageError(
    `Others on this machine may read the key file ${path}, and no passphrase protects it.`,
    `Take the right away: chmod 600 ${path}`,
  );
}

async function passphraseOf({ env, keyFile, passphraseStdin }: KeySource, context: Context): Promise<string> {
  const { io, prompter } = context;
  if (passphraseStdin) return readSecret(io.host.stdin, { what: 'passphrase', option: '--passphrase-stdin' });
  if (env.passphrase !== undefined) return env.passphrase;
  if (io.canPrompt) return prompter.secret({ message: `Passphrase of ${keyFile}:` });
  throw new UsageError(
    `The key in ${keyFile} is encrypted, and its passphrase is missing.`,
    `Give it with --passphrase-stdin or ${INVESTMENT_VARIABLES.passphrase}.`,
  );
}

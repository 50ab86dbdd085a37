import { join } from 'node:path';
import { InvalidInputError } from '../errors.ts';
import { configFolder } from './config-folder.ts';
import { CredentialVault, type SecretPlace } from './credential-vault.ts';
import { keepAside, readPrivateFile, removePrivateFile, sweepTemporaries, writePrivateFile } from './private-file.ts';

export const DEFAULT_PROFILE = 'default';

const PROFILE_NAME = /^[a-z0-9][a-z0-9_-]{0,63}$/;

/** Lower case only, since some file systems do not tell the cases apart. @throws {InvalidInputError} */
export function assertProfileName(name: string): void {
  if (PROFILE_NAME.test(name)) return;
  throw new InvalidInputError(
    'A profile name has lower-case letters, digits, - and _, at most 64, and begins with a letter or digit.',
    {
      hint: 'For example: work, playground-2.',
    },
  );
}

/** `credentials.json` for the default profile, `credentials.NAME.json` for the others: one broken file ends one session. */
export function credentialsPath(profile: string, folder = configFolder()): string {
  assertProfileName(profile);
  return join(folder, profile === DEFAULT_PROFILE ? 'credentials.json' : `credentials.${profile}.json`);
}

export interface VaultOptions {
  profile: string;
  /** @default the user's config folder */
  folder?: string | undefined;
  lockTimeoutMs?: number | undefined;
}

/** The profile's secrets in a private file. */
export function fileVault({ profile, folder, lockTimeoutMs }: VaultOptions): CredentialVault {
  const path = credentialsPath(profile, folder);
  return new CredentialVault(new FilePlace(path), `${path}.lock`, lockTimeoutMs);
}

class FilePlace implements SecretPlace {
  readonly name: string;

  constructor(path: string) {
    this.name = path;
  }

  async read(): Promise<string | undefined> {
    return readPrivateFile(this.name);
  }

  async write(text: string): Promise<void> {
    writePrivateFile(this.name, text);
  }

  async remove(): Promise<void> {
    removePrivateFile(this.name);
  }

  async keepAside(): Promise<string> {
    return keepAside(this.name);
  }

  sweep(): void {
    sweepTemporaries(this.name);
  }
}

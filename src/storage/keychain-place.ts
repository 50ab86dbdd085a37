import { resolve } from 'node:path';
import { configFolder } from './config-folder.ts';
import { CredentialVault, type SecretPlace } from './credential-vault.ts';
import { credentialsPath, type VaultOptions } from './file-place.ts';
import { readKeychain, removeFromKeychain, writeKeychain } from './keychain.ts';

/** The profile's secrets in the operating system's keychain; the lock is the same file as for {@link fileVault}. */
export function keychainVault({ profile, folder = configFolder(), lockTimeoutMs }: VaultOptions): CredentialVault {
  const lockPath = `${credentialsPath(profile, folder)}.lock`;
  // Two config folders may each have a profile of the same name.
  return new CredentialVault(new KeychainPlace(`${profile} of ${resolve(folder)}`), lockPath, lockTimeoutMs);
}

class KeychainPlace implements SecretPlace {
  readonly #account: string;

  constructor(account: string) {
    this.#account = account;
  }

  get name(): string {
    return `the keychain (entry "${this.#account}")`;
  }

  read(): Promise<string | undefined> {
    return readKeychain(this.#account);
  }

  write(text: string): Promise<void> {
    return writeKeychain(this.#account, text);
  }

  remove(): Promise<void> {
    return removeFromKeychain(this.#account);
  }

  async keepAside(): Promise<string> {
    const aside = `${this.#account}, unreadable ${Date.now()}`;
    await writeKeychain(aside, (await this.read()) ?? '');
    await this.remove();
    return `the keychain entry "${aside}"`;
  }

  /** A keychain writes whole entries: nothing half-written is left behind. */
  sweep(): void {}
}

import { DEFAULT_PROFILE, keychainVault } from '../storage/index.ts';
import type { FileTokenStoreOptions } from './file-token-store.ts';
import { VaultTokenStore } from './vault-token-store.ts';

/**
 * Keeps the session in the operating system's keychain (Keychain, Credential Manager, Secret Service) through the optional
 * dependency `@napi-rs/keyring`, loaded when it is first used. Its methods throw {@link TokenStoreError} (`keychain`) where
 * there is none, or where it does not answer.
 */
export class KeychainTokenStore extends VaultTokenStore {
  /** @param options as for {@link FileTokenStore}; `folder` tells profiles of the same name apart and holds the lock file. */
  constructor({ profile = DEFAULT_PROFILE, folder, lockTimeoutMs }: FileTokenStoreOptions = {}) {
    super(keychainVault({ profile, folder, lockTimeoutMs }));
  }
}

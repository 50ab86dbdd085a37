import { DEFAULT_PROFILE, fileVault } from '../storage/index.ts';
import { VaultTokenStore } from './vault-token-store.ts';

export interface FileTokenStoreOptions {
  /** The terminal's profile to share, or one of your own. @default 'default' */
  profile?: string | undefined;
  /** @default UPVEST_CONFIG_DIR, else the platform's config folder */
  folder?: string | undefined;
  /** How long to wait for another process that is renewing, in milliseconds. @default 60_000 */
  lockTimeoutMs?: number | undefined;
}

/**
 * Keeps the session in `credentials.json` (mode 0600) in the user's config folder (0700), shared safely with any number of
 * processes, the terminal among them.
 *
 * @throws {InvalidInputError} for a profile name that could be another path. Its methods throw {@link TokenStoreError}.
 */
export class FileTokenStore extends VaultTokenStore {
  constructor({ profile = DEFAULT_PROFILE, folder, lockTimeoutMs }: FileTokenStoreOptions = {}) {
    super(fileVault({ profile, folder, lockTimeoutMs }));
  }
}

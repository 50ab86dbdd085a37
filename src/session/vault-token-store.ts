import type { CredentialVault } from '../storage/index.ts';
import type { TokenSet } from '../token-set.ts';
import type { TokenStore } from './token-store.ts';

/** The tokens of a profile's vault as a token store; the vault's other secrets stay as they are. */
export class VaultTokenStore implements TokenStore {
  readonly #vault: CredentialVault;

  constructor(vault: CredentialVault) {
    this.#vault = vault;
  }

  async load(): Promise<TokenSet | undefined> {
    return (await this.#vault.read()).tokens;
  }

  async save(tokens: TokenSet): Promise<void> {
    await this.#vault.update((record) => ({ ...record, tokens }));
  }

  async clear(): Promise<void> {
    if ((await this.load()) === undefined) return;
    await this.#vault.update(({ tokens: _forgotten, ...rest }) => rest);
  }

  exclusive<T>(fn: () => Promise<T>): Promise<T> {
    return this.#vault.exclusive(fn);
  }
}

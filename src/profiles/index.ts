import { FileTokenStore, type TokenStore } from '../session/index.ts';
import { assertProfileName, configFolder, credentialsPath, DEFAULT_PROFILE, fileVault } from '../storage/index.ts';
import { type ProfileSettings, SettingsFile } from './settings-file.ts';

export { DEFAULT_PROFILE, type ProfileSettings };

/** Several logins side by side: settings in `config.json`, secrets in each profile's own vault. Used by the terminal. */
export class Profiles {
  readonly folder: string;
  readonly #settings: SettingsFile;

  /** @param folder default: UPVEST_CONFIG_DIR, else the platform's config folder */
  constructor(folder: string = configFolder()) {
    this.folder = folder;
    this.#settings = new SettingsFile(folder);
  }

  /** The profile used when none is named. */
  current(): string {
    return this.#settings.read().current ?? DEFAULT_PROFILE;
  }

  names(): string[] {
    return Object.keys(this.#settings.read().profiles).sort();
  }

  get(name: string): ProfileSettings | undefined {
    assertProfileName(name);
    const { profiles } = this.#settings.read();
    return Object.hasOwn(profiles, name) ? profiles[name] : undefined;
  }

  async save(name: string, profile: ProfileSettings): Promise<void> {
    assertProfileName(name);
    await this.#settings.change((settings) => ({ ...settings, profiles: { ...settings.profiles, [name]: profile } }));
  }

  async use(name: string): Promise<void> {
    assertProfileName(name);
    await this.#settings.change((settings) => ({ ...settings, current: name }));
  }

  /** Forgets settings and secrets. */
  async remove(name: string): Promise<void> {
    await this.#vault(name).update(() => ({}));
    await this.#settings.change(({ current, profiles: { [name]: _removed, ...profiles } }) => ({
      ...(current !== undefined && current !== name && { current }),
      profiles,
    }));
  }

  tokenStore(name: string): TokenStore {
    return new FileTokenStore({ profile: name, folder: this.folder });
  }

  /** Where the profile's secrets are, for people. */
  secretsPlace(name: string): string {
    return credentialsPath(name, this.folder);
  }

  async clientSecret(name: string): Promise<string | undefined> {
    return (await this.#vault(name).read()).clientSecret;
  }

  async saveClientSecret(name: string, clientSecret: string): Promise<void> {
    await this.#vault(name).update((record) => ({ ...record, clientSecret }));
  }

  #vault(name: string) {
    return fileVault({ profile: name, folder: this.folder });
  }
}

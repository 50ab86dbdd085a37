import type { TokenStore } from '../session/index.ts';
import { FileTokenStore, KeychainTokenStore } from '../session/index.ts';
import {
  assertProfileName,
  type CredentialRecord,
  type CredentialVault,
  configFolder,
  DEFAULT_PROFILE,
  fileVault,
  keychainVault,
} from '../storage/index.ts';
import { chooseSecretPlace, type SecretChoice, type SecretPlaceName } from './secret-place.ts';
import {
  hasLogin,
  type InvestmentSettings,
  type ProfileEntry,
  type ProfileSettings,
  SettingsFile,
} from './settings-file.ts';

export { DEFAULT_PROFILE, type InvestmentSettings, type ProfileSettings };

/** The secrets of a login. */
type LoginSecrets = Required<Pick<CredentialRecord, 'clientSecret' | 'tokens'>>;

/** Where the secrets of profiles are that say nothing about it. */
const AS_EVER: SecretChoice = { place: 'file', why: 'as before' };

/** Several logins side by side: settings in `config.json`, secrets in each profile's own vault. Used by the terminal. */
export class Profiles {
  readonly folder: string;
  readonly #settings: SettingsFile;
  readonly #wanted: string | undefined;

  /**
   * @param folder default: UPVEST_CONFIG_DIR, else the platform's config folder
   * @param env where these and UPVEST_TOKEN_STORE are looked up
   */
  constructor(folder?: string, env: NodeJS.ProcessEnv = process.env) {
    this.folder = folder ?? configFolder(env);
    this.#settings = new SettingsFile(this.folder);
    this.#wanted = env.UPVEST_TOKEN_STORE;
  }

  /** The profile used when none is named. */
  current(): string {
    return this.#settings.read().current ?? DEFAULT_PROFILE;
  }

  names(): string[] {
    return Object.keys(this.#settings.read().profiles).sort();
  }

  /** Whether anything is known of it. */
  has(name: string): boolean {
    return this.#entry(name) !== undefined;
  }

  /** The profile's login; undefined when it has none. */
  get(name: string): ProfileSettings | undefined {
    const entry = this.#entry(name);
    return entry && hasLogin(entry) ? entry : undefined;
  }

  /** The profile's settings for the Investment API; undefined when it has none. */
  investment(name: string): InvestmentSettings | undefined {
    return this.#entry(name)?.investment;
  }

  /** Changes what is known of a profile, or adds one; its secrets stay where they are. */
  async save(name: string, profile: ProfileSettings): Promise<void> {
    await this.#change(name, (entry) => ({ ...lasting(entry), ...profile }));
  }

  /**
   * Stores a login that succeeded: the secrets where UPVEST_TOKEN_STORE wants them (unset: where they were, else wherever is best),
   * the settings beside that choice, so that no two processes disagree. What was there before is replaced.
   *
   * @throws {InvalidInputError} for an unknown UPVEST_TOKEN_STORE. @throws {TokenStoreError}
   */
  async saveLogin(name: string, profile: ProfileSettings, secrets: LoginSecrets): Promise<void> {
    const before = this.#entry(name)?.secretsIn;
    const { place, why } = await chooseSecretPlace(this.#wanted, this.secretsIn(name));
    const moves = before !== undefined && before !== place;
    const left = moves ? await vaultOf(before, name, this.folder).read() : {};
    await vaultOf(place, name, this.folder).update((record) => ({
      ...withoutLogin(left),
      ...withoutLogin(record),
      ...secrets,
    }));
    await this.save(name, { ...profile, secretsIn: place, secretsWhy: why });
    if (moves) await vaultOf(before, name, this.folder).update(() => ({}));
  }

  /**
   * Stores what requests to the Investment API need, beside the profile's login if it has one: the client secret with its other
   * secrets, or wherever is best for a new profile.
   *
   * @throws {InvalidInputError} for an unknown UPVEST_TOKEN_STORE. @throws {TokenStoreError}
   */
  async saveInvestment(name: string, investment: InvestmentSettings, clientSecret: string): Promise<void> {
    await this.settleSecrets(name);
    const recorded = this.has(name) ? (this.secretsIn(name) ?? AS_EVER) : undefined;
    const { place, why } = await chooseSecretPlace(this.#wanted, recorded);
    await vaultOf(place, name, this.folder).update((record) => ({ ...record, investmentClientSecret: clientSecret }));
    await this.#change(name, (entry) => ({ ...entry, secretsIn: place, secretsWhy: why, investment }));
  }

  async use(name: string): Promise<void> {
    assertProfileName(name);
    await this.#settings.change((settings) => ({ ...settings, current: name }));
  }

  /** Forgets settings and secrets, wherever they are. */
  async remove(name: string): Promise<void> {
    await this.#vault(name).update(() => ({}));
    await this.#settings.change(({ current, profiles: { [name]: _removed, ...profiles } }) => ({
      ...(current !== undefined && current !== name && { current }),
      profiles,
    }));
  }

  /**
   * Moves a profile's secrets when UPVEST_TOKEN_STORE names another place than where they are, and finishes a move that was
   * interrupted. Call it before a profile is used. Costs nothing when there is nothing to move.
   *
   * @throws {InvalidInputError} for an unknown UPVEST_TOKEN_STORE. @throws {TokenStoreError} `keychain` where that was demanded and
   *   does not work.
   */
  async settleSecrets(name: string): Promise<void> {
    const profile = this.#entry(name);
    if (!profile) return;
    const from = profile.secretsIn ?? 'file';
    const { place, why } = await chooseSecretPlace(this.#wanted, {
      place: from,
      why: profile.secretsWhy ?? 'as before',
    });
    if (profile.secretsLeftIn) await this.#forgetIn(name, profile.secretsLeftIn);
    if (place === from) return;
    const [source, target] = [vaultOf(from, name, this.folder), vaultOf(place, name, this.folder)];
    // One lock covers both. First copied, then recorded, then forgotten: a kill at any point loses nothing.
    await source.exclusive(async () => {
      const secrets = await source.read();
      await target.update(() => secrets);
      const moved = { secretsIn: place, secretsWhy: why, secretsLeftIn: from };
      await this.#change(name, (entry) => ({ ...profile, ...entry, ...moved }));
      await this.#forgetIn(name, from);
    });
  }

  /** The recorded choice; undefined when the profile is new. */
  secretsIn(name: string): SecretChoice | undefined {
    const profile = this.#entry(name);
    return profile?.secretsIn && { place: profile.secretsIn, why: profile.secretsWhy ?? 'as before' };
  }

  tokenStore(name: string): TokenStore {
    const options = { profile: name, folder: this.folder };
    return this.#placeOf(name) === 'keychain' ? new KeychainTokenStore(options) : new FileTokenStore(options);
  }

  /** Where the profile's secrets are, for people. */
  secretsPlace(name: string): string {
    return this.#vault(name).place.name;
  }

  async clientSecret(name: string): Promise<string | undefined> {
    return (await this.#vault(name).read()).clientSecret;
  }

  async saveClientSecret(name: string, clientSecret: string): Promise<void> {
    await this.#vault(name).update((record) => ({ ...record, clientSecret }));
  }

  async investmentClientSecret(name: string): Promise<string | undefined> {
    return (await this.#vault(name).read()).investmentClientSecret;
  }

  async #forgetIn(name: string, place: SecretPlaceName): Promise<void> {
    await vaultOf(place, name, this.folder).update(() => ({}));
    if (this.has(name)) await this.#change(name, ({ secretsLeftIn: _done, ...entry }) => entry);
  }

  async #change(name: string, change: (entry: ProfileEntry) => ProfileEntry): Promise<void> {
    assertProfileName(name);
    await this.#settings.change(({ profiles, ...rest }) => ({
      ...rest,
      profiles: { ...profiles, [name]: change(profiles[name] ?? {}) },
    }));
  }

  #entry(name: string): ProfileEntry | undefined {
    assertProfileName(name);
    const { profiles } = this.#settings.read();
    return Object.hasOwn(profiles, name) ? profiles[name] : undefined;
  }

  #placeOf(name: string): SecretPlaceName {
    return this.secretsIn(name)?.place ?? 'file';
  }

  #vault(name: string): CredentialVault {
    return vaultOf(this.#placeOf(name), name, this.folder);
  }
}

function vaultOf(place: SecretPlaceName, profile: string, folder: string): CredentialVault {
  return place === 'keychain' ? keychainVault({ profile, folder }) : fileVault({ profile, folder });
}

/** What outlasts a new login under the same name. */
function lasting({ secretsIn, secretsWhy, investment }: ProfileEntry): ProfileEntry {
  return { ...(secretsIn && { secretsIn }), ...(secretsWhy && { secretsWhy }), ...(investment && { investment }) };
}

function withoutLogin({ clientSecret: _secret, tokens: _tokens, ...others }: CredentialRecord): CredentialRecord {
  return others;
}

import { dirname, join } from 'node:path';
import { TokenStoreError } from '../errors.ts';
import {
  ensurePrivateFolder,
  homeFolder,
  keepAside,
  readPrivateFile,
  sweepTemporaries,
  underFreeLock,
  withFileLock,
  writePrivateFile,
} from '../storage/index.ts';
import type { SecretPlaceName } from './secret-place.ts';

/** What a login was made with; nothing secret. */
export interface LoginSettings {
  baseUrl: string;
  clientId: string;
  username?: string;
  /** Asked for at login. */
  scope: string[];
}

/** What requests to the Investment API are made with; nothing secret. */
export interface InvestmentSettings {
  baseUrl: string;
  clientId: string;
  /** Under which the public key is registered. */
  keyId: string;
  /** Absolute path of the private key, which stays where it is. */
  keyFile: string;
}

/** Where a profile's secrets are. */
export interface SecretSettings {
  /** Where the secrets are. Absent: in the file. */
  secretsIn?: SecretPlaceName;
  /** Why there, for people. */
  secretsWhy?: string;
  /** The other place, while a move between the two is not finished. */
  secretsLeftIn?: SecretPlaceName;
}

export interface ProfileSettings extends LoginSettings, SecretSettings {}

/** A profile as it is stored: a login, settings of the Investment API, or both. */
export interface ProfileEntry extends Partial<LoginSettings>, SecretSettings {
  investment?: InvestmentSettings;
}

export interface Settings {
  /** The profile that is used when none is named. */
  current?: string;
  profiles: Record<string, ProfileEntry>;
}

const SCHEMA = {
  current: { type: 'string' },
  profiles: {
    type: 'object',
    additionalProperties: {
      type: 'object',
      anyOf: [{ required: ['baseUrl', 'clientId', 'scope'] }, { required: ['investment'] }],
      properties: {
        baseUrl: { type: 'string' },
        clientId: { type: 'string' },
        username: { type: 'string' },
        scope: { type: 'array', items: { type: 'string' } },
        secretsIn: { enum: ['file', 'keychain'] },
        secretsWhy: { type: 'string' },
        secretsLeftIn: { enum: ['file', 'keychain'] },
        investment: {
          type: 'object',
          required: ['baseUrl', 'clientId', 'keyId', 'keyFile'],
          properties: {
            baseUrl: { type: 'string' },
            clientId: { type: 'string' },
            keyId: { type: 'string' },
            keyFile: { type: 'string' },
          },
        },
      },
    },
  },
} as const;

/**
 * `config.json`. Reading takes no library, so that a listing does not wait for a schema compiler; changes go through conf, which
 * checks them against the schema. conf's own way to the disk is replaced by ours (see `private-file.ts`), and since conf does not
 * coordinate processes, every change re-reads the file under a lock.
 */
export class SettingsFile {
  readonly path: string;

  constructor(folder: string) {
    this.path = join(folder, 'config.json');
  }

  /** @throws {TokenStoreError} `unreadable`, after keeping the file aside */
  read(): Settings {
    const settings = this.#readOrUndefined();
    if (settings) return settings;
    // Only who holds the lock may move the file: another process may have put a good one there since.
    const locked = underFreeLock(this.#lockPath, () => this.#readOrKeepAside());
    if (locked) return locked.result;
    throw this.#unreadable('another process is at work on them', 'Try again.');
  }

  async change(change: (settings: Settings) => Settings): Promise<void> {
    await withFileLock(this.#lockPath, async () => {
      sweepTemporaries(this.path);
      const next = change(this.#readOrKeepAside());
      const conf = await openConf(dirname(this.path));
      conf.store = { ...next };
    });
  }

  get #lockPath(): string {
    return `${this.path}.lock`;
  }

  #readOrUndefined(): Settings | undefined {
    const text = readPrivateFile(this.path);
    return text === undefined ? { profiles: {} } : parse(text);
  }

  #readOrKeepAside(): Settings {
    const settings = this.#readOrUndefined();
    if (settings) return settings;
    throw this.#unreadable(`they were kept as ${keepAside(this.path)}`, 'Log in again to write new ones.');
  }

  #unreadable(what: string, hint: string): TokenStoreError {
    return new TokenStoreError(`The settings in ${this.path} cannot be read; ${what}.`, {
      failure: 'unreadable',
      path: this.path,
      hint,
    });
  }
}

async function openConf(folder: string) {
  const { default: Conf } = await importConf(folder);
  // Private in conf's types, an ordinary method in its code: the one place where it writes.
  const Base = Conf as unknown as new (options: object) => { path: string; store: Record<string, unknown> };
  class DurableConf extends Base {
    _write(value: unknown): void {
      writePrivateFile(this.path, `${JSON.stringify(value, null, 2)}\n`);
    }

    _ensureDirectory(): void {
      ensurePrivateFolder(folder);
    }
  }
  return new DurableConf({
    cwd: folder,
    configName: 'config',
    configFileMode: 0o600,
    schema: SCHEMA,
    accessPropertiesByDotNotation: false,
  });
}

/** conf looks for the home folder while it is being loaded, also when it is told where its file is; without one that would throw. */
async function importConf(folder: string) {
  if (homeFolder() !== undefined) return import('conf');
  process.env.HOME = folder;
  try {
    return await import('conf');
  } finally {
    delete process.env.HOME;
  }
}

function parse(text: string): Settings | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isSettings(value) ? { ...value, profiles: value.profiles ?? {} } : undefined;
  } catch {
    return undefined;
  }
}

function isSettings(value: unknown): value is Settings {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  const { current, profiles = {} } = value as Partial<Settings>;
  return (
    (current === undefined || typeof current === 'string') &&
    typeof profiles === 'object' &&
    profiles !== null &&
    Object.values(profiles).every(isProfile)
  );
}

function isProfile(value: unknown): value is ProfileEntry {
  if (typeof value !== 'object' || value === null) return false;
  const { investment, secretsIn = 'file', secretsLeftIn = 'file' } = value as ProfileEntry;
  return (
    [secretsIn, secretsLeftIn].every((place) => place === 'file' || place === 'keychain') &&
    (investment === undefined ? hasLogin(value) : isInvestment(investment))
  );
}

/** Whether a profile has what a login leaves behind. */
export function hasLogin(entry: ProfileEntry): entry is ProfileSettings {
  const { baseUrl, clientId, username, scope } = entry;
  return (
    typeof baseUrl === 'string' &&
    typeof clientId === 'string' &&
    (username === undefined || typeof username === 'string') &&
    Array.isArray(scope) &&
    scope.every((name) => typeof name === 'string')
  );
}

function isInvestment(value: unknown): value is InvestmentSettings {
  if (typeof value !== 'object' || value === null) return false;
  const { baseUrl, clientId, keyId, keyFile } = value as Partial<InvestmentSettings>;
  return [baseUrl, clientId, keyId, keyFile].every((text) => typeof text === 'string');
}

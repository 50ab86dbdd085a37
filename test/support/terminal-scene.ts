import { generateKeyPairSync } from 'node:crypto';
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FileSendJournal, TokenSet } from '../../src/index.ts';
import { Profiles } from '../../src/profiles/index.ts';

/** Secrets that stand out wherever they turn up. */
export const SECRETS = {
  accessToken: 'sentinel-access-token-5f0d',
  refreshToken: 'sentinel-refresh-token-91ce',
  clientSecret: 'sentinel-client-secret-27ab',
  password: 'sentinel-password-c3e8',
  investmentClientSecret: 'sentinel-investment-secret-04bd',
} as const;

/** In the journal of the profile in force: nobody knows what became of it. */
export const OPEN_SEND = {
  id: 'c1c2a4be-6f0e-4e7d-9a55-1f0f3d3b7c21',
  walletId: '5e0f6a6c-3b1d-4f0a-9a53-2c7f1d8e9b10',
  assetId: 'deaaa6bf-d944-57fa-8ec4-2dd45d1f5d3f',
  recipient: '0x2B5AD5c4795c026514f8317c7a215E218DcCD6cF',
  quantity: '4711',
  since: null,
};

const USERNAME = 'ada';
const CLIENT_ID = 'client-of-the-test';
const YEAR_MS = 365 * 24 * 3_600_000;

export interface SceneOptions {
  /** Of the Blockchain API, normalised. */
  baseUrl: string;
  investmentUrl: string;
  /** Whether the access token has run out, so that the first thing is its renewal. @default false */
  expired?: boolean;
}

/** Everything that a command may read or write, in a folder of its own, with a login in it. */
export class Scene implements Disposable {
  /** The whole of it; to be watched. */
  readonly folder: string;
  readonly config: string;
  /** So deep that `../../x` stays in the folder. */
  readonly cwd: string;
  readonly #template: string;

  static async open({ baseUrl, investmentUrl, expired = false }: SceneOptions): Promise<Scene> {
    const scene = new Scene();
    scene.#furnish();
    const now = Date.now();
    const tokens = new TokenSet({
      baseUrl,
      clientId: CLIENT_ID,
      username: USERNAME,
      accessToken: SECRETS.accessToken,
      refreshToken: SECRETS.refreshToken,
      scope: ['read', 'write', 'echo', 'wallet', 'transaction'],
      issuedAt: expired ? now - YEAR_MS : now,
      expiresAt: expired ? now - 1 : now + YEAR_MS,
    });
    const profiles = new Profiles(scene.config, scene.env);
    const settings = { baseUrl, clientId: CLIENT_ID, username: USERNAME, scope: [...tokens.scope] };
    for (const name of ['default', 'other']) {
      await profiles.saveLogin(name, settings, { clientSecret: SECRETS.clientSecret, tokens });
      const investment = {
        baseUrl: investmentUrl,
        clientId: CLIENT_ID,
        keyId: 'key-1',
        keyFile: join(scene.cwd, 'key.pem'),
      };
      await profiles.saveInvestment(name, investment, SECRETS.investmentClientSecret);
    }
    await new FileSendJournal({ folder: scene.config }).begin({ ...OPEN_SEND, baseUrl, startedAt: now }, false);
    cpSync(scene.folder, scene.#template, { recursive: true, verbatimSymlinks: true });
    return scene;
  }

  private constructor() {
    this.folder = mkdtempSync(join(tmpdir(), 'upvest-wallet-scene-'));
    this.#template = `${this.folder}-template`;
    this.config = join(this.folder, 'config');
    this.cwd = join(this.folder, 'work/deep/deeper');
  }

  /** All of a command's environment: nothing of this machine's but PATH. */
  get env(): Record<string, string> {
    return {
      PATH: process.env.PATH ?? '',
      HOME: join(this.folder, 'home'),
      TMPDIR: join(this.folder, 'temp'),
      UPVEST_CONFIG_DIR: this.config,
      UPVEST_TOKEN_STORE: 'file',
      UPVEST_PASSWORD: SECRETS.password,
      // Also where another API or another client is named, for which the profile's are not taken.
      UPVEST_CLIENT_ID: CLIENT_ID,
      UPVEST_CLIENT_SECRET: SECRETS.clientSecret,
      UPVEST_INVESTMENT_CLIENT_ID: CLIENT_ID,
      UPVEST_INVESTMENT_CLIENT_SECRET: SECRETS.investmentClientSecret,
      UPVEST_INVESTMENT_KEY_ID: 'key-1',
      UPVEST_INVESTMENT_KEY_FILE: join(this.cwd, 'key.pem'),
    };
  }

  /** As it was at the beginning. */
  restore(): void {
    rmSync(this.folder, { recursive: true, force: true });
    cpSync(this.#template, this.folder, { recursive: true, verbatimSymlinks: true });
  }

  [Symbol.dispose](): void {
    for (const folder of [this.folder, this.#template]) rmSync(folder, { recursive: true, force: true });
  }

  #furnish(): void {
    for (const name of ['home', 'temp', 'config']) mkdirSync(join(this.folder, name), { mode: 0o700 });
    mkdirSync(join(this.cwd, 'folder'), { recursive: true });
    const { privateKey } = generateKeyPairSync('ed25519');
    const write = (name: string, text: string | Buffer) => writeFileSync(join(this.cwd, name), text, { mode: 0o600 });
    write('key.pem', privateKey.export({ type: 'pkcs8', format: 'pem' }));
    write('empty', '');
    write('file.txt', 'a text\n');
    write('call.json', JSON.stringify(CONTRACT_CALL));
    symlinkSync('loop', join(this.cwd, 'loop'));
  }
}

const CONTRACT_CALL = {
  type: 'function',
  to: '0x2B5AD5c4795c026514f8317c7a215E218DcCD6cF',
  value: '0',
  abi: { name: 'transfer', inputs: [], outputs: [], type: 'function' },
  parameters: [],
};

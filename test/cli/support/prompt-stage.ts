import { generateKeyPairSync } from 'node:crypto';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FileSendJournal, TokenSet, WalletClient } from '../../../src/index.ts';
import { type ProfileSettings, Profiles } from '../../../src/profiles/index.ts';
import { type Sandbox, startSandbox } from '../../../src/sandbox/index.ts';
import type { Prompt } from './prompts.ts';

const RECIPIENT = '0x2B5AD5c4795c026514f8317c7a215E218DcCD6cF';
const OPEN_SEND = 'c1c2a4be-6f0e-4e7d-9a55-1f0f3d3b7c21';
const UNSIGNED = '0xeb808504a817c800825208942b5ad5c4795c026514f8317c7a215e218dccd6cf872386f26fc1000080038080';
const CALL = { type: 'function', to: RECIPIENT, value: '0', abi: { name: 'f', inputs: [] }, parameters: [] };

const PASSPHRASE = 'opens-the-key';

type LoginSecrets = Parameters<Profiles['saveLogin']>[2];
type Login = NonNullable<Prompt['login']>;

/** A sandbox, and folders with every login that a prompt needs; a terminal gets a copy of one. */
export class PromptStage implements AsyncDisposable {
  readonly #sandbox: Sandbox;
  readonly #folder = mkdtempSync(join(tmpdir(), 'upvest-wallet-prompts-'));
  /** Requests other than GET, in order. */
  readonly writes: string[];
  facts: Readonly<Record<string, string>> = {};

  static async open(): Promise<PromptStage> {
    const writes: string[] = [];
    const sandbox = await startSandbox({
      transactionStepMs: 50,
      onRequest: ({ method, path }) => {
        if (method !== 'GET') writes.push(`${method} ${path}`);
      },
    });
    const stage = new PromptStage(sandbox, writes);
    await stage.#furnish();
    return stage;
  }

  private constructor(sandbox: Sandbox, writes: string[]) {
    this.#sandbox = sandbox;
    this.writes = writes;
  }

  /** A folder for one run of the program, with the login in it; and the environment that leads there. */
  furnished(login: Login, index: number): { folder: string; cwd: string; env: Record<string, string> } {
    const folder = join(this.#folder, `run-${index}`);
    const cwd = join(folder, 'work');
    rmSync(folder, { recursive: true, force: true });
    for (const name of ['home', 'temp', 'work']) mkdirSync(join(folder, name), { recursive: true });
    cpSync(join(this.#folder, 'work'), cwd, { recursive: true });
    cpSync(join(this.#folder, login), join(folder, 'config'), { recursive: true });
    const env = {
      PATH: process.env.PATH ?? '',
      HOME: join(folder, 'home'),
      TMPDIR: join(folder, 'temp'),
      UPVEST_CONFIG_DIR: join(folder, 'config'),
      UPVEST_TOKEN_STORE: 'file',
    };
    return { folder, cwd, env };
  }

  /** The text with the facts in the places of their names. */
  fill(text: string): string {
    return text.replace(/\{(\w+)\}/g, (_all, name: string) => {
      const fact = this.facts[name];
      if (fact === undefined) throw new Error(`There is no fact ${name}.`);
      return fact;
    });
  }

  /** Of the demo user and of the clients. */
  get secrets(): string[] {
    const { password = '', clientSecret = '', investmentClientSecret = '', accessToken = '' } = this.facts;
    return [password, clientSecret, investmentClientSecret, accessToken, PASSPHRASE];
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#sandbox.close();
    rmSync(this.#folder, { recursive: true, force: true });
  }

  async #furnish(): Promise<void> {
    const { baseUrl, demo, investment } = this.#sandbox;
    const { clientId, clientSecret, username, password } = demo;
    const client = new WalletClient({ baseUrl, clientId, clientSecret });
    const tokens = await client.login({ username, password });
    const wallets = await client.wallets.list().take(100);
    const ether = wallets.find(({ protocol, index }) => protocol === 'ethereum_ropsten' && index === null);
    const [balance] = ether?.balances ?? [];
    if (!ether || !balance) throw new Error('The demo user has no Ether.');
    const sent = { password, recipient: RECIPIENT, quantity: 1n, assetId: balance.asset_id };
    await client.transactions.create(ether.id, sent);
    client.close();
    const over = ended(tokens);
    const settings = { baseUrl, clientId, scope: [...tokens.scope] };
    mkdirSync(join(this.#folder, 'none'), { mode: 0o700 });
    await this.#save('logged in', { ...settings, username }, { clientSecret, tokens });
    await this.#save('session over', { ...settings, username }, { clientSecret, tokens: over });
    await this.#save('session over, user unknown', settings, { clientSecret, tokens: over });
    const open = { id: OPEN_SEND, baseUrl, walletId: ether.id, assetId: balance.asset_id, recipient: RECIPIENT };
    await new FileSendJournal({ folder: join(this.#folder, 'logged in') }).begin(
      { ...open, quantity: '4711', since: null, startedAt: Date.now() },
      false,
    );
    this.#furnishWork();
    this.facts = {
      ...{ baseUrl, clientId, clientSecret, password },
      ...{ ether: ether.id, recipient: RECIPIENT, openSend: OPEN_SEND, rawTx: UNSIGNED },
      ...{ investmentUrl: investment.baseUrl, investmentClientId: investment.clientId, keyId: investment.keyId },
      investmentClientSecret: investment.clientSecret,
      accessToken: tokens.accessToken,
    };
  }

  async #save(login: Login, settings: ProfileSettings, secrets: LoginSecrets) {
    await new Profiles(join(this.#folder, login), { UPVEST_TOKEN_STORE: 'file' }).saveLogin(
      'default',
      settings,
      secrets,
    );
  }

  #furnishWork(): void {
    const folder = join(this.#folder, 'work');
    mkdirSync(folder);
    const { privateKey } = generateKeyPairSync('ed25519');
    const cipher = { cipher: 'aes-256-cbc', passphrase: PASSPHRASE };
    const pem = privateKey.export({ type: 'pkcs8', format: 'pem', ...cipher });
    writeFileSync(join(folder, 'encrypted.pem'), pem, { mode: 0o600 });
    writeFileSync(join(folder, 'call.json'), JSON.stringify(CALL));
  }
}

/** Of a session that the server has forgotten. */
function ended({ baseUrl, clientId, username, scope, issuedAt, expiresAt }: TokenSet): TokenSet {
  const tokens = { accessToken: 'forgotten-access', refreshToken: 'forgotten-refresh' };
  return new TokenSet({ baseUrl, clientId, username, scope, issuedAt, expiresAt, ...tokens });
}

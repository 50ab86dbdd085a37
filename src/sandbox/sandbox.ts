import { createApp } from './app.ts';
import { DEMO_PASSWORD, DEMO_USERNAME, demoClient, placeDemoWallets, placeNumberedWallets } from './demo-data.ts';
import { FaultPlan, type Faults } from './faults.ts';
import { OAuthClients } from './oauth/clients.ts';
import { TokenRegistry } from './oauth/token-registry.ts';
import { Observer, type SandboxStats } from './observer.ts';
import { DEFAULT_SEED, type ResolvedOptions, resolveOptions, type SandboxOptions } from './options.ts';
import type { SavedState } from './saved-state.ts';
import { baseUrlOf, listen } from './server.ts';
import { StateFile } from './state-file.ts';
import { RecoveryKits } from './tenancy/recovery-kits.ts';
import { demoTenant, type Tenant } from './tenancy/tenant.ts';
import { Users } from './users.ts';
import { WalletBook } from './wallet-book.ts';

/** What a client needs to log the demo user in. */
export interface DemoCredentials {
  clientId: string;
  clientSecret: string;
  username: string;
  password: string;
}

/** What an application needs to sign its requests (contract 4.1) and to open recovery kits (4.3). */
export interface TenantCredentials {
  /** The API key's id. */
  key: string;
  secret: string;
  passphrase: string;
  /** The pair that recovery kits are sealed for: base64 of 32 bytes each. */
  kitPublicKey: string;
  kitSecretKey: string;
}

/** A running local Blockchain API. */
export interface Sandbox {
  /** Like `http://127.0.0.1:43210/1.0/`. */
  readonly baseUrl: string;
  readonly port: number;
  readonly demo: DemoCredentials;
  /** Like the demo client, a pure function of the seed. */
  readonly tenant: TenantCredentials;
  readonly faults: Faults;
  stats(): SandboxStats;
  /**
   * Ends every access token now, as a server does that revokes early; refresh tokens stay. Answers how many there were.
   */
  revokeAccessTokens(): Promise<number>;
  /** Stops listening, ends open connections and finishes writing the data file. Can be called twice. */
  close(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}

/**
 * Starts a local Blockchain API with a demo user. Rejects when the address is taken, an option is out of range, or the
 * data file cannot be understood or was made with another seed.
 */
export async function startSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const resolved = resolveOptions(options);
  const saved = resolved.data === undefined ? undefined : await StateFile.read(resolved.data);
  const seed = chooseSeed(resolved, saved);
  const client = demoClient(seed);
  const tenant = demoTenant(seed);

  const users = new Users({ ...resolved, seed }, saved);
  const tokens = new TokenRegistry(resolved.clock, saved?.tokens);
  const wallets = new WalletBook({ ...resolved, seed, users: users.all() });
  await populate(users, wallets, resolved);

  const snapshot = (): SavedState => ({ version: 1, seed, ...users.saved(), tokens: tokens.records() });
  const stateFile = resolved.data === undefined ? undefined : new StateFile(resolved.data, snapshot);
  const persist = async (): Promise<void> => stateFile?.save();
  await persist();

  const observer = new Observer(resolved.onRequest);
  const faults = new FaultPlan(resolved.faults);
  const closing = new AbortController();
  const app = createApp({
    ...resolved,
    oauth: { ...resolved, users, tokens, clients: new OAuthClients([client, ...resolved.clients]) },
    resources: {
      users,
      tokens,
      kits: new RecoveryKits({ ...resolved, seed, tenant }),
      wallets,
      clock: resolved.clock,
      randomBytes: resolved.randomBytes,
      persist,
    },
    signatures: { tenant, clock: resolved.clock, toleranceSeconds: resolved.signatureToleranceSeconds },
    observer,
    faults,
    closing: closing.signal,
    boundHost: resolved.host,
  });
  const server = await listen(app, resolved.port, resolved.host);
  const close = async (): Promise<void> => {
    closing.abort();
    await server.close();
    await stateFile?.flush();
  };

  return {
    baseUrl: baseUrlOf(resolved.host, server.port),
    port: server.port,
    demo: { ...client, username: DEMO_USERNAME, password: DEMO_PASSWORD },
    tenant: showTenant(tenant),
    faults,
    stats: () => observer.stats(),
    revokeAccessTokens: async () => {
      const count = tokens.revokeAllAccess();
      await persist();
      return count;
    },
    close,
    [Symbol.asyncDispose]: close,
  };
}

function showTenant({ key, secret, passphrase, kitKeys }: Tenant): TenantCredentials {
  const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64');
  return {
    key,
    secret,
    passphrase,
    kitPublicKey: base64(kitKeys.publicKey),
    kitSecretKey: base64(kitKeys.secretKey),
  };
}

function chooseSeed({ seed, data }: ResolvedOptions, saved: SavedState | undefined): string {
  if (saved === undefined) return seed ?? DEFAULT_SEED;
  if (seed !== undefined && seed !== saved.seed) {
    throw new Error(`${data} was made with another seed: its wallets cannot be derived from this one.`);
  }
  return saved.seed;
}

/** Users that a data file brought along stay as they were left. */
async function populate(users: Users, wallets: WalletBook, options: ResolvedOptions): Promise<void> {
  const demo = await users.create(DEMO_USERNAME, DEMO_PASSWORD);
  if (demo !== undefined) placeDemoWallets(demo.user, demo.keys, wallets);
  for (const { username, password, wallets: count = 0 } of options.users) {
    const made = await users.create(username, password);
    if (made !== undefined) placeNumberedWallets(made.user, made.keys, wallets, count);
  }
}

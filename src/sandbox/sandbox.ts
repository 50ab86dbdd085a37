import { createApp } from './app.ts';
import { findAsset } from './assets.ts';
import { type DataLock, lockDataFile } from './data-lock.ts';
import { DEMO_PASSWORD, DEMO_USERNAME, demoClient, placeDemoWallets, placeNumberedWallets } from './demo-data.ts';
import { FaultPlan, type Faults } from './faults.ts';
import { type DemoInvestmentClient, demoInvestmentClient, registrations } from './investment/index.ts';
import { giveFromFaucet } from './ledger/faucet.ts';
import { Transactions } from './ledger/transactions.ts';
import { OAuthClients } from './oauth/clients.ts';
import { TokenRegistry } from './oauth/token-registry.ts';
import { Observer, type SandboxStats } from './observer.ts';
import { DEFAULT_SEED, type ResolvedOptions, resolveOptions, type SandboxOptions } from './options.ts';
import type { SavedState } from './saved-state.ts';
import { baseUrlOf, listen } from './server.ts';
import { StateFile } from './state-file.ts';
import { RecoveryKits } from './tenancy/recovery-kits.ts';
import { demoTenant, type Tenant } from './tenancy/tenant.ts';
import { type User, Users } from './users.ts';
import { WalletBook } from './wallet-book.ts';
import { type BalanceRecord, listedBalances } from './wallet-record.ts';

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

/** What a client of the Investment API needs; a pure function of the seed but for the base URL. */
export interface InvestmentCredentials extends DemoInvestmentClient {
  /** The sandbox's own address: the Investment API has no version in its paths. */
  baseUrl: string;
}

/** A running local Blockchain API. */
export interface Sandbox {
  /** Like `http://127.0.0.1:43210/1.0/`. */
  readonly baseUrl: string;
  readonly port: number;
  readonly demo: DemoCredentials;
  /** Like the demo client, a pure function of the seed. */
  readonly tenant: TenantCredentials;
  /** For the piece of the Investment API that is served beside it. */
  readonly investment: InvestmentCredentials;
  readonly faults: Faults;
  stats(): SandboxStats;
  /**
   * Ends every access token now, as a server does that revokes early; refresh tokens stay. Answers how many there were.
   */
  revokeAccessTokens(): Promise<number>;
  /**
   * The faucet: gives a wallet of this sandbox `quantity` of the asset's smallest unit, at once. `asset` is an id or a
   * symbol. Ether, tokens and Bitcoin come by a real transaction of the sandbox's own account, which is answered; Arweave
   * comes without one (nulls). Rejects for an address that no wallet here has, and for an asset of another network.
   */
  fund(
    address: string,
    asset: string,
    quantity: bigint | string,
  ): Promise<{ id: string | null; txhash: string | null }>;
  /**
   * The signed bytes of a transaction in hex, without `0x`, by its id or its hash; undefined if there is none, or if it was
   * REJECTED and so never signed.
   */
  rawTransaction(idOrHash: string): string | undefined;
  /** Stops listening, ends open connections and finishes writing the data file. Can be called twice. */
  close(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}

/**
 * Starts a local Blockchain API with a demo user. Rejects when the address is taken, an option is out of range, or the
 * data file cannot be understood, was made with another seed, is in use by another sandbox, or is no file of this user's.
 */
export async function startSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const resolved = resolveOptions(options);
  const lock = resolved.data === undefined ? undefined : await lockDataFile(resolved.data);
  try {
    return await start(resolved, lock);
  } catch (error) {
    await lock?.release();
    throw error;
  }
}

async function start(resolved: ResolvedOptions, lock: DataLock | undefined): Promise<Sandbox> {
  const saved = resolved.data === undefined ? undefined : await StateFile.read(resolved.data);
  const seed = chooseSeed(resolved, saved);
  const client = demoClient(seed);
  const tenant = demoTenant(seed);
  const investment = demoInvestmentClient(seed);

  const users = new Users({ ...resolved, seed }, saved);
  const tokens = new TokenRegistry(resolved.clock, saved?.tokens);
  const wallets = new WalletBook({ ...resolved, seed, users: users.all() });
  await populate(users, wallets, resolved);
  const transactions = new Transactions(
    { ...resolved, seed, stepMs: resolved.transactionStepMs, users },
    saved?.ledger,
  );
  for (const user of users.all()) for (const wallet of user.wallets) transactions.treasury.endow(wallet);

  const snapshot = (): SavedState => ({
    version: 1,
    seed,
    ...users.saved(),
    tokens: tokens.records(),
    ledger: transactions.ledger.saved(),
  });
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
      transactions,
      clock: resolved.clock,
      randomBytes: resolved.randomBytes,
      persist,
    },
    investment: { clients: registrations(investment), clock: { now: resolved.clock } },
    signatures: { tenant, clock: resolved.clock, toleranceSeconds: resolved.signatureToleranceSeconds },
    observer,
    faults,
    closing: closing.signal,
    boundHost: resolved.host,
    defaultAddress: (asset) => addressFor(users.find(DEMO_USERNAME), asset),
  });
  const server = await listen(app, resolved.port, resolved.host);
  const close = async (): Promise<void> => {
    closing.abort();
    await server.close();
    await stateFile?.close();
    await lock?.release();
  };

  const baseUrl = baseUrlOf(resolved.host, server.port);
  return {
    baseUrl,
    port: server.port,
    demo: { ...client, username: DEMO_USERNAME, password: DEMO_PASSWORD },
    tenant: showTenant(tenant),
    investment: { baseUrl: new URL(baseUrl).origin, ...investment },
    faults,
    stats: () => observer.stats(),
    revokeAccessTokens: async () => {
      const count = tokens.revokeAllAccess();
      await persist();
      return count;
    },
    fund: async (address, asset, quantity) => {
      const gift = giveFromFaucet(transactions, { address, asset, quantity: BigInt(quantity) });
      await persist();
      return { id: gift?.id ?? null, txhash: gift?.txhash ?? null };
    },
    rawTransaction: (idOrHash) => transactions.ledger.rawTransaction(idOrHash),
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

/** The oldest wallet of the user that has the asset (an id or a symbol). */
function addressFor(user: User | undefined, asset: string): string | undefined {
  const holds = ({ assetId }: BalanceRecord): boolean =>
    assetId === asset.toLowerCase() || findAsset(assetId)?.symbol === asset.toUpperCase();
  return user?.wallets.find((wallet) => listedBalances(wallet).some(holds))?.address;
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

import { spawn } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { type JournalRecord, type Transaction, type Wallet, WalletClient } from '../../../src/index.ts';
import { Profiles } from '../../../src/profiles/index.ts';
import type { Sandbox, SandboxOptions, SandboxRequestEvent } from '../../../src/sandbox/index.ts';
import { configFolder, type Ending, ownFolder, PROGRAM, run, sandboxForTest } from './program.ts';

export const RECIPIENT = '0x2B5AD5c4795c026514f8317c7a215E218DcCD6cF';
export const CREATE_PATH = 'kms/wallets/*/transactions/';

/** A logged-in demo user of a sandbox of its own, and what reached that sandbox. */
export interface Purse {
  sandbox: Sandbox;
  /** With the password. */
  env: NodeJS.ProcessEnv;
  /** The requests other than GET. */
  writes: SandboxRequestEvent[];
  ether: Wallet;
  bitcoin: Wallet;
  run(...args: string[]): Promise<Ending>;
  send(...args: string[]): Promise<Ending>;
  history(): Promise<Transaction[]>;
}

export async function openPurse(options: SandboxOptions = {}): Promise<Purse> {
  const writes: SandboxRequestEvent[] = [];
  const onRequest = (event: SandboxRequestEvent) => {
    if (event.method !== 'GET' && !event.path.endsWith('/token')) writes.push(event);
  };
  const sandbox = await sandboxForTest({ transactionStepMs: 200, ...options, onRequest });
  const { clientId, clientSecret, username, password } = sandbox.demo;
  const { baseUrl } = sandbox;
  const folder = configFolder();
  const client = new WalletClient({ baseUrl, clientId, clientSecret });
  const tokens = await client.login({ username, password });
  const settings = { baseUrl, clientId, username, scope: [...tokens.scope] };
  const env = { ...ownFolder(folder), UPVEST_PASSWORD: password };
  await new Profiles(folder, env).saveLogin('default', settings, { clientSecret, tokens });
  const wallets = await client.wallets.list().take(100);
  onTestFinished(() => client.close());
  const ether = first(wallets, 'ethereum_ropsten');
  return {
    sandbox,
    env,
    writes,
    ether,
    bitcoin: first(wallets, 'bitcoin_testnet'),
    run: (...args) => run(args, { env }),
    send: (...args) => run(sendArguments(ether, ...args), { env }),
    history: async () => client.transactions.list(ether.id).take(100),
  };
}

/** 0.1 Ether to the recipient, confirmed. */
export function sendArguments({ id }: Wallet, ...more: string[]): string[] {
  return ['transactions', 'send', id, '--to', RECIPIENT, '--amount', '0.1', '--asset', 'ETH', '--yes', ...more];
}

/** Begun and not waited for. */
export function begin(args: readonly string[], env: NodeJS.ProcessEnv) {
  const child = spawn(process.execPath, [PROGRAM, ...args], { env: { PATH: process.env.PATH, ...env }, stdio: 'pipe' });
  child.stdin.end();
  let stderr = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  const ended = new Promise<{ exitCode: number | null; stderr: string }>((resolve) => {
    child.on('close', (exitCode) => resolve({ exitCode, stderr }));
  });
  return { child, ended, stderr: () => stderr };
}

export async function until(condition: () => boolean): Promise<void> {
  for (const deadline = Date.now() + 10_000; !condition(); ) {
    if (Date.now() > deadline) throw new Error('It did not come about.');
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

export function journalFile(env: NodeJS.ProcessEnv): string {
  return join(env.UPVEST_CONFIG_DIR ?? '', 'sends.json');
}

export function openSends(env: NodeJS.ProcessEnv): JournalRecord[] {
  return JSON.parse(readFileSync(journalFile(env), 'utf8'));
}

export function changeOpenSends(env: NodeJS.ProcessEnv, change: (record: JournalRecord) => JournalRecord): void {
  writeFileSync(journalFile(env), JSON.stringify(openSends(env).map(change)), { mode: 0o600 });
}

function first(wallets: readonly Wallet[], protocol: string): Wallet {
  const wallet = wallets.find((one) => one.protocol === protocol && one.index === null);
  if (!wallet) throw new Error(`The demo user has no wallet of ${protocol}.`);
  return wallet;
}

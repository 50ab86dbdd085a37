import { randomBytes } from 'node:crypto';
import { Transaction as EthersTransaction } from 'ethers';
import { FileSendJournal, MemoryTokenStore, type SendJournal, type Wallet, WalletClient } from '../../src/index.ts';
import { type Sandbox, type SandboxOptions, startSandbox } from '../../src/sandbox/index.ts';
import type { ListEnvelope, Transaction } from '../../src/wire.ts';
import { ETHER, PASSWORD_OF_DEMO } from '../sandbox/known.ts';
import { TestClock } from '../support/session.ts';
import { tempFolder } from '../support/temp-folder.ts';
import { type Gate, isCreate, startGate, type Trouble } from './gate.ts';

export const PASSWORD = PASSWORD_OF_DEMO;

/** Fresh for each payment, so that the ledger can be asked how often exactly this one was made. */
export function freshRecipient(): string {
  return `0x${randomBytes(20).toString('hex')}`;
}

/** The demo user's Ether wallet with the most in it. */
export async function richWallet(client: WalletClient): Promise<Wallet> {
  for await (const wallet of client.wallets.list()) {
    if (wallet.protocol === 'ethereum_ropsten' && wallet.index === 0) return wallet;
  }
  throw new Error('The demo user has no Ether wallet of index 0.');
}

/** Asks the sandbox past the client: what this wallet paid to the recipient. What is in the list is really signed. */
export async function paidTo(sandbox: Sandbox, token: string, walletId: string, recipient: string) {
  const response = await fetch(`${sandbox.baseUrl}kms/wallets/${walletId}/transactions/?page_size=100`, {
    headers: { Authorization: `Bearer ${token}` },
  });
  const { results } = (await response.json()) as ListEnvelope<Transaction>;
  const paid = results.filter((transaction) => transaction.recipient?.toLowerCase() === recipient.toLowerCase());
  for (const { id, txhash } of paid) {
    const signed = EthersTransaction.from(`0x${sandbox.rawTransaction(id)}`);
    if (signed.hash !== txhash || signed.to?.toLowerCase() !== recipient.toLowerCase()) throw new Error('Not signed.');
  }
  return paid;
}

export interface Money extends AsyncDisposable {
  sandbox: Sandbox;
  gate: Gate;
  client: WalletClient;
  journal: SendJournal;
  wallet: Wallet;
  /** What happens to the next create of this client. */
  next: { trouble: Trouble | undefined };
  payments(recipient: string): Promise<Transaction[]>;
}

/** A logged-in client with a file journal, behind a gate to a sandbox of its own. */
export async function startMoney(options: SandboxOptions = {}): Promise<Money> {
  const sandbox = await startSandbox(options);
  const gate = await startGate(sandbox);
  const folder = tempFolder();
  const journal = new FileSendJournal({ folder: folder.path });
  const next: Money['next'] = { trouble: undefined };
  const { clientId, clientSecret, username, password } = sandbox.demo;
  const client = new WalletClient({
    baseUrl: gate.baseUrl,
    clientId,
    clientSecret,
    tokenStore: new MemoryTokenStore(),
    sendJournal: journal,
    clock: new TestClock(),
    onRequest: ({ method, url, attempt }) => {
      if (!isCreate(method, url) || attempt > 1) return;
      gate.strike(next.trouble);
      next.trouble = undefined;
    },
  });
  await client.login({ username, password });
  const wallet = await richWallet(client);
  return {
    sandbox,
    gate,
    client,
    journal,
    wallet,
    next,
    payments: async (recipient) => paidTo(sandbox, await client.accessToken(), wallet.id, recipient),
    async [Symbol.asyncDispose]() {
      client.close();
      await gate[Symbol.asyncDispose]();
      await sandbox.close();
      folder[Symbol.dispose]();
    },
  };
}

export function payment(recipient: string, more: { quantity?: bigint; sendAgain?: boolean; assetId?: string } = {}) {
  return { password: PASSWORD, assetId: ETHER, recipient, quantity: 1_000n, ...more };
}

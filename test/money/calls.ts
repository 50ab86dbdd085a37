import { Transaction as EthersTransaction, Interface } from 'ethers';
import type { CallOptions, Transaction, Wallet, WalletClient } from '../../src/index.ts';
import type { Sandbox } from '../../src/sandbox/index.ts';
import { PASSWORD } from './support.ts';

export const COIN_CONTRACT = '0xb95185ca02B704e46721d878EE7f566C6a2a959f';

export const TRANSFER = {
  type: 'function',
  name: 'transfer',
  inputs: [
    { name: 'to', type: 'address' },
    { name: 'value', type: 'uint256' },
  ],
  outputs: [{ name: '', type: 'bool' }],
  stateMutability: 'nonpayable',
};

/** 25 of the smallest unit of COIN to the recipient. */
export function coinCall(recipient: string, more: object = {}) {
  const parameters = [recipient, '25'];
  return { type: 'ethereum_function_call', to: COIN_CONTRACT, value: '0', abi: TRANSFER, parameters, ...more };
}

/** 1000 Wei to the recipient, unsigned. */
export function rawPayment(recipient: string, nonce: number, gasPrice = 2_000_000_000n): string {
  const paid = { type: 0, to: recipient, value: 1_000n, gasLimit: 21_000n, gasPrice, chainId: 3n, nonce };
  return EthersTransaction.from(paid).unsignedSerialized;
}

/** The demo user's wallet that holds COIN beside Ether. */
export async function coinWallet(client: WalletClient): Promise<Wallet> {
  for await (const wallet of client.wallets.list()) {
    if (wallet.protocol === 'ethereum_ropsten' && wallet.index === null) return wallet;
  }
  throw new Error('The demo user has no Ether wallet without an index.');
}

/** The newest transactions of the wallet that the sandbox really signed, newest first. */
async function signedBy(sandbox: Sandbox, client: WalletClient, walletId: string) {
  const listed = await client.transactions.list(walletId, { pageSize: 100 }).take(100);
  return listed.flatMap((transaction) => {
    const raw = sandbox.rawTransaction(transaction.id);
    return raw === undefined ? [] : [{ ...transaction, raw }];
  });
}

/** What the wallet has paid to the recipient with raw transactions and calls of COIN, read from the signed bytes by ethers. */
export async function paidByCalls(
  sandbox: Sandbox,
  client: WalletClient,
  walletId: string,
  recipient: string,
): Promise<Transaction[]> {
  const signed = await signedBy(sandbox, client, walletId);
  const coin = new Interface([TRANSFER]);
  return signed.filter(({ raw }) => {
    if (!raw.includes(recipient.slice(2).toLowerCase())) return false;
    const { to, value, data } = EthersTransaction.from(`0x${raw}`);
    if (to === COIN_CONTRACT) return coin.decodeFunctionData('transfer', data)[0].toLowerCase() === recipient;
    return to?.toLowerCase() === recipient && value === 1_000n;
  });
}

/** The two kinds: how one is made for a recipient, each time anew as a program would. */
export interface CallKind {
  kind: 'raw' | 'complex';
  method: 'createRaw' | 'createComplex';
  /** For that method. */
  options(recipient: string): Promise<object>;
  /** What goes over the wire besides the password. */
  body(recipient: string): Promise<object>;
  send(recipient: string, options?: CallOptions & { sendAgain?: boolean }): Promise<Transaction>;
}

export function callKinds(sandbox: Sandbox, client: WalletClient, wallet: Wallet): Record<'raw' | 'complex', CallKind> {
  const rawTxTo = async (recipient: string) => {
    const sent = await signedBy(sandbox, client, wallet.id);
    const [newest] = sent.filter(({ sender }) => sender === wallet.address);
    return rawPayment(recipient, newest ? EthersTransaction.from(`0x${newest.raw}`).nonce + 1 : 0);
  };
  return {
    raw: {
      kind: 'raw',
      method: 'createRaw',
      options: async (recipient) => ({ password: PASSWORD, rawTx: await rawTxTo(recipient) }),
      body: async (recipient) => ({ raw_tx: await rawTxTo(recipient), input_format: 'hex' }),
      send: async (recipient, { sendAgain, ...options } = {}) => {
        const rawTx = await rawTxTo(recipient);
        return client.transactions.createRaw(wallet.id, { password: PASSWORD, rawTx, sendAgain }, options);
      },
    },
    complex: {
      kind: 'complex',
      method: 'createComplex',
      options: async (recipient) => ({ password: PASSWORD, tx: coinCall(recipient) }),
      body: async (recipient) => ({ tx: coinCall(recipient) }),
      send: async (recipient, { sendAgain, ...options } = {}) => {
        const call = { password: PASSWORD, tx: coinCall(recipient), sendAgain };
        return client.transactions.createComplex(wallet.id, call, options);
      },
    },
  };
}

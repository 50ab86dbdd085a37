import type { Sandbox } from '../../../src/sandbox/index.ts';
import type { ListEnvelope, Transaction, Utxo, Wallet } from '../../../src/wire.ts';
import { PASSWORD_OF_DEMO } from '../known.ts';
import { call, json } from '../support.ts';

export async function demoWallets(sandbox: Sandbox, token: string): Promise<Wallet[]> {
  return (await json<ListEnvelope<Wallet>>(await call(sandbox, 'kms/wallets/?page_size=100', token))).results;
}

/** The ACTIVE wallet that holds most of an asset, or, with `index`, the one of that index. */
export function walletHolding(wallets: readonly Wallet[], assetId: string, index?: number | null): Wallet {
  const candidates = wallets
    .filter((wallet) => wallet.status === 'ACTIVE' && amountIn(wallet, assetId) !== undefined)
    .filter((wallet) => index === undefined || wallet.index === index)
    .sort((one, other) => ((amountIn(one, assetId) ?? 0n) < (amountIn(other, assetId) ?? 0n) ? 1 : -1));
  const richest = candidates[0];
  if (richest === undefined) throw new Error(`No wallet for ${assetId}.`);
  return richest;
}

export function amountIn(wallet: Wallet, assetId: string): bigint | undefined {
  const balance = wallet.balances.find(({ asset_id }) => asset_id === assetId);
  return balance && BigInt(balance.amount);
}

export async function balanceOf(sandbox: Sandbox, token: string, walletId: string, assetId: string): Promise<bigint> {
  const wallet = await json<Wallet>(await call(sandbox, `kms/wallets/${walletId}`, token));
  return amountIn(wallet, assetId) ?? 0n;
}

export function post(
  sandbox: Sandbox,
  token: string,
  { walletId, kind = '', ...body }: { walletId: string; kind?: '' | 'raw' | 'complex'; [field: string]: unknown },
): Promise<Response> {
  return call(sandbox, `kms/wallets/${walletId}/transactions/${kind}`, token, { password: PASSWORD_OF_DEMO, ...body });
}

/** Sends, and throws unless the answer is 201. */
export async function send(...request: Parameters<typeof post>): Promise<Transaction> {
  const response = await post(...request);
  if (response.status !== 201) throw new Error(`${response.status} ${await response.text()}`);
  return json(response);
}

export async function retrieve(sandbox: Sandbox, token: string, walletId: string, id: string): Promise<Transaction> {
  const response = await call(sandbox, `kms/wallets/${walletId}/transactions/${id}`, token);
  if (response.status !== 200) throw new Error(`${response.status} ${await response.text()}`);
  return json(response);
}

export async function history(sandbox: Sandbox, token: string, walletId: string): Promise<Transaction[]> {
  const path = `kms/wallets/${walletId}/transactions/?page_size=100`;
  return (await json<ListEnvelope<Transaction>>(await call(sandbox, path, token))).results;
}

export async function utxosOf(sandbox: Sandbox, token: string, walletId: string): Promise<Utxo[]> {
  return (await json<{ utxos: Utxo[] }>(await call(sandbox, `kms/wallets/${walletId}/utxos/`, token))).utxos;
}

import type { ApiCaller } from '../session/index.ts';
import type { CallOptions } from '../transport/index.ts';
import type { Wallet } from '../wire.ts';
import { List, type ListOptions } from './list.ts';
import { path } from './path.ts';
import { callFor } from './resource.ts';
import { arrayOf, exponent, integer, integerText, nullable, object, string } from './shape.ts';

const balance = object({ amount: integerText, asset_id: string, name: string, symbol: string, exponent });

const wallet = object({
  id: string,
  address: nullable(string),
  index: nullable(integer),
  protocol: string,
  status: string,
  balances: arrayOf(balance),
});

/** The user's wallets (contract 3.4). */
export class Wallets {
  readonly #api: ApiCaller;

  constructor(api: ApiCaller) {
    this.#api = api;
  }

  /** GET `kms/wallets/`, every page, newest first. Scope `read` (and `wallet` on strict servers). */
  list(options?: ListOptions): List<Wallet> {
    return new List(
      this.#api,
      { method: 'GET', path: 'kms/wallets/', scopes: ['read'], strictScopes: ['wallet'] },
      wallet,
      options,
    );
  }

  /** GET `kms/wallets/{id}`. Scope `read` (and `wallet` on strict servers). @throws {NotFoundError} also for another user's wallet */
  async retrieve(walletId: string, options?: CallOptions): Promise<Wallet> {
    const call = {
      method: 'GET',
      path: path`kms/wallets/${walletId}`,
      scopes: ['read'],
      strictScopes: ['wallet'],
    } as const;
    return callFor(this.#api, call, wallet, options);
  }
}

import type { ApiCaller } from '../session/index.ts';
import type { CallOptions } from '../transport/index.ts';
import type { Utxo, UtxoList } from '../wire.ts';
import { path } from './path.ts';
import { callFor } from './resource.ts';
import { arrayOf, integer, integerText, object, string } from './shape.ts';

const utxos = object({
  utxos: arrayOf(object({ txhash: string, index: integer, value: integerText, confirmations: integer })),
});

/** Unspent outputs of Bitcoin wallets (contract 3.7). */
export class Utxos {
  readonly #api: ApiCaller;

  constructor(api: ApiCaller) {
    this.#api = api;
  }

  /** GET `kms/wallets/{id}/utxos/`: all of them, without pages. `value` is in Satoshi. Scope `read` (and `wallet` on strict servers). */
  async list(walletId: string, options?: CallOptions): Promise<Utxo[]> {
    const call = {
      method: 'GET',
      path: path`kms/wallets/${walletId}/utxos/`,
      scopes: ['read'],
      strictScopes: ['wallet'],
    } as const;
    return (await callFor<UtxoList>(this.#api, call, utxos, options)).utxos;
  }
}

import type { ApiCaller } from '../session/index.ts';
import type { CallOptions } from '../transport/index.ts';
import type { Asset } from '../wire.ts';
import { List, type ListOptions } from './list.ts';
import { path } from './path.ts';
import { callFor } from './resource.ts';
import { exponent, object, string } from './shape.ts';

const asset = object({ id: string, name: string, symbol: string, exponent, protocol: string, metadata: object({}) });

/** What wallets can hold (contract 3.3). */
export class Assets {
  readonly #api: ApiCaller;

  constructor(api: ApiCaller) {
    this.#api = api;
  }

  /** GET `assets/`, every page. Scope `read`. */
  list(options?: ListOptions): List<Asset> {
    return new List(this.#api, { method: 'GET', path: 'assets/', scopes: ['read'] }, asset, options);
  }

  /** GET `assets/{id}`. Scope `read`. @throws {NotFoundError} */
  async retrieve(assetId: string, options?: CallOptions): Promise<Asset> {
    return callFor(this.#api, { method: 'GET', path: path`assets/${assetId}`, scopes: ['read'] }, asset, options);
  }
}

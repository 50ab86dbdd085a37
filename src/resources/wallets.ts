import { InvalidInputError } from '../errors.ts';
import type { ApiCaller } from '../session/index.ts';
import type { CallOptions, Clock } from '../transport/index.ts';
import type { Wallet } from '../wire.ts';
import { List, type ListOptions } from './list.ts';
import { assertPassword } from './money.ts';
import { path } from './path.ts';
import { type PollOptions, poll } from './poll.ts';
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

/** Contract 1.2: activation took up to three minutes. */
const ACTIVE_WITHIN_MS = 180_000;

export interface CreateWallet {
  assetId: string;
  /** The user's password: sent once, not kept. */
  password: string;
  /** BIP-44 index; several wallets of one network differ by it. @default null, which is not 0 */
  index?: number | null | undefined;
}

/** The user's wallets (contract 3.4). */
export class Wallets {
  readonly #api: ApiCaller;
  readonly #clock: Clock;

  constructor(api: ApiCaller, clock: Clock) {
    this.#api = api;
    this.#clock = clock;
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

  /**
   * POST `kms/wallets/`: creates a wallet for one asset, or adds the asset to the wallet of the same network and index (contract 3.4).
   * Creating the same again answers with the existing one. Never repeated by itself. Scope `write` (and `wallet` on strict servers).
   *
   * @throws {ApiError} refused, e.g. a wrong password (`details[].location` is `password`). @throws {OutcomeUnknownError} list the wallets
   */
  async create({ assetId, password, index }: CreateWallet, options?: CallOptions): Promise<Wallet> {
    assertPassword(password);
    if (typeof assetId !== 'string' || assetId === '') {
      throw new InvalidInputError('assetId is missing.', { hint: 'Take it from assets.list().' });
    }
    if (index !== undefined && index !== null && !(Number.isSafeInteger(index) && index >= 0 && index < 2 ** 31)) {
      throw new InvalidInputError('index must be a whole number from 0 to 2^31-1, or null.', {
        hint: 'Leave it out for the default wallet.',
      });
    }
    // An index that was not given and null are the same wallet; 0 is another (contract 3.4).
    const body = { asset_id: assetId, password, index };
    const call = {
      method: 'POST',
      path: 'kms/wallets/',
      body,
      scopes: ['write'],
      strictScopes: ['wallet'],
      secrets: [password],
    } as const;
    return callFor(this.#api, call, wallet, options);
  }

  /**
   * Reads the wallet with growing pauses until it is ACTIVE and has its address.
   * @param options `timeoutMs` for all of it. @default 180_000
   * @throws {TimeoutError} it is not ready yet and may still become so
   */
  async waitUntilActive(walletId: string, { timeoutMs = ACTIVE_WITHIN_MS, signal }: PollOptions = {}): Promise<Wallet> {
    return poll({
      read: (options) => this.retrieve(walletId, options),
      isDone: ({ status, address }) => status === 'ACTIVE' && address !== null,
      what: 'The wallet',
      timeoutMs,
      signal,
      clock: this.#clock,
    });
  }
}

/**
 * The objects of the Blockchain API as they travel (contract sections 2 and 3). Wire names stay as they are; amounts are
 * decimal strings of the smallest unit. The sandbox and the client share these shapes and nothing else.
 */

/** `protocol` is an open set of names (contract 3.3): treat an unknown one as valid. */
export type Protocol =
  | 'ethereum'
  | 'erc20'
  | 'bitcoin'
  | 'arweave'
  | 'ethereum_ropsten'
  | 'erc20_ropsten'
  | 'ethereum_kovan'
  | 'erc20_kovan'
  | 'bitcoin_testnet'
  | 'arweave_testnet'
  | (string & {});

/** Contract 3.3. `exponent`: decimals between the smallest and the display unit. */
export interface Asset {
  id: string;
  name: string;
  symbol: string;
  exponent: number;
  protocol: Protocol;
  metadata: AssetMetadata;
}

export interface AssetMetadata {
  chain_id?: number;
  contract?: string;
  genesis?: string;
  [key: string]: unknown;
}

/** One asset's balance of a wallet (contract 3.4). `amount`: base-10 integer of the smallest unit. */
export interface Balance {
  amount: string;
  asset_id: string;
  name: string;
  symbol: string;
  exponent: number;
}

export type WalletStatus = 'PENDING' | 'ACTIVE' | (string & {});

/** Contract 3.4. `address` is null until the wallet is first ACTIVE; `index` null (none was asked for) is not 0. */
export interface Wallet {
  id: string;
  address: string | null;
  index: number | null;
  protocol: Protocol;
  status: WalletStatus;
  balances: Balance[];
}

/** Envelope of every list (contract 3.1). `next` and `previous` are absolute URLs; only their `cursor` is to be used. */
export interface ListEnvelope<T> {
  next: string | null;
  previous: string | null;
  results: T[];
}

export interface Echo {
  echo: string;
}

/** Answer of the token endpoint (contract 2.1, RFC 6749 section 5.1). Only `access_token` is certain. */
export interface TokenResponse {
  access_token: string;
  token_type: string;
  expires_in?: number;
  scope?: string;
  refresh_token?: string;
}

/** RFC 6749 section 5.2: the token endpoint's error body (contract 1.3, shape 1). */
export interface OAuthErrorBody {
  error: string;
  error_description?: string;
}

/** Error body of every other endpoint (contract 1.3, shape 2). */
export interface ErrorEnvelope {
  error: { code: number; message: string; details?: ErrorDetail[] };
}

export interface ErrorDetail {
  domain?: string;
  location?: string;
  locationType?: string;
  message?: string;
  reason?: string;
  value?: unknown;
}

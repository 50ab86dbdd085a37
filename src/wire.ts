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

/** `QUEUED` is the only one before a hash; `CONFIRMED`, `FAILED` and `REJECTED` are final. An open set (contract 3.5). */
export type TransactionStatus =
  | 'QUEUED'
  | 'PENDING'
  | 'CONFIRMING'
  | 'CONFIRMED'
  | 'FAILED'
  | 'REJECTED'
  | (string & {});

/** Contract 3.5. Amounts are base-10 integers of the smallest unit. */
export interface Transaction {
  id: string;
  /** Null or absent while QUEUED, and for one that was never broadcast. */
  txhash?: string | null;
  status: TransactionStatus;
  wallet_id: string;
  /** Absent for raw and complex ones, like everything else that belongs to an asset. */
  asset_id?: string | null;
  asset_name?: string | null;
  exponent?: number | null;
  sender: string;
  /** May be null for a contract call. */
  recipient: string | null;
  quantity?: string | null;
  /** What was offered: `gas_limit × gas_price` on Ethereum. */
  fee?: string | null;
  /** On Ethereum, from the broadcast on. */
  fee_info?: FeeInfo | null;
}

/** Contract 3.5. `fee` is what was spent, `gas_used × gas_price`, in Wei like `gas_price`. */
export interface FeeInfo {
  fee: string;
  gas_used: string;
  gas_limit: string;
  gas_price: string;
}

/**
 * Contract 3.6. `r`, `s`, `x` and `y` are written as `big_number_format` says. In the format `int` they are JSON numbers
 * of 256 bits, which `JSON.parse` destroys: a client that runs on it must never ask for that format.
 */
export interface Signature {
  big_number_format: string;
  algorithm: string;
  curve: string;
  /** 0 or 1. */
  recover: number;
  r: string;
  s: string;
  public_key: { x: string; y: string };
}

/** Contract 3.7. `value`: Satoshi. */
export interface Utxo {
  txhash: string;
  index: number;
  value: string;
  confirmations: number;
}

/** Contract 3.7: not the list envelope, and no pages. */
export interface UtxoList {
  utxos: Utxo[];
}

/** Contract 3.8. All keys are encrypted with the user's password. */
export interface Offboarding {
  previous: null;
  next: null;
  metadata: OffboardingMetadata;
  results: OffboardedWallet[];
  /** The zip of contract 3.8. */
  zip_base64: string;
}

export interface OffboardingMetadata {
  username: string;
  total_wallet_count: number;
  offboarded_wallet_count: number;
  [key: string]: unknown;
}

export interface OffboardedWallet {
  id: string;
  address: string;
  protocol: Protocol;
  /** Ethereum: Web3 Secret Storage, version 3. */
  keystore_file?: Record<string, unknown>;
  /** Bitcoin, like the two QR codes of it. */
  bip38_encrypted_private_key?: string;
  qr_code_svg?: string;
  qr_code_png_base64?: string;
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

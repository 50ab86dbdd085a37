/** The library's face. Everything here is documented where it is defined; nothing else is public. */
export { type DisplayableAmount, formatAmount, parseAmount } from './amount.ts';
export {
  ApiError,
  type ApiErrorDetail,
  ConnectionError,
  InsufficientScopeError,
  InvalidInputError,
  LoginError,
  NotFoundError,
  NotLoggedInError,
  OutcomeUnknownError,
  RateLimitError,
  SessionExpiredError,
  TimeoutError,
  TokenStoreError,
  UnexpectedResponseError,
  UpvestError,
} from './errors.ts';
export type { List, ListOptions } from './resources/index.ts';
export {
  type Credentials,
  FileTokenStore,
  type FileTokenStoreOptions,
  KeychainTokenStore,
  MemoryTokenStore,
  type SessionStatus,
  type TokenStore,
} from './session/index.ts';
export { ALL_SCOPES, type Scope, TokenSet, type TokenSetValues } from './token-set.ts';
export type { CallOptions, Clock, RequestEvent, ResponseEvent } from './transport/index.ts';
export { WalletClient, type WalletClientOptions } from './wallet-client.ts';
export type { Asset, AssetMetadata, Balance, ListEnvelope, Protocol, Wallet, WalletStatus } from './wire.ts';

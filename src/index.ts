/** The library's face. Everything here is documented where it is defined; nothing else is public. */
export { type DisplayableAmount, formatAmount, parseAmount } from './amount.ts';
export {
  assertAddress,
  type EthereumSignature,
  type EthereumSignatureOptions,
  hashMessage,
  hashTypedData,
  keccak256,
  readUnsignedTransaction,
  type SignatureExpectation,
  sha256,
  signatureProblem,
  type TypedData,
  toEthereumSignature,
  type UnsignedTransaction,
  verifySignature,
} from './chain/index.ts';
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
export {
  type CreateComplexTransaction,
  type CreateRawTransaction,
  type CreateTransaction,
  type CreateWallet,
  DuplicateSendError,
  FileSendJournal,
  type FileSendJournalOptions,
  type GasPriceLevel,
  type List,
  type ListOptions,
  type PollOptions,
  type RecentCall,
  type RecentTransaction,
  type SendJournal,
  type SignatureFormat,
  type SignHash,
} from './resources/index.ts';
export { type CallRecord, isSameSend, type JournalRecord, type SendRecord } from './send-record.ts';
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
export type {
  Asset,
  AssetMetadata,
  Balance,
  FeeInfo,
  ListEnvelope,
  OffboardedWallet,
  Offboarding,
  OffboardingMetadata,
  Protocol,
  Signature,
  Transaction,
  TransactionStatus,
  Utxo,
  Wallet,
  WalletStatus,
} from './wire.ts';

/** What the client puts together of the resources. */
export { Assets } from './assets.ts';
export { echo } from './echo.ts';
export { FileSendJournal, type FileSendJournalOptions } from './file-send-journal.ts';
export { List, type ListOptions } from './list.ts';
export type { GasPriceLevel } from './money.ts';
export { offboard } from './offboarding.ts';
export type { PollOptions } from './poll.ts';
export type { RecentCall, RecentTransaction } from './recent-transactions.ts';
export { DuplicateSendError, type SendJournal } from './send-journal.ts';
export { type SignatureFormat, Signatures, type SignHash } from './signatures.ts';
export type { CreateComplexTransaction, CreateRawTransaction, CreateTransaction } from './transaction-request.ts';
export { Transactions } from './transactions.ts';
export { Utxos } from './utxos.ts';
export { type CreateWallet, Wallets } from './wallets.ts';

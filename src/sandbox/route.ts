import type { Caller } from './caller.ts';
import type { SandboxContext } from './http-env.ts';
import type { Transactions } from './ledger/transactions.ts';
import type { Scope } from './oauth/scopes.ts';
import type { TokenRegistry } from './oauth/token-registry.ts';
import type { RandomBytes } from './random.ts';
import type { RecoveryKits } from './tenancy/recovery-kits.ts';
import type { Users } from './users.ts';
import type { WalletBook } from './wallet-book.ts';

/** One request that was let in. */
export interface Call {
  context: SandboxContext;
  caller: Caller;
  /** The request's URL as `next` and `previous` links are to show it (contract 3.1). */
  linkUrl: URL;
}

/** One row of the contract's tables of endpoints (contract 3). */
export interface Route {
  method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  /** Below `/1.0/`, with its slash or without (contract 1.1); `:name` stands for one segment. */
  path: string;
  scopes: readonly Scope[];
  /** Also needed in strict mode (contract 2.4). */
  strictScopes: readonly Scope[];
  handle: (call: Call) => Response | Promise<Response>;
}

/** What the resources work on. */
export interface RouteParts {
  wallets: WalletBook;
  users: Users;
  transactions: Transactions;
  tokens: TokenRegistry;
  kits: RecoveryKits;
  clock: () => number;
  randomBytes: RandomBytes;
  /** Resolves when the state so far is safe: to be awaited between a change and its answer. */
  persist: () => Promise<void>;
}

import { notFound } from './error-envelope.ts';
import type { Scope } from './oauth/scopes.ts';
import type { User } from './users.ts';
import type { WalletRecord } from './wallet-record.ts';

/**
 * Who is calling: a user by bearer token (contract 2.5), a tenant by API key (4.1), or, where nobody has to say who they
 * are, anyone. A tenant acts for each of its users.
 */
export type Caller =
  | { kind: 'user'; user: User; scopes: readonly Scope[] }
  | { kind: 'tenant'; users: readonly User[] }
  | { kind: 'anyone' };

export interface OwnedWallet {
  owner: User;
  wallet: WalletRecord;
}

/** Whose wallets the caller sees. */
export function usersOf(caller: Caller): readonly User[] {
  if (caller.kind === 'user') return [caller.user];
  return caller.kind === 'tenant' ? caller.users : [];
}

/** A wallet the caller may see, and whose it is. Another user's is as little found as an unknown one: 404 (contract 3). */
export function walletOf(caller: Caller, walletId: string | undefined): OwnedWallet {
  const wanted = walletId?.toLowerCase();
  for (const owner of usersOf(caller)) {
    const wallet = owner.wallets.find(({ id }) => id === wanted);
    if (wallet !== undefined) return { owner, wallet };
  }
  throw notFound('The wallet');
}

/** Newest first (contract 3.1); no two wallets have the same time, whosesoever they are. */
export function walletsOf(caller: Caller): WalletRecord[] {
  const wallets = usersOf(caller).flatMap((user) => user.wallets);
  return wallets.sort((one, other) => other.createdAtMicros - one.createdAtMicros);
}

/**
 * The user in whose name something is made: the bearer's own, whatever `username` says; a tenant has to name one
 * (contract 3.4).
 */
export function actingUser(caller: Caller, username: () => string): User {
  if (caller.kind === 'user') return caller.user;
  const name = username();
  const user = usersOf(caller).find((candidate) => candidate.username === name);
  if (user === undefined) throw notFound('The user');
  return user;
}

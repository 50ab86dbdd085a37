import { wrongPassword } from './error-envelope.ts';
import { UserKeys } from './keys/derivation.ts';
import { openSeed, type SealedSeed, sealSeed } from './keys/sealed-seed.ts';
import type { RandomBytes } from './random.ts';
import { deriveUserSeed } from './seeded.ts';
import type { WalletRecord } from './wallet-record.ts';

/** One end user, as it is kept. Plain data: the state file holds it as it is. */
export interface User {
  username: string;
  /** The number in the recovery kit (contract 4.3, uint32): counted up from 1, never given twice. */
  userId: number;
  /** What the seed and the wallets' ids are derived from: the username, and more where the name is used again. */
  origin: string;
  /** Epoch microseconds, no two alike: the position in lists. */
  createdAtMicros: number;
  sealedSeed: SealedSeed;
  /** Hex, of the seed in the user's recovery kit (contract 4.3); null for a user who never had one. */
  kitSeedHash: string | null;
  /** In the order of creation. */
  wallets: WalletRecord[];
}

/** What is kept of the users as a whole. */
export interface SavedUsers {
  users: User[];
  lastUserId: number;
  /** Names of deleted users. One of that name who comes later is another person, with other keys. */
  retiredUsernames: string[];
}

export interface NewUser {
  user: User;
  seed: Uint8Array;
  keys: UserKeys;
}

/**
 * The users of the sandbox. The password is kept nowhere, not even as a hash: it is right if it opens the seed, from
 * which all keys of the user are derived.
 */
export class Users {
  readonly #seed: string;
  readonly #randomBytes: RandomBytes;
  readonly #clock: () => number;
  readonly #users = new Map<string, User>();
  readonly #retired: Set<string>;
  #lastUserId: number;

  constructor(options: { seed: string; randomBytes: RandomBytes; clock: () => number }, saved?: SavedUsers) {
    this.#seed = options.seed;
    this.#randomBytes = options.randomBytes;
    this.#clock = options.clock;
    for (const user of saved?.users ?? []) this.#users.set(user.username, user);
    this.#retired = new Set(saved?.retiredUsernames);
    this.#lastUserId = saved?.lastUserId ?? 0;
  }

  /** Answers the seed too, since the password that would open it is at hand only here. Undefined if the name is taken. */
  async create(username: string, password: string): Promise<NewUser | undefined> {
    if (this.#users.has(username)) return undefined;
    const userId = this.#lastUserId + 1;
    this.#lastUserId = userId;
    const origin = this.#retired.has(username) ? `${username}\u0000${userId}` : username;
    const seed = deriveUserSeed(this.#seed, origin);
    const sealedSeed = await sealSeed(seed, password, this.#randomBytes);
    // Asked again: the sealing takes time, and another request may have come in between.
    if (this.#users.has(username)) return undefined;
    const newest = [...this.#users.values()].at(-1)?.createdAtMicros ?? 0;
    const createdAtMicros = Math.max(Math.floor(this.#clock()) * 1000, newest + 1);
    const user: User = { username, userId, origin, createdAtMicros, sealedSeed, kitSeedHash: null, wallets: [] };
    this.#users.set(username, user);
    return { user, seed, keys: UserKeys.of(seed) };
  }

  find(username: string): User | undefined {
    return this.#users.get(username);
  }

  /** In the order of creation. */
  all(): User[] {
    return [...this.#users.values()];
  }

  /** The user, if there is one of that name and the password is right. */
  async authenticate(username: string, password: string): Promise<User | undefined> {
    const user = this.find(username);
    const seed = await openSeed(user?.sealedSeed, password);
    // Asked again: the user may have been deleted meanwhile.
    return seed === undefined || this.find(username) !== user ? undefined : user;
  }

  /** The user's keys. Throws the contract's 403 (3.6) for a wrong password. */
  async unlock(user: User, password: string): Promise<UserKeys> {
    const seed = await openSeed(user.sealedSeed, password);
    if (seed === undefined) throw wrongPassword();
    return UserKeys.of(seed);
  }

  /** Throws a 403 (contract 3.6) for a wrong old password. */
  async changePassword(
    user: User,
    { oldPassword, newPassword }: { oldPassword: string; newPassword: string },
  ): Promise<void> {
    const opened = user.sealedSeed;
    const seed = await openSeed(opened, oldPassword);
    if (seed === undefined) throw wrongPassword('old_password');
    const sealed = await sealSeed(seed, newPassword, this.#randomBytes);
    // Another change came in between: the old password is not the right one any more.
    if (user.sealedSeed !== opened) throw wrongPassword('old_password');
    user.sealedSeed = sealed;
  }

  /** For a user whose password is lost and whose seed comes from elsewhere. */
  async sealAnew(user: User, seed: Uint8Array, password: string): Promise<void> {
    user.sealedSeed = await sealSeed(seed, password, this.#randomBytes);
  }

  remove(user: User): void {
    this.#users.delete(user.username);
    this.#retired.add(user.username);
  }

  saved(): SavedUsers {
    return { users: this.all(), lastUserId: this.#lastUserId, retiredUsernames: [...this.#retired] };
  }
}

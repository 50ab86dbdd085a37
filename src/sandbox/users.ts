import { UserKeys } from './keys/derivation.ts';
import { makeVerifier, type PasswordVerifier, verifyPassword } from './passwords.ts';
import type { RandomBytes } from './random.ts';
import { deriveUserSeed } from './seeded.ts';
import type { WalletRecord } from './wallet-record.ts';

/** One end user, as it is kept. Plain data: the state file holds it as it is. */
export interface User {
  username: string;
  password: PasswordVerifier;
  /** In the order of creation. */
  wallets: WalletRecord[];
}

/** The users of the sandbox and what hangs on each: password, keys, wallets. */
export class Users {
  readonly #seed: string;
  readonly #randomBytes: RandomBytes;
  readonly #users = new Map<string, User>();
  readonly #keys = new Map<string, UserKeys>();

  constructor(seed: string, randomBytes: RandomBytes, users: readonly User[] = []) {
    this.#seed = seed;
    this.#randomBytes = randomBytes;
    for (const user of users) this.#users.set(user.username, user);
  }

  async create(username: string, password: string): Promise<User> {
    const verifier = await makeVerifier(password, this.#randomBytes(16));
    if (this.#users.has(username)) throw new Error(`The user ${username} exists already.`);
    const user: User = { username, password: verifier, wallets: [] };
    this.#users.set(username, user);
    return user;
  }

  find(username: string): User | undefined {
    return this.#users.get(username);
  }

  /** The user, if there is one of that name and the password is right. */
  async authenticate(username: string, password: string): Promise<User | undefined> {
    const user = this.find(username);
    const right = await verifyPassword(password, user?.password);
    return right ? user : undefined;
  }

  keysOf(user: User): UserKeys {
    const known = this.#keys.get(user.username);
    if (known !== undefined) return known;
    const keys = new UserKeys(deriveUserSeed(this.#seed, user.username));
    this.#keys.set(user.username, keys);
    return keys;
  }

  all(): User[] {
    return [...this.#users.values()];
  }
}

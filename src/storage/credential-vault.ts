import { AsyncLocalStorage } from 'node:async_hooks';
import { TokenStoreError } from '../errors.ts';
import { type CredentialRecord, parseRecord, serializeRecord } from './credential-record.ts';
import { withFileLock } from './file-lock.ts';

/** Where the text with the secrets is kept. */
export interface SecretPlace {
  /** For messages: the file's path, or the keychain entry's name. */
  readonly name: string;
  read(): Promise<string | undefined>;
  /** Returns when it is safely there. */
  write(text: string): Promise<void>;
  remove(): Promise<void>;
  /** Puts an unreadable text out of the way without destroying it and says where it is now. */
  keepAside(): Promise<string>;
  /** Removes what killed processes left half-written. Called while holding the lock. */
  sweep(): void;
}

/** The locks that the running chain of calls holds, so that a holder's own changes do not wait for it. */
const locksHeld = new AsyncLocalStorage<{ path: string; active: boolean }[]>();

/** The secrets of one profile, read whole, changed under a lock that all processes respect. */
export class CredentialVault {
  readonly place: SecretPlace;
  readonly #lockPath: string;
  readonly #lockTimeoutMs: number | undefined;

  constructor(place: SecretPlace, lockPath: string, lockTimeoutMs?: number) {
    this.place = place;
    this.#lockPath = lockPath;
    this.#lockTimeoutMs = lockTimeoutMs;
  }

  /** @throws {TokenStoreError} `unreadable`, after keeping the unreadable text aside; the next read finds nothing. */
  async read(): Promise<CredentialRecord> {
    const record = parse(await this.place.read());
    // Only under the lock is it certain that nobody is just putting a good one there.
    return record ?? this.exclusive(() => this.#readOrKeepAside());
  }

  /** Changes the record and returns when the change is safely stored. */
  async update(change: (record: CredentialRecord) => CredentialRecord): Promise<void> {
    await this.exclusive(async () => {
      this.place.sweep();
      const text = serializeRecord(change(await this.#readOrBegin()));
      if (text === undefined) await this.place.remove();
      else await this.place.write(text);
    });
  }

  /** Runs `action` while nobody else, in any process, changes these secrets. May be nested. */
  async exclusive<T>(action: () => Promise<T>): Promise<T> {
    const held = locksHeld.getStore() ?? [];
    if (held.some(({ path, active }) => active && path === this.#lockPath)) return action();
    const run = async () => {
      const lock = { path: this.#lockPath, active: true };
      try {
        return await locksHeld.run([...held, lock], action);
      } finally {
        // What was started inside and goes on afterwards no longer holds the lock.
        lock.active = false;
      }
    };
    return withFileLock(this.#lockPath, run, { timeoutMs: this.#lockTimeoutMs });
  }

  async #readOrKeepAside(): Promise<CredentialRecord> {
    const record = parse(await this.place.read());
    if (record) return record;
    throw this.#unreadable(await this.place.keepAside());
  }

  /** For a change: what is about to be stored must not be lost because something else was unreadable. */
  async #readOrBegin(): Promise<CredentialRecord> {
    const record = parse(await this.place.read());
    if (record) return record;
    const { message } = this.#unreadable(await this.place.keepAside());
    process.emitWarning(message, { type: 'UpvestWarning', code: 'UPVEST_STORE_UNREADABLE' });
    return {};
  }

  #unreadable(aside: string): TokenStoreError {
    return new TokenStoreError(`The stored session in ${this.place.name} cannot be read; it was kept as ${aside}.`, {
      failure: 'unreadable',
      path: this.place.name,
      hint: 'Log in again.',
    });
  }
}

function parse(text: string | undefined): CredentialRecord | undefined {
  return text === undefined ? {} : parseRecord(text);
}

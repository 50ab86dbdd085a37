import { join } from 'node:path';
import { TokenStoreError } from '../errors.ts';
import { isSameSend, type SendRecord } from '../send-record.ts';
import {
  assertProfileName,
  configFolder,
  DEFAULT_PROFILE,
  keepAside,
  readPrivateFile,
  sweepTemporaries,
  withFileLock,
  writePrivateFile,
} from '../storage/index.ts';
import { DuplicateSendError, type SendJournal } from './send-journal.ts';

export interface FileSendJournalOptions {
  /** @default 'default' */
  profile?: string | undefined;
  /** @default UPVEST_CONFIG_DIR, else the platform's config folder */
  folder?: string | undefined;
}

/** A send journal in `sends.json` (`sends.PROFILE.json`) beside the profile's other files, mode 0600, shared by any number of processes. */
export class FileSendJournal implements SendJournal {
  readonly #path: string;

  constructor({ profile = DEFAULT_PROFILE, folder = configFolder() }: FileSendJournalOptions = {}) {
    assertProfileName(profile);
    this.#path = join(folder, profile === DEFAULT_PROFILE ? 'sends.json' : `sends.${profile}.json`);
  }

  async begin(record: SendRecord, again: boolean): Promise<void> {
    await this.#exclusive(() => {
      const records = this.#readOrKeepAside();
      const first = records.find((open) => isSameSend(open, record));
      if (first && !again)
        throw new DuplicateSendError(first, 'The same send was begun before, and its outcome is not known.');
      this.#write([...records, record]);
    });
  }

  async settle(id: string): Promise<void> {
    await this.#exclusive(() => {
      const records = this.#read();
      // Left where it is: the next send must find it and stop, and this one is over.
      if (!records) throw this.#unreadable('it was left as it is');
      this.#write(records.filter((record) => record.id !== id));
    });
  }

  async open(): Promise<SendRecord[]> {
    // Only who holds the lock may move the file: another process may have put a good one there since.
    return this.#read() ?? this.#exclusive(() => this.#readOrKeepAside());
  }

  async #exclusive<T>(action: () => T): Promise<T> {
    return withFileLock(`${this.#path}.lock`, async () => {
      sweepTemporaries(this.#path);
      return action();
    });
  }

  /** @throws {TokenStoreError} `unreadable`, after keeping the file aside: a send must not go ahead as if nothing were open. */
  #readOrKeepAside(): SendRecord[] {
    const records = this.#read();
    if (records) return records;
    throw this.#unreadable(`it was kept as ${keepAside(this.#path)}`);
  }

  #read(): SendRecord[] | undefined {
    const text = readPrivateFile(this.#path);
    return text === undefined ? [] : parse(text);
  }

  #write(records: readonly SendRecord[]): void {
    writePrivateFile(this.#path, `${JSON.stringify(records, null, 2)}\n`);
  }

  #unreadable(what: string): TokenStoreError {
    return new TokenStoreError(`The journal of sends in ${this.#path} cannot be read; ${what}.`, {
      failure: 'unreadable',
      path: this.#path,
      hint: "Look through the wallet's transactions before you send anything again.",
    });
  }
}

function parse(text: string): SendRecord[] | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return Array.isArray(value) && value.every(isRecord) ? value : undefined;
  } catch {
    return undefined;
  }
}

function isRecord(value: unknown): value is SendRecord {
  if (typeof value !== 'object' || value === null) return false;
  const record = value as Record<string, unknown>;
  return (
    ['id', 'baseUrl', 'walletId', 'assetId', 'recipient', 'quantity'].every(
      (name) => typeof record[name] === 'string',
    ) &&
    (record.since === null || typeof record.since === 'string') &&
    Number.isFinite(record.startedAt)
  );
}

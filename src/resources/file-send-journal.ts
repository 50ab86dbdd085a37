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
    await this.#change((records) => {
      const first = records.find((open) => isSameSend(open, record));
      if (first && !again)
        throw new DuplicateSendError(first, 'The same send was begun before, and its outcome is not known.');
      return [...records, record];
    });
  }

  async settle(id: string): Promise<void> {
    await this.#change((records) => records.filter((record) => record.id !== id));
  }

  async open(): Promise<SendRecord[]> {
    return this.#read();
  }

  async #change(change: (records: SendRecord[]) => SendRecord[]): Promise<void> {
    await withFileLock(`${this.#path}.lock`, async () => {
      sweepTemporaries(this.#path);
      writePrivateFile(this.#path, `${JSON.stringify(change(this.#read()), null, 2)}\n`);
    });
  }

  /** @throws {TokenStoreError} `unreadable`, after keeping the file aside: a send must not go ahead as if nothing were open. */
  #read(): SendRecord[] {
    const text = readPrivateFile(this.#path);
    if (text === undefined) return [];
    const records = parse(text);
    if (records) return records;
    throw new TokenStoreError(
      `The journal of sends in ${this.#path} cannot be read; it was kept as ${keepAside(this.#path)}.`,
      {
        failure: 'unreadable',
        path: this.#path,
        hint: "Look through the wallet's transactions before you send anything again.",
      },
    );
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

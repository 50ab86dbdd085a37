import { join } from 'node:path';
import { TokenStoreError } from '../errors.ts';
import { canBeMistaken, isSameSend, type JournalRecord } from '../send-record.ts';
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

  async begin(record: JournalRecord, again: boolean): Promise<void> {
    await this.#exclusive(() => {
      const records = this.#readOrKeepAside();
      const first = records.find((open) => isSameSend(open, record));
      if (first && !again)
        throw new DuplicateSendError(first, 'The same send was begun before, and its outcome is not known.');
      this.#write([...records, record]);
    });
  }

  async settle(id: string, transactionId?: string): Promise<void> {
    await this.#exclusive(() => {
      const records = this.#read();
      // Left where it is: the next send must find it and stop, and this one is over.
      if (!records) throw this.#unreadable('it was left as it is');
      const over = records.find((record) => record.id === id);
      const stay = records.filter((record) => record.id !== id);
      this.#write(stay.map((open) => (over && transactionId ? apartFrom(open, over, transactionId) : open)));
    });
  }

  async open(): Promise<JournalRecord[]> {
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
  #readOrKeepAside(): JournalRecord[] {
    const records = this.#read();
    if (records) return records;
    throw this.#unreadable(`it was kept as ${keepAside(this.#path)}`);
  }

  #read(): JournalRecord[] | undefined {
    const text = readPrivateFile(this.#path);
    return text === undefined ? [] : parse(text);
  }

  #write(records: readonly JournalRecord[]): void {
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

/** The transaction of one that is over is not to be taken for another that stays open. */
function apartFrom(open: JournalRecord, over: JournalRecord, transactionId: string): JournalRecord {
  return canBeMistaken(open, over) ? { ...open, others: [...(open.others ?? []), transactionId] } : open;
}

function parse(text: string): JournalRecord[] | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return Array.isArray(value) && value.every(isRecord) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** Records of a kind that is not known here must stop a send: whether it is the same cannot be told. */
function isRecord(value: unknown): value is JournalRecord {
  if (typeof value !== 'object' || value === null) return false;
  const record = value as Record<string, unknown>;
  return (
    areTexts(record, ['id', 'baseUrl', 'walletId']) &&
    (record.since === null || typeof record.since === 'string') &&
    Number.isFinite(record.startedAt) &&
    (record.others === undefined || (Array.isArray(record.others) && record.others.every(isText))) &&
    (record.kind === undefined ? isSend(record) : isCallOfKnownKind(record))
  );
}

function isSend(record: Record<string, unknown>): boolean {
  return (
    areTexts(record, ['assetId', 'recipient', 'quantity']) && (record.sender === undefined || isText(record.sender))
  );
}

function isCallOfKnownKind(record: Record<string, unknown>): boolean {
  return (
    (record.kind === 'raw' || record.kind === 'complex') &&
    isText(record.digest) &&
    ['to', 'value', 'call'].every((name) => record[name] === null || isText(record[name]))
  );
}

function areTexts(record: Record<string, unknown>, names: readonly string[]): boolean {
  return names.every((name) => isText(record[name]));
}

function isText(value: unknown): value is string {
  return typeof value === 'string';
}

import { UpvestError } from '../errors.ts';
import type { JournalRecord } from '../send-record.ts';

/**
 * Remembers sends from before the request leaves until their outcome is known, so that a crash or a lost answer cannot lead to a
 * second payment. Bring your own to share it over machines; `isSameSend` says what the same is.
 */
export interface SendJournal {
  /**
   * Resolves when the record is safely stored. Rejects with {@link DuplicateSendError} when the same ({@link isSameSend}) is open
   * already, unless `again`; checking and storing must be one step.
   */
  begin(record: JournalRecord, again: boolean): Promise<void>;
  /**
   * The outcome is known. No error when there is no such record.
   * @param transactionId what it became, if anything: to be added to the `others` of the open records that it could be mistaken for
   *   (the same again, and the raw and complex transactions of the wallet). A journal that does not may take one for the other.
   */
  settle(id: string, transactionId?: string): Promise<void>;
  /** Every record whose outcome is not known, oldest first. */
  open(): Promise<JournalRecord[]>;
}

/** The same send was begun before and its outcome is not known. Nothing was sent. */
export class DuplicateSendError extends UpvestError {
  readonly code = 'duplicate_send';
  /** The first one. */
  readonly first: JournalRecord;

  constructor(first: JournalRecord, message: string) {
    super(message, {
      hint: 'Look at what is open (transactions pending) and settle it, or send it again on purpose (sendAgain, --send-again).',
    });
    this.first = first;
  }
}

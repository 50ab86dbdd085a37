import { UpvestError } from '../errors.ts';
import type { SendRecord } from '../send-record.ts';

/**
 * Remembers sends from before the request leaves until their outcome is known, so that a crash or a lost answer cannot lead to a
 * second payment. Bring your own to share it over machines.
 */
export interface SendJournal {
  /**
   * Resolves when the record is safely stored. Rejects with {@link DuplicateSendError} when the same thing to the same recipient is
   * open already, unless `again`; checking and storing must be one step.
   */
  begin(record: SendRecord, again: boolean): Promise<void>;
  /** The outcome is known. No error when there is no such record. */
  settle(id: string): Promise<void>;
  /** Every record whose outcome is not known, oldest first. */
  open(): Promise<SendRecord[]>;
}

/** The same send was begun before and its outcome is not known. Nothing was sent. */
export class DuplicateSendError extends UpvestError {
  readonly code = 'duplicate_send';
  /** The first one. */
  readonly first: SendRecord;

  constructor(first: SendRecord, message: string) {
    super(message, {
      hint: 'Look at what is open (transactions pending), or send it again on purpose (sendAgain, --send-again).',
    });
    this.first = first;
  }
}

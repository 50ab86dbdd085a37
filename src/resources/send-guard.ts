import { OutcomeUnknownError, UnexpectedResponseError, UpvestError } from '../errors.ts';
import { type CallRecord, isCall, isSameSend, type JournalRecord, type SendRecord } from '../send-record.ts';
import type { Transaction } from '../wire.ts';
import { DuplicateSendError, type SendJournal } from './send-journal.ts';

/** How the guard finds out what became of an earlier one. */
export interface WhatBecame {
  findRecent(sent: SendRecord): Promise<Transaction | undefined>;
  findRecentCalls(sent: CallRecord): Promise<Transaction[]>;
}

export interface GuardedSend {
  record: JournalRecord;
  /** Although the same is open. */
  again: boolean;
  signal: AbortSignal | undefined;
  look: WhatBecame;
  send: () => Promise<Transaction>;
}

/** Of the final statuses, the ones in which no money has moved. */
const UNPAID_STATUSES: readonly string[] = ['FAILED', 'REJECTED'];
const MOST_IDS = 5;

/** Money moves once: what is sent is in the journal from before it leaves until its outcome is certain, and the same stops meanwhile. */
export class SendGuard {
  readonly #journal: SendJournal | undefined;

  constructor(journal: SendJournal | undefined) {
    this.#journal = journal;
  }

  /** @throws {DuplicateSendError} the same is open. Nothing was sent. @throws {OutcomeUnknownError} with what was sent */
  async once({ record, again, signal, look, send }: GuardedSend): Promise<Transaction> {
    await this.#begin(record, again, look);
    try {
      const created = await send();
      await this.#strikeOff(record, created.id);
      return created;
    } catch (error) {
      if (error instanceof OutcomeUnknownError) throw error.withSent(record);
      // Every other failure of ours means that it was not carried out, and so does giving up before it left; something unforeseen
      // leaves the record open.
      const givenUp = signal?.aborted === true && error === signal.reason;
      if (error instanceof UpvestError || givenUp) await this.#strikeOff(record);
      throw error;
    }
  }

  /** The same must not be under way; where it was, says what became of it. */
  async #begin(record: JournalRecord, again: boolean, look: WhatBecame): Promise<void> {
    if (!this.#journal) return;
    const first = again ? undefined : (await this.#journal.open()).find((open) => isSameSend(open, record));
    if (!first) return this.#journal.begin(record, again);
    throw new DuplicateSendError(first, `The same was sent before, ${await this.#tell(first, look)}`);
  }

  async #tell(first: JournalRecord, look: WhatBecame): Promise<string> {
    try {
      return await (isCall(first) ? tellCall(first, look) : this.#tellSend(first, look));
    } catch (error) {
      if (error instanceof UnexpectedResponseError)
        return `and what became of it cannot be looked up: ${error.message}`;
      throw error;
    }
  }

  async #tellSend(first: SendRecord, look: WhatBecame): Promise<string> {
    const found = await look.findRecent(first);
    if (!found) return NOT_LISTED;
    await this.#journal?.settle(first.id, found.id);
    const became = UNPAID_STATUSES.includes(found.status) ? 'it did not go through' : 'it went through';
    return `and ${became}: transaction ${found.id} is ${found.status}.`;
  }

  /** A record too many only asks once more; an error here would hide the outcome. */
  async #strikeOff(record: JournalRecord, transactionId?: string): Promise<void> {
    await this.#journal
      ?.settle(record.id, transactionId)
      .catch((error: Error) => process.emitWarning(`A settled send stays in the journal: ${error.message}`));
  }
}

const NOT_LISTED = 'its outcome is not known, and the API does not list it (yet).';

/** It stays open: which call a listed one is, the API does not show. */
async function tellCall(first: CallRecord, look: WhatBecame): Promise<string> {
  const found = await look.findRecentCalls(first);
  if (found.length === 0) return NOT_LISTED;
  const ids = found.slice(0, MOST_IDS).map(({ id, status }) => `${id} is ${status}`);
  const more = found.length > MOST_IDS ? ` and ${found.length - MOST_IDS} more` : '';
  return `its outcome is not known, and the API lists what may be it: transaction ${ids.join(', ')}${more}.`;
}

import { randomUUID } from 'node:crypto';
import { InvalidInputError, OutcomeUnknownError, UnexpectedResponseError, UpvestError } from '../errors.ts';
import { canonicalAddress, isSameId, isSameSend, type SendRecord } from '../send-record.ts';
import type { ApiCaller } from '../session/index.ts';
import type { CallOptions, Clock } from '../transport/index.ts';
import type { Transaction } from '../wire.ts';
import { List, type ListOptions } from './list.ts';
import { assertPassword, toWireAmount } from './money.ts';
import { path } from './path.ts';
import { type PollOptions, poll } from './poll.ts';
import { callFor } from './resource.ts';
import { DuplicateSendError, type SendJournal } from './send-journal.ts';
import { exponent, integerText, nullable, object, optional, string } from './shape.ts';
import {
  assertEncoded,
  type CreateComplexTransaction,
  type CreateRawTransaction,
  type CreateTransaction,
  toCreateBody,
} from './transaction-request.ts';
import type { Wallets } from './wallets.ts';

const feeInfo = object({ fee: integerText, gas_used: integerText, gas_limit: integerText, gas_price: integerText });

const transaction = object({
  id: string,
  txhash: optional(nullable(string)),
  status: string,
  wallet_id: string,
  asset_id: optional(nullable(string)),
  asset_name: optional(nullable(string)),
  exponent: optional(nullable(exponent)),
  sender: string,
  recipient: optional(nullable(string)),
  quantity: optional(nullable(integerText)),
  fee: optional(nullable(integerText)),
  fee_info: optional(nullable(feeInfo)),
});

/** How a transfer may end (contract 3.5). */
const FINAL_STATUSES: readonly string[] = ['CONFIRMED', 'FAILED', 'REJECTED'];

/** Of those, the ones in which no money has moved. */
const UNPAID_STATUSES: readonly string[] = ['FAILED', 'REJECTED'];

/** Contract 3.5: back-off up to 480 s in all. */
const FINAL_WITHIN_MS = 480_000;

/** Ten thousand transactions since the send; a list without an end must not hold up whoever asks. */
const MOST_PAGES_SINCE = 100;

/** What to look for after an unknown outcome. */
export interface RecentTransaction {
  recipient: string;
  quantity: bigint | string;
  assetId: string;
  /** Id of the newest transaction before the send (`error.sent.since`); null when there was none: all of them are looked through. */
  since: string | null;
}

/**
 * Transactions of one wallet (contract 3.5). Money moves once: nothing that was sent is ever repeated here, and whatever leaves it open
 * whether it was carried out is an {@link OutcomeUnknownError} whose `sent` goes into {@link findRecent}.
 */
export class Transactions {
  readonly #api: ApiCaller;
  readonly #wallets: Wallets;
  readonly #clock: Clock;
  readonly #journal: SendJournal | undefined;

  constructor(api: ApiCaller, wallets: Wallets, clock: Clock, journal: SendJournal | undefined) {
    this.#api = api;
    this.#wallets = wallets;
    this.#clock = clock;
    this.#journal = journal;
  }

  /** GET `kms/wallets/{id}/transactions/`, every page, newest first, incoming ones too. Scope `read` (`transaction` on strict servers). */
  list(walletId: string, options?: ListOptions): List<Transaction> {
    const call = { method: 'GET', path: path`kms/wallets/${walletId}/transactions/`, ...SCOPES.read } as const;
    return new List(this.#api, call, transaction, options);
  }

  /** GET `kms/wallets/{id}/transactions/{txid}`. Scope `read` (`transaction` on strict servers). @throws {NotFoundError} */
  async retrieve(walletId: string, transactionId: string, options?: CallOptions): Promise<Transaction> {
    const call = {
      method: 'GET',
      path: path`kms/wallets/${walletId}/transactions/${transactionId}`,
      ...SCOPES.read,
    } as const;
    return callFor(this.#api, call, transaction, options);
  }

  /**
   * POST `kms/wallets/{id}/transactions/`: sends an asset. Before it, the wallet is read (its network decides what a right recipient is)
   * and its newest transaction (so that an unknown outcome can be settled); `timeoutMs` is for each of
   * these. Scopes `read`, `write` (`transaction` on strict servers).
   *
   * @throws {InvalidInputError} amounts that are no bigint, a wrong recipient, `fee` beside gas fields. Nothing was sent.
   * @throws {DuplicateSendError} the same send is open in the journal. Nothing was sent.
   * @throws {ApiError} refused: wrong password (`details[].location` is `password`), insufficient funds (`quantity`) …
   * @throws {OutcomeUnknownError} it may have been carried out; see its `sent`.
   */
  async create(walletId: string, options: CreateTransaction, callOptions?: CallOptions): Promise<Transaction> {
    const body = toCreateBody(options);
    const { protocol } = await this.#wallets.retrieve(walletId, callOptions);
    // Loaded here: the mathematics is half of what a listing would wait for.
    const { assertAddress } = await import('../chain/index.ts');
    assertAddress(options.recipient, protocol);
    const record = await this.#toRecord(walletId, options, callOptions);
    await this.#beginOnce(record, options.sendAgain ?? false, callOptions);
    const call = { ...WRITE, path: path`kms/wallets/${walletId}/transactions/`, body, secrets: [options.password] };
    return this.#settling(record, callOptions?.signal, () => callFor(this.#api, call, transaction, callOptions));
  }

  /** POST `…/transactions/raw`: signs and sends an unsigned Ethereum transaction. Answers QUEUED; the hash comes later. Scope `write`. */
  async createRaw(walletId: string, options: CreateRawTransaction, callOptions?: CallOptions): Promise<Transaction> {
    const { password, rawTx, inputFormat = 'hex', fund } = options;
    assertPassword(password);
    assertEncoded(rawTx, inputFormat);
    const body = { password, raw_tx: rawTx, input_format: inputFormat, fund };
    const call = { ...WRITE, path: path`kms/wallets/${walletId}/transactions/raw`, body, secrets: [password] };
    return callFor(this.#api, call, transaction, callOptions);
  }

  /** POST `…/transactions/complex`: calls a function of a contract. Answers QUEUED; the hash comes later. Scope `write`. */
  async createComplex(
    walletId: string,
    options: CreateComplexTransaction,
    callOptions?: CallOptions,
  ): Promise<Transaction> {
    const { password, tx, fund } = options;
    assertPassword(password);
    if (typeof tx !== 'object' || tx === null || Array.isArray(tx)) {
      throw new InvalidInputError('tx must be an object that describes the call (contract 3.5).', {
        hint: 'It has type, to, value, abi and parameters.',
      });
    }
    const call = {
      ...WRITE,
      path: path`kms/wallets/${walletId}/transactions/complex`,
      body: { password, tx, fund },
      secrets: [password],
    };
    return callFor(this.#api, call, transaction, callOptions);
  }

  /**
   * Reads the transaction with growing pauses until it is CONFIRMED, FAILED or REJECTED.
   * @param options `timeoutMs` for all of it. @default 480_000
   * @throws {TimeoutError} it is not final yet and may still succeed
   */
  async waitUntilFinal(
    walletId: string,
    transactionId: string,
    { timeoutMs = FINAL_WITHIN_MS, signal }: PollOptions = {},
  ): Promise<Transaction> {
    return poll({
      read: (options) => this.retrieve(walletId, transactionId, options),
      isDone: ({ status }) => FINAL_STATUSES.includes(status),
      what: 'The transaction',
      timeoutMs,
      signal,
      clock: this.#clock,
    });
  }

  /**
   * After an unknown outcome: the transaction if it went through. Not found is no proof for as long as the request may still be on its
   * way or being worked on; servers take minutes at times.
   */
  async findRecent(
    walletId: string,
    wanted: RecentTransaction,
    options?: CallOptions,
  ): Promise<Transaction | undefined> {
    const { since, assetId } = wanted;
    const quantity = typeof wanted.quantity === 'bigint' ? toWireAmount('quantity', wanted.quantity) : wanted.quantity;
    const recipient = canonicalAddress(wanted.recipient);
    let pages = 0;
    for await (const { results, next } of this.list(walletId, options).pages()) {
      for (const candidate of results) {
        if (candidate.id === since) return undefined;
        const same = candidate.quantity === quantity && isSameId(candidate.asset_id ?? '', assetId);
        if (same && candidate.recipient && canonicalAddress(candidate.recipient) === recipient) return candidate;
      }
      pages += 1;
      if (pages === MOST_PAGES_SINCE && next !== null)
        throw cannotBeTold('The wallet lists too many newer transactions.');
    }
    if (since === null) return undefined;
    throw cannotBeTold('The wallet no longer lists the transaction that was its newest before the send.');
  }

  async #toRecord(walletId: string, options: CreateTransaction, callOptions?: CallOptions): Promise<SendRecord> {
    const [newest] = await this.list(walletId, { ...callOptions, pageSize: 1 }).take(1);
    return {
      id: randomUUID(),
      baseUrl: this.#api.baseUrl,
      walletId,
      assetId: options.assetId,
      recipient: options.recipient,
      quantity: options.quantity.toString(),
      since: newest?.id ?? null,
      startedAt: this.#clock.now(),
    };
  }

  /** The same send must not be under way; where one was, says what became of it. */
  async #beginOnce(record: SendRecord, again: boolean, options?: CallOptions): Promise<void> {
    if (!this.#journal) return;
    const first = again ? undefined : (await this.#journal.open()).find((open) => isSameSend(open, record));
    if (!first) return this.#journal.begin(record, again);
    const found = await this.findRecent(first.walletId, first, options);
    if (!found) {
      throw new DuplicateSendError(
        first,
        'The same was sent before, its outcome is not known, and the API does not list it (yet).',
      );
    }
    await this.#journal.settle(first.id);
    const became = UNPAID_STATUSES.includes(found.status) ? 'it did not go through' : 'it went through';
    throw new DuplicateSendError(
      first,
      `The same was sent before, and ${became}: transaction ${found.id} is ${found.status}.`,
    );
  }

  /** Strikes the record off as soon as the outcome is certain, either way. */
  async #settling(
    record: SendRecord,
    signal: AbortSignal | undefined,
    send: () => Promise<Transaction>,
  ): Promise<Transaction> {
    try {
      const created = await send();
      await this.#strikeOff(record);
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

  /** A record too many only asks once more; an error here would hide the outcome. */
  async #strikeOff(record: SendRecord): Promise<void> {
    await this.#journal
      ?.settle(record.id)
      .catch((error: Error) => process.emitWarning(`A settled send stays in the journal: ${error.message}`));
  }
}

function cannotBeTold(why: string): UnexpectedResponseError {
  return new UnexpectedResponseError(why, {
    hint: 'Whether the send went through cannot be told this way: look through the list.',
  });
}

const SCOPES = { read: { scopes: ['read'], strictScopes: ['transaction'] } } as const;
const WRITE = { method: 'POST', scopes: ['write'], strictScopes: ['transaction'] } as const;

import { randomUUID } from 'node:crypto';
import { UnexpectedResponseError } from '../errors.ts';
import type { SendRecord } from '../send-record.ts';
import type { ApiCall, ApiCaller } from '../session/index.ts';
import type { CallOptions, Clock } from '../transport/index.ts';
import type { Transaction } from '../wire.ts';
import { type CallFacts, complexCallFacts, rawCallFacts } from './call-facts.ts';
import { List, type ListOptions } from './list.ts';
import { assertPassword } from './money.ts';
import { path } from './path.ts';
import { type PollOptions, poll } from './poll.ts';
import { mayBeCall, type RecentCall, type RecentTransaction, sendFinder } from './recent-transactions.ts';
import { callFor } from './resource.ts';
import { SendGuard } from './send-guard.ts';
import type { SendJournal } from './send-journal.ts';
import { exponent, integerText, nullable, object, optional, string } from './shape.ts';
import {
  type CreateComplexTransaction,
  type CreateRawTransaction,
  type CreateTransaction,
  copyCall,
  decodeRaw,
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

/** Contract 3.5: back-off up to 480 s in all. */
const FINAL_WITHIN_MS = 480_000;

/** Ten thousand transactions since the send; a list without an end must not hold up whoever asks. */
const MOST_PAGES_SINCE = 100;

/**
 * Transactions of one wallet (contract 3.5). Money moves once: nothing that was sent is ever repeated here, and whatever leaves it open
 * whether it was carried out is an {@link OutcomeUnknownError} whose `sent` goes into {@link Transactions.findRecent}, or whose `sentCall`
 * goes into {@link Transactions.findRecentCalls}.
 */
export class Transactions {
  readonly #api: ApiCaller;
  readonly #wallets: Wallets;
  readonly #clock: Clock;
  readonly #guard: SendGuard;

  constructor(api: ApiCaller, wallets: Wallets, clock: Clock, journal: SendJournal | undefined) {
    this.#api = api;
    this.#wallets = wallets;
    this.#clock = clock;
    this.#guard = new SendGuard(journal);
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
    const { protocol, address } = await this.#wallets.retrieve(walletId, callOptions);
    // Loaded here: the mathematics is half of what a listing would wait for.
    const { assertAddress } = await import('../chain/index.ts');
    const { assetId, recipient, quantity, password } = options;
    assertAddress(recipient, protocol);
    const what = { assetId, recipient, quantity: quantity.toString(), ...(address !== null && { sender: address }) };
    const call = { ...WRITE, path: path`kms/wallets/${walletId}/transactions/`, body, secrets: [password] };
    return this.#sendOnce(walletId, what, call, options, callOptions);
  }

  /**
   * POST `…/transactions/raw`: signs and sends an unsigned Ethereum transaction. Answers QUEUED; the hash comes later. Guarded like
   * {@link create}: the same is what pays the same to the same with the same data, whatever its nonce and gas. Before it, the wallet's
   * newest transaction is read. Scopes `read`, `write` (`transaction` on strict servers).
   *
   * @throws {InvalidInputError} `rawTx` is not in the format. Nothing was sent. @throws {DuplicateSendError} nor here
   * @throws {ApiError} refused. @throws {OutcomeUnknownError} it may have been carried out; see its `sentCall`.
   */
  async createRaw(walletId: string, options: CreateRawTransaction, callOptions?: CallOptions): Promise<Transaction> {
    const { password, rawTx, inputFormat = 'hex', fund } = options;
    assertPassword(password);
    const bytes = decodeRaw(rawTx, inputFormat);
    const { readUnsignedTransaction } = await import('../chain/index.ts');
    const what = rawCallFacts(bytes, readUnsignedTransaction(bytes));
    const body = { password, raw_tx: rawTx, input_format: inputFormat, fund };
    const call = { ...WRITE, path: path`kms/wallets/${walletId}/transactions/raw`, body, secrets: [password] };
    return this.#sendOnce(walletId, what, call, options, callOptions);
  }

  /**
   * POST `…/transactions/complex`: calls a function of a contract. Answers QUEUED; the hash comes later. Guarded like {@link create}: the
   * same is the same function of the same contract with the same parameters and value, whatever its gas. Before it, the wallet's newest
   * transaction is read. Scopes `read`, `write` (`transaction` on strict servers).
   *
   * @throws {InvalidInputError} `tx` is no object, or holds what JSON cannot. Nothing was sent. @throws {DuplicateSendError} nor here
   * @throws {ApiError} refused. @throws {OutcomeUnknownError} it may have been carried out; see its `sentCall`.
   */
  async createComplex(
    walletId: string,
    options: CreateComplexTransaction,
    callOptions?: CallOptions,
  ): Promise<Transaction> {
    const { password, fund } = options;
    assertPassword(password);
    const tx = copyCall(options.tx);
    const body = { password, tx, fund };
    const call = { ...WRITE, path: path`kms/wallets/${walletId}/transactions/complex`, body, secrets: [password] };
    return this.#sendOnce(walletId, complexCallFacts(tx), call, options, callOptions);
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
   * After an unknown outcome of {@link create}: the transaction if it went through. Not found is no proof for as long as the request may
   * still be on its way or being worked on; servers take minutes at times.
   * @throws {UnexpectedResponseError} it cannot be told, since the newest transaction before the send is no longer listed
   */
  async findRecent(
    walletId: string,
    wanted: RecentTransaction,
    options?: CallOptions,
  ): Promise<Transaction | undefined> {
    const isIt = sendFinder(wanted);
    for await (const candidate of this.#newerThan(walletId, wanted.since, options)) {
      if (isIt(candidate)) return candidate;
    }
    return undefined;
  }

  /**
   * After an unknown outcome of {@link createRaw} or {@link createComplex}: what the wallet has sent since and may be it, newest first. The
   * API shows neither the amount nor the function of such transactions (contract 3.5), so even a single one is no proof; the hash finds
   * out on the chain. None is no proof for as long as the request may still be on its way, as with {@link findRecent}.
   * @throws {UnexpectedResponseError} it cannot be told, since the newest transaction before it is no longer listed
   */
  async findRecentCalls(walletId: string, wanted: RecentCall, options?: CallOptions): Promise<Transaction[]> {
    const { address } = await this.#wallets.retrieve(walletId, options);
    const found: Transaction[] = [];
    for await (const candidate of this.#newerThan(walletId, wanted.since, options)) {
      if (mayBeCall(candidate, address, wanted.others)) found.push(candidate);
    }
    return found;
  }

  async *#newerThan(walletId: string, since: string | null, options?: CallOptions): AsyncGenerator<Transaction> {
    let pages = 0;
    for await (const { results, next } of this.list(walletId, options).pages()) {
      for (const candidate of results) {
        if (candidate.id === since) return;
        yield candidate;
      }
      pages += 1;
      if (pages === MOST_PAGES_SINCE && next !== null)
        throw cannotBeTold('The wallet lists too many newer transactions.');
    }
    if (since !== null)
      throw cannotBeTold('The wallet no longer lists the transaction that was its newest before the send.');
  }

  /** @param what the record's part that the kind decides */
  async #sendOnce(
    walletId: string,
    what: CallFacts | Pick<SendRecord, 'assetId' | 'recipient' | 'quantity' | 'sender'>,
    call: ApiCall,
    { sendAgain = false }: { sendAgain?: boolean | undefined },
    callOptions?: CallOptions,
  ): Promise<Transaction> {
    const [newest] = await this.list(walletId, { ...callOptions, pageSize: 1 }).take(1);
    const record = {
      id: randomUUID(),
      baseUrl: this.#api.baseUrl,
      walletId,
      ...what,
      since: newest?.id ?? null,
      startedAt: this.#clock.now(),
    };
    return this.#guard.once({
      record,
      again: sendAgain,
      signal: callOptions?.signal,
      look: {
        findRecent: (sent) => this.findRecent(sent.walletId, sent, callOptions),
        findRecentCalls: (sent) => this.findRecentCalls(sent.walletId, sent, callOptions),
      },
      send: () => callFor(this.#api, call, transaction, callOptions),
    });
  }
}

function cannotBeTold(why: string): UnexpectedResponseError {
  return new UnexpectedResponseError(why, {
    hint: 'Whether the send went through cannot be told this way: look through the list.',
  });
}

const SCOPES = { read: { scopes: ['read'], strictScopes: ['transaction'] } } as const;
const WRITE = { method: 'POST', scopes: ['write'], strictScopes: ['transaction'] } as const;

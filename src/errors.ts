import { type CallRecord, isCall, type JournalRecord, type SendRecord } from './send-record.ts';

/**
 * Every error of this package. Each has a stable `code`, a `message` that says what went wrong and a `hint` that says what
 * to do next. None carries a header, a body, a config or another library's error, so none can print a secret.
 */

/** What {@link UpvestError.toJSON} may show; anything else stays inside. */
export interface ErrorSummary {
  name: string;
  code: string;
  message: string;
  hint?: string;
  status?: number;
  requestId?: string;
}

export interface ErrorFacts {
  /** One sentence: what to do next. */
  hint?: string | undefined;
}

/** The root of the tree. Never thrown itself. */
export abstract class UpvestError extends Error {
  /** Stable, for programs; the message is for people and may change. */
  abstract readonly code: string;
  /** One sentence that says what to do next. */
  declare readonly hint?: string;

  constructor(message: string, facts: ErrorFacts = {}) {
    super(message);
    if (facts.hint !== undefined) this.hint = facts.hint;
  }

  override get name(): string {
    return this.constructor.name;
  }

  toJSON(): ErrorSummary {
    const summary: ErrorSummary = { name: this.name, code: this.code, message: this.message };
    if (this.hint !== undefined) summary.hint = this.hint;
    return summary;
  }
}

/** A value given by the caller cannot be right. Nothing was sent. */
export class InvalidInputError extends UpvestError {
  readonly code = 'invalid_input';
}

/** The token endpoint refused username and password, or the client itself. `oauthError` is the code of RFC 6749 section 5.2. */
export class LoginError extends UpvestError {
  readonly code = 'login_failed';
  /** E.g. `invalid_grant` (username or password), `invalid_client` (client id or secret), `invalid_scope`. */
  readonly oauthError: string;
  readonly status: number;

  constructor(message: string, facts: ErrorFacts & { oauthError: string; status: number }) {
    super(message, facts);
    this.oauthError = facts.oauthError;
    this.status = facts.status;
  }

  override toJSON(): ErrorSummary {
    return { ...super.toJSON(), status: this.status };
  }
}

/** There is no session in the token store, or the one there belongs to another API, client or user. Nothing was sent. */
export class NotLoggedInError extends UpvestError {
  readonly code = 'not_logged_in';
}

/** The session has ended: the refresh token was refused, or there is none, and nobody could log in again. */
export class SessionExpiredError extends UpvestError {
  readonly code = 'session_expired';
}

/** The granted scopes do not cover the call. Thrown before sending where it is certain, else when the server answers 403. */
export class InsufficientScopeError extends UpvestError {
  readonly code = 'insufficient_scope';
  /** Scopes that the call needs and the session has not. */
  readonly missing: readonly string[];

  constructor(message: string, facts: ErrorFacts & { missing: readonly string[] }) {
    super(message, facts);
    this.missing = facts.missing;
  }
}

export interface ApiErrorFacts extends ErrorFacts {
  status: number;
  requestId?: string | undefined;
  details?: readonly ApiErrorDetail[] | undefined;
}

/** One entry of the error envelope's `details` (contract 1.3), reduced to its text fields. */
export interface ApiErrorDetail {
  domain?: string;
  location?: string;
  locationType?: string;
  message?: string;
  reason?: string;
}

/** The server refused the call. Nothing was carried out when `status` is below 500. */
export class ApiError extends UpvestError {
  readonly code: string = 'api_error';
  readonly status: number;
  declare readonly requestId?: string;
  readonly details: readonly ApiErrorDetail[];

  constructor(message: string, facts: ApiErrorFacts) {
    super(message, facts);
    this.status = facts.status;
    if (facts.requestId !== undefined) this.requestId = facts.requestId;
    this.details = facts.details ?? [];
  }

  override toJSON(): ErrorSummary {
    const summary: ErrorSummary = { ...super.toJSON(), status: this.status };
    if (this.requestId !== undefined) summary.requestId = this.requestId;
    return summary;
  }
}

/** 404: the thing does not exist, or belongs to somebody else (the API does not tell which). */
export class NotFoundError extends ApiError {
  override readonly code = 'not_found';
}

/** 429, after the repeats that the deadline allowed. The server did nothing. */
export class RateLimitError extends ApiError {
  override readonly code = 'rate_limited';
  /** What the server asked to wait, in milliseconds; absent when it did not say. */
  declare readonly retryAfterMs?: number;

  constructor(message: string, facts: ApiErrorFacts & { retryAfterMs?: number | undefined }) {
    super(message, facts);
    if (facts.retryAfterMs !== undefined) this.retryAfterMs = facts.retryAfterMs;
  }
}

/** The answer is no answer of this API: a redirect, HTML, broken JSON, a wrong shape, or too large. */
export class UnexpectedResponseError extends UpvestError {
  readonly code = 'unexpected_response';
  declare readonly status?: number;
  declare readonly requestId?: string;

  constructor(
    message: string,
    facts: ErrorFacts & { status?: number | undefined; requestId?: string | undefined } = {},
  ) {
    super(message, facts);
    if (facts.status !== undefined) this.status = facts.status;
    if (facts.requestId !== undefined) this.requestId = facts.requestId;
  }

  override toJSON(): ErrorSummary {
    const summary = super.toJSON();
    if (this.status !== undefined) summary.status = this.status;
    if (this.requestId !== undefined) summary.requestId = this.requestId;
    return summary;
  }
}

/** The network failed and the request was not carried out: it never left, or it only read. Safe to call again. */
export class ConnectionError extends UpvestError {
  readonly code: string = 'connection_failed';
  /** The operating system's or TLS's word for it, e.g. `ECONNREFUSED`. */
  declare readonly reason?: string;

  constructor(message: string, facts: ErrorFacts & { reason?: string | undefined } = {}) {
    super(message, facts);
    if (facts.reason !== undefined) this.reason = facts.reason;
  }
}

/** `timeoutMs` ran out and nothing was carried out. Safe to call again. */
export class TimeoutError extends ConnectionError {
  override readonly code = 'timeout';
}

/**
 * The request left and no usable answer came: it may have been carried out. Never call again blindly; ask the API first
 * (for a transaction: `transactions.findRecent`, `transactions.findRecentCalls`).
 */
export class OutcomeUnknownError extends UpvestError {
  readonly code = 'outcome_unknown';
  /** Status of the answer that did not settle it (5xx), where there was one. */
  declare readonly status?: number;
  declare readonly requestId?: string;
  /** What was sent, for `transactions.findRecent`; only of `transactions.create`, and without the password. */
  declare readonly sent?: SendRecord;
  /** What was sent, for `transactions.findRecentCalls`; only of `createRaw` and `createComplex`, and without the password. */
  declare readonly sentCall?: CallRecord;

  constructor(
    message: string,
    facts: ErrorFacts & { status?: number | undefined; requestId?: string | undefined } = {},
  ) {
    super(message, facts);
    if (facts.status !== undefined) this.status = facts.status;
    if (facts.requestId !== undefined) this.requestId = facts.requestId;
  }

  withSent(record: JournalRecord): this {
    return Object.assign(this, isCall(record) ? { sentCall: record } : { sent: record });
  }

  override toJSON(): ErrorSummary {
    const summary = super.toJSON();
    if (this.status !== undefined) summary.status = this.status;
    if (this.requestId !== undefined) summary.requestId = this.requestId;
    return summary;
  }
}

/** Where a token store failed. */
export type StoreFailure =
  | 'unreadable'
  | 'permissions'
  | 'owner'
  | 'read_only'
  | 'disk_full'
  | 'io'
  | 'lock_timeout'
  | 'keychain';

/** The token store could not be read, written or locked. The message names the file and never its content. */
export class TokenStoreError extends UpvestError {
  readonly code = 'token_store_failed';
  readonly failure: StoreFailure;
  /** The file or keychain entry concerned. */
  declare readonly path?: string;

  constructor(message: string, facts: ErrorFacts & { failure: StoreFailure; path?: string | undefined }) {
    super(message, facts);
    this.failure = facts.failure;
    if (facts.path !== undefined) this.path = facts.path;
  }
}

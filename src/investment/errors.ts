import { ApiError, type ErrorFacts, type ErrorSummary, OutcomeUnknownError } from '../errors.ts';
import type { Problem } from './problem.ts';

export interface InvestmentApiErrorFacts extends ErrorFacts {
  status: number;
  requestId?: string | undefined;
  problem: Problem;
  retryAfterMs?: number | undefined;
}

/**
 * The Investment API refused the request, or failed at one that only reads: nothing was carried out. `code` is `not_found`
 * (404), `rate_limited` (429) or `api_error`; the API's own word for it is `problemCode`.
 */
export class InvestmentApiError extends ApiError {
  override readonly code: string;
  /** The API's name of the error: last segment of `type`, such as `missing_client_id`. Undefined when the body had none. */
  readonly problemCode?: string;
  /** As sent. */
  readonly type?: string;
  readonly title?: string;
  readonly detail?: string;
  readonly instance?: string;
  /** The body's own `status`, where it has one; `status` is that of HTTP. */
  readonly problemStatus?: number;
  /** Members of the body beyond those of the contract. */
  readonly members: Readonly<Record<string, unknown>>;
  /** What the server asked to wait, in milliseconds; absent when it did not say. */
  readonly retryAfterMs?: number;

  constructor(message: string, facts: InvestmentApiErrorFacts) {
    const { status, requestId, hint, problem } = facts;
    super(message, { status, requestId, hint });
    this.code = status === 404 ? 'not_found' : status === 429 ? 'rate_limited' : 'api_error';
    this.members = problem.members;
    if (problem.code !== undefined) this.problemCode = problem.code;
    if (problem.type !== undefined) this.type = problem.type;
    if (problem.title !== undefined) this.title = problem.title;
    if (problem.detail !== undefined) this.detail = problem.detail;
    if (problem.instance !== undefined) this.instance = problem.instance;
    if (problem.status !== undefined) this.problemStatus = problem.status;
    if (facts.retryAfterMs !== undefined) this.retryAfterMs = facts.retryAfterMs;
  }

  override toJSON(): ErrorSummary & Pick<InvestmentApiError, 'type' | 'title' | 'detail' | 'instance'> {
    const { type, title, detail, instance } = this;
    const said = Object.entries({ type, title, detail, instance }).filter(([, value]) => value !== undefined);
    return { ...super.toJSON(), ...Object.fromEntries(said) };
  }
}

/**
 * A request that changes something left, and no answer settled whether it was carried out. Repeat it with the same
 * `idempotencyKey`, which the API remembers for at least 24 hours where it uses one (contract 5), or look first.
 */
export class OperationOutcomeUnknownError extends OutcomeUnknownError {
  /** What the operation was sent with; pass it to `request` again to repeat the very same operation. */
  readonly idempotencyKey: string;
  /** What the answer said, where there was one. */
  readonly problem?: Problem;

  constructor(
    message: string,
    facts: ErrorFacts & {
      idempotencyKey: string;
      status?: number | undefined;
      requestId?: string | undefined;
      problem?: Problem | undefined;
    },
  ) {
    super(message, { hint: 'Look whether it was carried out, or repeat it with the same idempotencyKey.', ...facts });
    this.idempotencyKey = facts.idempotencyKey;
    if (facts.problem !== undefined) this.problem = facts.problem;
  }

  override toJSON(): ErrorSummary & { idempotencyKey: string } {
    return { ...super.toJSON(), idempotencyKey: this.idempotencyKey };
  }
}

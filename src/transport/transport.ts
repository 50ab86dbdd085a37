import { randomUUID } from 'node:crypto';
import {
  ConnectionError,
  InvalidInputError,
  OutcomeUnknownError,
  TimeoutError,
  UnexpectedResponseError,
  type UpvestError,
} from '../errors.ts';
import { type Clock, systemClock } from './clock.ts';
import { Deadline } from './deadline.ts';
import { ExchangeFailure, HttpExchange } from './exchange.ts';
import {
  type HttpRequest,
  type HttpResponse,
  isRepeatable,
  type RequestEvent,
  type ResponseEvent,
} from './http-message.ts';
import { parseRetryAfterMs, retryDelayMs, shouldRetry } from './retry.ts';

const LONGEST_TIMEOUT_MS = 2 ** 31 - 1;

export interface TransportOptions {
  /** For a whole call with its repeats, in milliseconds. @default 30_000 */
  timeoutMs?: number | undefined;
  /** For making the connection (DNS, TCP, TLS, proxy), in milliseconds. @default 10_000 */
  connectTimeoutMs?: number | undefined;
  /** Largest answer, after decompression. @default 10 MiB */
  maxResponseBytes?: number | undefined;
  /** Attempts in all, for what may be repeated. @default 3 */
  maxAttempts?: number | undefined;
  /** Your application's name and version; ours follows it. */
  userAgent?: string | undefined;
  /** Called before each attempt. */
  onRequest?: ((event: RequestEvent) => void) | undefined;
  /** Called after each attempt, also when no answer came. */
  onResponse?: ((event: ResponseEvent) => void) | undefined;
  /** @default the system's */
  clock?: Clock | undefined;
  /** 0 to 1, spreads the pauses. @default Math.random */
  random?: (() => number) | undefined;
}

/** What every call takes last. */
export interface CallOptions {
  /** Ends the call: it rejects with the signal's reason. */
  signal?: AbortSignal | undefined;
  /** For the whole call, renewal and repeats included, in milliseconds. @default the client's */
  timeoutMs?: number | undefined;
}

/**
 * The one way out, for tokens and for API calls: time limits, size limit, proxies, repeats and the translation of every
 * failure into an error of ours are decided here, once.
 */
export class Transport {
  readonly #exchange: HttpExchange;
  readonly #options: TransportOptions;
  readonly #clock: Clock;
  readonly timeoutMs: number;

  constructor(options: TransportOptions = {}) {
    this.#options = options;
    this.#clock = options.clock ?? systemClock;
    this.timeoutMs = options.timeoutMs ?? 30_000;
    this.#exchange = new HttpExchange({
      connectTimeoutMs: options.connectTimeoutMs ?? 10_000,
      maxResponseBytes: options.maxResponseBytes ?? 10 * 1024 * 1024,
      userAgent: options.userAgent,
    });
  }

  /** Opens the time limit of one call; dispose it when the call is over. @throws {InvalidInputError} no time limit for a timer */
  deadline(options: CallOptions = {}): Deadline {
    const { timeoutMs = this.timeoutMs, signal } = options;
    // A timer would take anything else for one millisecond.
    if (!(typeof timeoutMs === 'number' && timeoutMs > 0 && timeoutMs <= LONGEST_TIMEOUT_MS)) {
      throw new InvalidInputError('timeoutMs must be a number of milliseconds above 0, at most 2147483647.', {
        hint: 'Leave it out for the default.',
      });
    }
    return new Deadline(timeoutMs, signal);
  }

  /**
   * Sends and answers with whatever status came; repeats what may be repeated until the deadline.
   *
   * @throws {ConnectionError} nothing was carried out. @throws {TimeoutError} nor here, and the time was up.
   * @throws {OutcomeUnknownError} not repeatable, sent, and no answer. @throws {UnexpectedResponseError} a redirect, or an
   *   answer over the size bound. Rejects with the signal's reason when the caller aborted before anything was sent.
   */
  async send(request: HttpRequest, deadline: Deadline): Promise<HttpResponse> {
    const repeatable = isRepeatable(request);
    const maxAttempts = this.#options.maxAttempts ?? 3;
    for (let attempt = 1; ; attempt += 1) {
      const outcome = await this.#attempt(request, attempt, deadline);
      const failed =
        outcome instanceof ExchangeFailure
          ? { attempt, maxAttempts, repeatable, sent: outcome.sent }
          : { attempt, maxAttempts, repeatable, status: outcome.status };
      const final = outcome instanceof ExchangeFailure && outcome.kind !== 'network';
      if (!final && (outcome instanceof ExchangeFailure || outcome.status >= 400) && shouldRetry(failed)) {
        const retryAfter = outcome instanceof ExchangeFailure ? undefined : this.retryAfterMs(outcome);
        const pause = retryDelayMs(attempt, retryAfter, (this.#options.random ?? Math.random)());
        // A pause that outlives the deadline would only delay the same news.
        if (pause < deadline.remainingMs) {
          if (await this.#pause(pause, deadline)) continue;
          // Who ends the call while it waits hears that, not of the failure that was to be repeated.
          if (deadline.signal.aborted && !deadline.passed) throw deadline.signal.reason;
        }
      }
      if (outcome instanceof ExchangeFailure) throw this.#toError(outcome, request, deadline);
      return refuseRedirect(outcome, request);
    }
  }

  /** What a 429 or 503 asked to wait. */
  retryAfterMs(response: HttpResponse): number | undefined {
    return parseRetryAfterMs(response.headers['retry-after'], this.#clock.now());
  }

  close(): void {
    this.#exchange.close();
  }

  async #attempt(request: HttpRequest, attempt: number, deadline: Deadline): Promise<HttpResponse | ExchangeFailure> {
    if (deadline.signal.aborted) return new ExchangeFailure('aborted', false, 'aborted');
    const event: RequestEvent = { method: request.method, url: request.url.href, requestId: randomUUID(), attempt };
    const startedAt = performance.now();
    observe(this.#options.onRequest, event);
    const outcome = await this.#exchange.run(request, event.requestId, deadline.signal).catch((failure: unknown) => {
      if (failure instanceof ExchangeFailure) return failure;
      throw failure;
    });
    const durationMs = performance.now() - startedAt;
    const ending =
      outcome instanceof ExchangeFailure
        ? { error: outcome.reason }
        : { status: outcome.status, requestId: outcome.requestId };
    observe(this.#options.onResponse, { ...event, ...ending, durationMs });
    return outcome;
  }

  /** @returns false when the call ended during the pause. */
  async #pause(ms: number, deadline: Deadline): Promise<boolean> {
    return this.#clock.sleep(ms, deadline.signal).then(
      () => true,
      () => false,
    );
  }

  #toError(failure: ExchangeFailure, request: HttpRequest, deadline: Deadline): UpvestError {
    const place = `${request.url.protocol}//${request.url.host}`;
    if (failure.sent && !isRepeatable(request)) {
      return new OutcomeUnknownError(
        `The request left, but no usable answer came from ${place} (${wordFor(failure, deadline)}).`,
        {
          hint: 'It may have been carried out: find out before you send it again.',
        },
      );
    }
    if (failure.kind === 'aborted') {
      if (!deadline.passed) throw deadline.signal.reason;
      return new TimeoutError(`${place} did not answer in time.`, {
        hint: 'Try again, or allow more time.',
        reason: 'ETIMEDOUT',
      });
    }
    if (failure.kind === 'too_large') {
      return new UnexpectedResponseError(`The answer of ${place} is larger than this client accepts.`, {
        hint: 'Check that the base URL is that of a Blockchain API.',
      });
    }
    return new ConnectionError(`${connectionProblem(failure.reason)} ${place} (${failure.reason}).`, {
      hint: 'Check the base URL, the network and the proxy settings, then try again.',
      reason: failure.reason,
    });
  }
}

function refuseRedirect(response: HttpResponse, request: HttpRequest): HttpResponse {
  if (response.status < 300 || response.status > 399) return response;
  // "See other" is what a server says when it has carried something out.
  if (response.status === 303 && !isRepeatable(request)) {
    throw new OutcomeUnknownError(`${request.url.host} answered with a redirect (303), which this API never does.`, {
      hint: 'It may have been carried out: find out before you send it again.',
      status: response.status,
      requestId: response.requestId,
    });
  }
  throw new UnexpectedResponseError(
    `${request.url.host} answered with a redirect (${response.status}), which this API never does.`,
    {
      hint: 'Check the base URL. Redirects are not followed, since they could carry secrets elsewhere.',
      status: response.status,
      requestId: response.requestId,
    },
  );
}

function wordFor(failure: ExchangeFailure, deadline: Deadline): string {
  if (failure.kind === 'too_large') return 'the answer was too large';
  if (failure.kind === 'aborted') return deadline.passed ? 'timed out' : 'cancelled';
  return failure.reason;
}

function connectionProblem(reason: string): string {
  if (/CERT|TLS|SSL|ALTNAME|SELF_SIGNED|UNABLE_TO/.test(reason)) return 'No trustworthy encrypted connection to';
  if (reason === 'EPROXYREFUSED') return 'The proxy did not connect to';
  if (reason === 'ENOTFOUND' || reason === 'EAI_AGAIN') return 'There is no address for';
  return 'No connection to';
}

/** An observer never changes an outcome: what it throws, also later, is reported to Node as a warning. */
function observe<T extends object>(observer: ((event: T) => unknown) | undefined, event: T): void {
  const warn = (error: unknown) =>
    process.emitWarning(`An observer of upvest-wallet threw: ${error instanceof Error ? error.message : 'unknown'}`);
  try {
    Promise.resolve(observer?.(Object.freeze(event))).catch(warn);
  } catch (error) {
    warn(error);
  }
}

import { InvalidInputError, OutcomeUnknownError } from '../errors.ts';
import type { Deadline, HttpResponse } from '../transport/index.ts';
import { InvestmentConnection, type InvestmentOptions } from './connection.ts';
import { OperationOutcomeUnknownError } from './errors.ts';
import { InvestmentList } from './list.ts';
import { type InvestmentRequest, type Operation, prepareOperation } from './operation.ts';
import { type InvestmentResponse, readOperationAnswer } from './operation-answer.ts';
import type { QueryInput } from './operation-url.ts';
import { isWrongSignature } from './problem.ts';
import type { ScopedToken } from './scoped-token.ts';
import { InvestmentTokens } from './tokens.ts';

/** The largest page that the API gives. */
const LARGEST_LIMIT = 1000;

export interface PaginateOptions extends Omit<InvestmentRequest, 'method' | 'body' | 'idempotencyKey'> {
  /** Position of the first entry. @default 0 */
  offset?: number | undefined;
  /** Entries per page, 1 to 1000. @default 100 */
  limit?: number | undefined;
}

/**
 * Calls of the Investment API: the right token, the headers the API wants, a signature for each attempt.
 *
 * ```ts
 * const client = new InvestmentClient({ baseUrl, clientId, clientSecret, signingKey });
 * const { body } = await client.request({ method: 'GET', path: '/users', scope: 'users:read' });
 * ```
 */
export class InvestmentClient {
  readonly #connection: InvestmentConnection;
  /** The tokens that this client uses. */
  readonly tokens: InvestmentTokens;

  /** @throws {InvalidInputError} an option that cannot be right; the message names it. Nothing is sent. */
  constructor(options: InvestmentOptions) {
    this.#connection = new InvestmentConnection(options);
    this.tokens = new InvestmentTokens(this.#connection);
  }

  get baseUrl(): string {
    return this.#connection.baseUrl;
  }

  /**
   * Sends one operation. `timeoutMs` covers all of it, token and repeats included (default 30 000). Repeated after 429 and
   * 503, up to 3 attempts, and when the connection failed and nothing was carried out; each attempt is signed anew with the
   * same idempotency key. After a 401 for another reason than the signature the token is dropped and the call made once more.
   *
   * @throws {InvalidInputError} nothing was sent. @throws {InvestmentApiError} refused.
   * @throws {OperationOutcomeUnknownError} it changes something and may have been carried out; has the `idempotencyKey`.
   * @throws {ConnectionError} @throws {TimeoutError} nothing was carried out. @throws {UnexpectedResponseError}
   * @see contract 5 and 6
   */
  async request<T = unknown>(request: InvestmentRequest): Promise<InvestmentResponse<T>> {
    const operation = prepareOperation(this.#connection, request);
    request.signal?.throwIfAborted();
    const deadline = this.#connection.transport.deadline(request);
    try {
      let token = await this.#token(operation, deadline);
      let response = await this.#send(operation, token, deadline);
      // Refused before acting, so repeating is safe whatever the method.
      if (response.status === 401 && !isWrongSignature(response)) {
        await this.tokens.drop(token);
        token = await this.#token(operation, deadline);
        response = await this.#send(operation, token, deadline);
      }
      const answer = readOperationAnswer(operation, response, {
        secrets: this.#secrets(token),
        retryAfterMs: this.#connection.transport.retryAfterMs(response),
      });
      return answer as InvestmentResponse<T>;
    } finally {
      deadline[Symbol.dispose]();
    }
  }

  /**
   * An `offset`/`limit` list, page by page. `timeoutMs` is for each page.
   *
   * ```ts
   * for await (const user of client.paginate<{ id: string }>({ path: '/users', scope: 'users:read' })) { … }
   * ```
   * @throws {InvalidInputError} `limit` is not within 1 to 1000, `offset` is negative. Iterating throws what {@link request} throws.
   */
  paginate<T = unknown>({ offset = 0, limit = 100, query, ...request }: PaginateOptions): InvestmentList<T> {
    if (!Number.isSafeInteger(limit) || limit < 1 || limit > LARGEST_LIMIT) {
      throw new InvalidInputError(`The limit is not within 1 to ${LARGEST_LIMIT}.`, { hint: 'Leave it out for 100.' });
    }
    if (!Number.isSafeInteger(offset) || offset < 0) {
      throw new InvalidInputError('The offset is not a position in the list.', {
        hint: 'Leave it out for the beginning.',
      });
    }
    return new InvestmentList<T>(offset, async (position) => {
      const page = await this.request({ ...request, method: 'GET', query: pageQuery(query, position, limit) });
      return page.body;
    });
  }

  /** Closes kept connections. */
  close(): void {
    this.#connection.transport.close();
  }

  #token(operation: Operation, deadline: Deadline): Promise<ScopedToken> {
    return this.tokens.token(operation.scope, {
      signal: deadline.signal,
      timeoutMs: Math.max(1, deadline.remainingMs),
    });
  }

  async #send({ request, idempotencyKey }: Operation, token: ScopedToken, deadline: Deadline): Promise<HttpResponse> {
    const headers = { ...request.headers, authorization: `Bearer ${token.accessToken}` };
    try {
      return await this.#connection.sender.send({ ...request, headers, secrets: this.#secrets(token) }, deadline);
    } catch (error) {
      if (idempotencyKey === undefined || !(error instanceof OutcomeUnknownError)) throw error;
      const { status, requestId } = error;
      throw new OperationOutcomeUnknownError(error.message, { idempotencyKey, status, requestId });
    }
  }

  #secrets(token: ScopedToken): string[] {
    return [this.#connection.clientSecret, token.accessToken];
  }
}

function pageQuery(query: QueryInput | undefined, offset: number, limit: number): QueryInput {
  if (!(query instanceof URLSearchParams)) return { ...query, offset, limit };
  const parameters = new URLSearchParams(query);
  parameters.set('offset', String(offset));
  parameters.set('limit', String(limit));
  return parameters;
}

import { ApiError, InsufficientScopeError } from '../errors.ts';
import type { TokenSet } from '../token-set.ts';
import {
  type CallOptions,
  type Deadline,
  type HttpRequest,
  type HttpResponse,
  readAnswer,
  type Transport,
} from '../transport/index.ts';
import type { Session } from './session.ts';

/** One call of the API, without its token. */
export interface ApiCall {
  method: 'GET' | 'POST';
  /** Relative to the base URL, its variable parts encoded. */
  path: string;
  query?: Record<string, string | undefined>;
  /** Sent as JSON. */
  body?: object;
  /** Without these the server refuses for certain: nothing is sent. */
  scopes: readonly string[];
  /** Scopes that some servers ask for besides (contract 2.4): they explain a 403. */
  strictScopes?: readonly string[];
  /** Secrets in the body. */
  secrets?: readonly string[];
  /** @default true for GET */
  repeatable?: boolean;
}

/** An answer that was a success, and the request it answers. */
export interface ApiAnswer {
  value: unknown;
  request: HttpRequest;
  response: HttpResponse;
}

/** What was sent, token included, and what came. */
type Exchange = Pick<ApiAnswer, 'request' | 'response'>;

/** What is sent, before its token is in it. */
type TokenlessRequest = HttpRequest & { secrets: readonly string[] };

/** Sends calls with the session's token. */
export class ApiCaller {
  readonly #session: Session;
  readonly #transport: Transport;
  /** Normalised, ends in `/1.0/`. */
  readonly baseUrl: string;

  constructor(session: Session, transport: Transport, baseUrl: string) {
    this.#session = session;
    this.#transport = transport;
    this.baseUrl = baseUrl;
  }

  /** Besides what {@link readAnswer} and the session throw: @throws {InsufficientScopeError} */
  async call(call: ApiCall, options: CallOptions = {}): Promise<ApiAnswer> {
    using deadline = this.#transport.deadline(options);
    deadline.signal.throwIfAborted();
    const tokens = await this.#session.tokens(deadline);
    assertScopes(call.scopes, tokens);
    const { request, response } = await this.#sendWithRenewal(this.#toRequest(call), tokens, deadline);
    try {
      return { value: readAnswer(request, response, this.#transport.retryAfterMs(response)), request, response };
    } catch (error) {
      throw explainForbidden(error, call, tokens);
    }
  }

  /**
   * A 401 means that the request was not carried out, so any method may be repeated: with the newer tokens that another process
   * has stored since (as often as that happens, within bounds), and once with tokens that we renewed.
   */
  async #sendWithRenewal(request: TokenlessRequest, first: TokenSet, deadline: Deadline): Promise<Exchange> {
    let tokens = first;
    let renewed = false;
    for (let attempt = 1; ; attempt += 1) {
      const sent = withBearer(request, tokens);
      const response = await this.#transport.send(sent, deadline);
      if (response.status !== 401 || attempt === MAX_TOKENS_PER_CALL) return { request: sent, response };
      const newer = await this.#session.replace(tokens, !renewed, deadline);
      if (!newer) return { request: sent, response };
      tokens = newer.tokens;
      renewed ||= newer.renewed;
    }
  }

  #toRequest({ method, path, query = {}, body, secrets = [], repeatable }: ApiCall): TokenlessRequest {
    const url = new URL(path, this.baseUrl);
    for (const [name, value] of Object.entries(query)) {
      if (value !== undefined) url.searchParams.set(name, value);
    }
    const request: TokenlessRequest = { method, url, secrets, headers: {} };
    if (repeatable !== undefined) request.repeatable = repeatable;
    if (body) {
      request.body = JSON.stringify(body);
      request.headers = { 'Content-Type': 'application/json' };
    }
    return request;
  }
}

/** Several processes with very short tokens may overtake each other; five in one call is a server that refuses all. */
const MAX_TOKENS_PER_CALL = 5;

function withBearer(request: TokenlessRequest, { accessToken }: TokenSet): HttpRequest {
  return {
    ...request,
    headers: { ...request.headers, Authorization: `Bearer ${accessToken}` },
    secrets: [...request.secrets, accessToken],
  };
}

function assertScopes(needed: readonly string[], { scope }: TokenSet): void {
  const missing = needed.filter((name) => !scope.includes(name));
  if (missing.length > 0) throw insufficientScope(missing);
}

/** A 403 is never a reason to renew (contract 2.5); where a scope is missing, that is what it means. */
function explainForbidden(error: unknown, call: ApiCall, { scope }: TokenSet): unknown {
  if (!(error instanceof ApiError) || error.status !== 403) return error;
  const missing = (call.strictScopes ?? []).filter((name) => !scope.includes(name));
  return missing.length > 0 ? insufficientScope(missing) : error;
}

function insufficientScope(missing: readonly string[]): InsufficientScopeError {
  return new InsufficientScopeError(
    `This needs the scope ${missing.join(' and ')}, which the session has not been granted.`,
    {
      missing,
      hint: 'Log in again and ask for it.',
    },
  );
}

import { type HttpResponse, parseJson } from '../transport/index.ts';
import { InvestmentApiError } from './errors.ts';
import { isWrongSignature, readProblem, requestIdOf } from './problem.ts';

export interface RefusalContext {
  /** What was refused, as the beginning of a sentence. */
  what: string;
  secrets: readonly string[];
  retryAfterMs: number | undefined;
  /** What to do about a 401 and a 403. */
  unauthorisedHint: string;
  forbiddenHint: string;
}

/** The error for an answer that is no success. */
export function refusal(response: HttpResponse, context: RefusalContext): InvestmentApiError {
  const { status } = response;
  const problem = readProblem(response, context.secrets);
  const said = problem.detail ?? problem.title ?? problem.code;
  return new InvestmentApiError(said ? `${context.what} (${status}): ${said}` : `${context.what} (${status}).`, {
    status,
    requestId: requestIdOf(response, problem),
    problem,
    retryAfterMs: context.retryAfterMs,
    hint: hintFor(response, context),
  });
}

function hintFor(response: HttpResponse, context: RefusalContext): string | undefined {
  if (isWrongSignature(response)) {
    return 'Check the key id, the private key and the clock; the public key must be registered with this environment.';
  }
  switch (response.status) {
    case 401:
      return context.unauthorisedHint;
    case 403:
      return context.forbiddenHint;
    case 404:
      return 'Check the path and the id.';
    case 426:
      return 'This version of the API is gone: look for a newer upvest-wallet.';
    case 429:
      return 'Wait and try again; requests are counted per client id.';
    default:
      return response.status >= 500 ? 'Try again later.' : undefined;
  }
}

/** The code of RFC 6749 section 5.2, for servers that answer a token request in its flat form. */
export function readOAuthCode(response: HttpResponse): string | undefined {
  const body = parseJson(response.body);
  const code = typeof body === 'object' && body !== null ? (body as Record<string, unknown>).error : undefined;
  return typeof code === 'string' && /^[a-z_]{1,60}$/.test(code) ? code : undefined;
}

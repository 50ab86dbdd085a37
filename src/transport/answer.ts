import {
  ApiError,
  type ApiErrorFacts,
  NotFoundError,
  OutcomeUnknownError,
  RateLimitError,
  UnexpectedResponseError,
} from '../errors.ts';
import { readErrorBody } from './error-body.ts';
import { type HttpRequest, type HttpResponse, isRepeatable } from './http-message.ts';
import { parseJson } from './json.ts';

/** Statuses after which a request that was sent may have been carried out all the same. */
export function leavesOutcomeOpen(status: number): boolean {
  // Below 200 there are no final answers, so nobody knows what such a one says.
  return status >= 500 || status === 408 || status < 200;
}

/**
 * The JSON of a successful answer.
 *
 * @throws {NotFoundError} 404. @throws {RateLimitError} 429. @throws {ApiError} any other refusal.
 * @throws {OutcomeUnknownError} a request that must not be repeated was answered with 5xx, 408, or a success that cannot be read.
 * @throws {UnexpectedResponseError} a success that is not JSON.
 */
export function readAnswer(request: HttpRequest, response: HttpResponse, retryAfterMs: number | undefined): unknown {
  if (response.status >= 200 && response.status < 300) {
    const value = parseJson(response.body);
    if (value === undefined) throw unreadableAnswer(request, response, 'it is not JSON');
    return value;
  }
  throw refusal(request, response, retryAfterMs);
}

/** For an answer whose status is a success and whose content is not what the contract says. */
export function unreadableAnswer(
  request: HttpRequest,
  response: HttpResponse,
  why: string,
): UnexpectedResponseError | OutcomeUnknownError {
  const facts = { status: response.status, requestId: response.requestId };
  if (!isRepeatable(request)) {
    return new OutcomeUnknownError(`The server accepted the request, but its answer cannot be used: ${why}.`, {
      ...facts,
      hint: 'It was probably carried out: find out before you send it again.',
    });
  }
  return new UnexpectedResponseError(`The answer of ${request.url.host} cannot be used: ${why}.`, {
    ...facts,
    hint: 'Check that the base URL is that of a Blockchain API.',
  });
}

function refusal(request: HttpRequest, response: HttpResponse, retryAfterMs: number | undefined): Error {
  const { status, requestId } = response;
  const { message, oauthError, details } = readErrorBody(response, request.secrets);
  const said = message ?? details[0]?.message ?? oauthError;
  const facts: ApiErrorFacts = { status, requestId, details };
  const what = (summary: string) => (said ? `${summary}: ${said}` : `${summary}.`);
  if (!isRepeatable(request) && leavesOutcomeOpen(status)) {
    return new OutcomeUnknownError(what(`The server failed with ${status} after the request was sent`), {
      status,
      requestId,
      hint: 'It may have been carried out: find out before you send it again.',
    });
  }
  if (status === 404) {
    return new NotFoundError(what('The API knows no such thing (404)'), {
      ...facts,
      hint: 'Check the id; what belongs to another user is not found either.',
    });
  }
  if (status === 429) {
    return new RateLimitError(what('The API asks for fewer requests (429)'), {
      ...facts,
      hint: 'Wait and try again.',
      retryAfterMs,
    });
  }
  const failed = status >= 500 || status < 200;
  return new ApiError(what(failed ? `The API failed (${status})` : `The API refused the request (${status})`), {
    ...facts,
    hint: failed
      ? 'Try again later.'
      : (REFUSAL_HINTS[status] ?? 'The same request would be refused again: change what was sent.'),
  });
}

const REFUSAL_HINTS: Record<number, string> = {
  401: 'Log in again if this stays.',
  403: 'The user, the client or the password may not do this.',
  408: 'Try again later.',
  409: 'It is at odds with what is there already: look first.',
  425: 'Try again later.',
};

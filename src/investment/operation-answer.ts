import { UnexpectedResponseError } from '../errors.ts';
import { type HttpResponse, leavesOutcomeOpen, parseJson } from '../transport/index.ts';
import { OperationOutcomeUnknownError } from './errors.ts';
import type { Operation } from './operation.ts';
import { readProblem, requestIdOf } from './problem.ts';
import { refusal } from './refusal.ts';

export interface InvestmentResponse<T = unknown> {
  status: number;
  /** Names in lower case. */
  headers: Readonly<Record<string, string>>;
  /** The API's id of this request, for its support. */
  requestId: string | undefined;
  /** Parsed JSON; bytes (`Uint8Array`) of anything else, such as a PDF; undefined when there is none. Not checked against `T`. */
  body: T;
  /** What the operation was sent with; undefined for requests that only read. */
  idempotencyKey: string | undefined;
}

/**
 * @throws {InvestmentApiError} refused. @throws {OperationOutcomeUnknownError} it may have been carried out.
 * @throws {UnexpectedResponseError} a success that cannot be read, of a request that only reads.
 */
export function readOperationAnswer(
  operation: Operation,
  response: HttpResponse,
  context: { secrets: readonly string[]; retryAfterMs: number | undefined },
): InvestmentResponse {
  const { status, headers } = response;
  if (status < 200 || status > 299) throw failure(operation, response, context);
  const body = readBody(operation, response);
  return { status, headers, requestId: requestIdOf(response), body, idempotencyKey: operation.idempotencyKey };
}

function readBody(operation: Operation, response: HttpResponse): unknown {
  if (response.body.length === 0) return undefined;
  const type = response.headers['content-type']?.split(';', 1)[0]?.trim().toLowerCase() ?? '';
  const isJson = type === 'application/json' || type.endsWith('+json');
  if (isJson) {
    const value = parseJson(response.body);
    if (value !== undefined) return value;
    throw unreadable(operation, response, 'it is broken JSON');
  }
  // A gateway's page with status 200 is no answer to somebody who asked for JSON.
  if (operation.request.headers?.accept === 'application/json') {
    throw unreadable(operation, response, 'it is not JSON');
  }
  return response.body;
}

function failure(
  operation: Operation,
  response: HttpResponse,
  context: { secrets: readonly string[]; retryAfterMs: number | undefined },
): Error {
  const { status } = response;
  const { idempotencyKey } = operation;
  if (idempotencyKey !== undefined && leavesOutcomeOpen(status)) {
    const problem = readProblem(response, context.secrets);
    return new OperationOutcomeUnknownError(`The API failed with ${status} after the request was sent.`, {
      idempotencyKey,
      status,
      requestId: requestIdOf(response, problem),
      problem,
    });
  }
  const scopes = operation.scope.join(' ');
  return refusal(response, {
    what: leavesOutcomeOpen(status) ? 'The API failed' : 'The API refused the request',
    ...context,
    unauthorisedHint: 'Check the client id and the environment.',
    forbiddenHint: `The token has the scopes asked for (${scopes}) or fewer: see which ones the call needs.`,
  });
}

function unreadable(operation: Operation, response: HttpResponse, why: string): Error {
  const { status } = response;
  const requestId = requestIdOf(response);
  if (operation.idempotencyKey !== undefined) {
    return new OperationOutcomeUnknownError(`The API accepted the request, but its answer cannot be used: ${why}.`, {
      idempotencyKey: operation.idempotencyKey,
      status,
      requestId,
    });
  }
  return new UnexpectedResponseError(`The answer of ${operation.request.url.host} cannot be used: ${why}.`, {
    status,
    requestId,
    hint: 'Check that the base URL is that of the Investment API.',
  });
}

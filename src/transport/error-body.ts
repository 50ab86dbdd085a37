import type { ApiErrorDetail } from '../errors.ts';
import type { HttpResponse } from './http-message.ts';
import { parseJson } from './json.ts';
import { quoteServerText } from './redact.ts';

/** What an error body says, in whichever of the four shapes of contract 1.3 it came. All text is fit for a message. */
export interface ErrorBody {
  /** RFC 6749 section 5.2 code, of the flat shape. */
  oauthError?: string;
  message?: string;
  details: ApiErrorDetail[];
}

/**
 * Reads the four shapes: flat OAuth object, envelope with an object under `error` (`details` inside or beside it), plain
 * text or HTML (nothing is taken of it but its status), and `{"detail": …}` of newer servers. Never throws.
 */
export function readErrorBody(response: HttpResponse, secrets: readonly string[] = []): ErrorBody {
  const quote = (value: unknown) =>
    typeof value === 'string' && value !== '' ? quoteServerText(value, secrets) : undefined;
  const body = asRecord(parseJson(response.body));
  if (!body) return { details: [] };
  const envelope = asRecord(body.error);
  const message =
    quote(envelope?.message) ?? quote(body.error_description) ?? quote(body.detail) ?? quote(body.message);
  const list = Array.isArray(envelope?.details) ? envelope.details : Array.isArray(body.details) ? body.details : [];
  const result: ErrorBody = { details: list.slice(0, 20).flatMap((entry) => readDetail(entry, quote)) };
  if (message !== undefined) result.message = message;
  const oauthError = quote(body.error);
  if (oauthError !== undefined) result.oauthError = oauthError;
  return result;
}

function readDetail(entry: unknown, quote: (value: unknown) => string | undefined): ApiErrorDetail[] {
  const record = asRecord(entry);
  if (!record) return [];
  const detail: ApiErrorDetail = {};
  for (const key of ['domain', 'location', 'locationType', 'message', 'reason'] as const) {
    const text = quote(record[key]);
    if (text !== undefined) detail[key] = text;
  }
  return [detail];
}

function asRecord(value: unknown): Record<string, unknown> | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : undefined;
}

/** What the other parts may use of the transport. */
export { leavesOutcomeOpen, readAnswer, unreadableAnswer } from './answer.ts';
export { isLoopback, parseApiBaseUrl, parseOrigin } from './base-url.ts';
export { type Clock, systemClock } from './clock.ts';
export type { Deadline } from './deadline.ts';
export { type ErrorBody, readErrorBody } from './error-body.ts';
export { createTransportFetch } from './fetch-adapter.ts';
export type { HttpRequest, HttpResponse, RequestEvent, ResponseEvent } from './http-message.ts';
export { parseJson } from './json.ts';
export { quoteServerText, REDACTED } from './redact.ts';
export { retryDelayMs } from './retry.ts';
export { type CallOptions, Transport, type TransportOptions } from './transport.ts';

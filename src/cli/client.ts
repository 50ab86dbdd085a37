import { type RequestEvent, type ResponseEvent, WalletClient, type WalletClientOptions } from '../index.ts';
import type { Context } from './context.ts';
import { sanitizeBounded } from './output/sanitize.ts';

/** A client that reports to this terminal, and that the program's end waits for. */
export function createClient(
  context: Context,
  options: Pick<WalletClientOptions, 'baseUrl' | 'clientId' | 'clientSecret'> & Partial<WalletClientOptions>,
): WalletClient {
  const { io, global } = context;
  const client = new WalletClient({
    ...options,
    timeoutMs: global.timeoutMs,
    userAgent: 'upvest-wallet-terminal',
    onWarning: (message) => io.warn(message),
    ...(global.verbose && { onResponse: (event: ResponseEvent) => io.errorLine(traceLine(event)) }),
  });
  context.unfinished.add(client);
  return client;
}

/** One line for one request. The events hold nothing secret. */
function traceLine(event: ResponseEvent & RequestEvent): string {
  const { method, url, status, error, durationMs, attempt, requestId } = event;
  const repeat = attempt > 1 ? ` (attempt ${attempt})` : '';
  return sanitizeBounded(
    `> ${method} ${url}${repeat}: ${status ?? error ?? 'no answer'} in ${Math.round(durationMs)} ms, request ${requestId}`,
    2_000,
  );
}

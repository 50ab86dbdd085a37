import type { InvestmentOptions } from '../../../investment/index.ts';
import { sanitizeBounded } from '../../output/sanitize.ts';

type ResponseEvent = Parameters<NonNullable<InvestmentOptions['onResponse']>>[0];

/** One line for one request. Without the id that our transport gives it: this API has its own, which errors show. */
export function traceLine({ method, url, status, error, durationMs, attempt }: ResponseEvent): string {
  const repeat = attempt > 1 ? ` (attempt ${attempt})` : '';
  const ms = Math.round(durationMs);
  return sanitizeBounded(`> ${method} ${url}${repeat}: ${status ?? error ?? 'no answer'} in ${ms} ms`, 2_000);
}

import {
  type HttpRequest,
  type RequestEvent,
  type ResponseEvent,
  readAnswer,
  Transport,
  type TransportOptions,
} from '../../src/transport/index.ts';
import { TestClock } from './test-clock.ts';

export const PASSWORD = 'sentinel päss&word+4711';
export const BEARER = 'sentinel-bearer-4711';

export interface Outcome {
  /** The JSON that was answered; absent on a failure. */
  value?: unknown;
  // biome-ignore lint/suspicious/noExplicitAny: errors are looked into by name
  error?: any;
  /** Class of the failure, or `answered`. */
  name: string;
  /** What the observers saw. */
  sent: RequestEvent[];
  received: ResponseEvent[];
  clock: TestClock;
  tookMs: number;
}

export interface CallSettings extends TransportOptions {
  clock?: TestClock;
  signal?: AbortSignal;
  request?: Partial<HttpRequest>;
}

/**
 * One call over a transport of its own, as the client makes it: GET, or a POST that must not be repeated and has the password
 * in it. Pauses take no time.
 */
export async function callOver(url: string, method: 'GET' | 'POST', settings: CallSettings = {}): Promise<Outcome> {
  const { clock = new TestClock(), signal, request: changes, ...options } = settings;
  const sent: RequestEvent[] = [];
  const received: ResponseEvent[] = [];
  const transport = new Transport({
    timeoutMs: 10_000,
    random: () => 0.5,
    onRequest: (event) => sent.push(event),
    onResponse: (event) => received.push(event),
    ...options,
    clock,
  });
  const request: HttpRequest = {
    method,
    url: new URL(url),
    headers: { Authorization: `Bearer ${BEARER}`, 'Content-Type': 'application/json' },
    secrets: [PASSWORD, BEARER],
    ...changes,
  };
  if (method === 'POST') request.body ??= JSON.stringify({ password: PASSWORD });
  using deadline = transport.deadline({ signal });
  const startedAt = performance.now();
  const seen = () => ({ sent, received, clock, tookMs: performance.now() - startedAt });
  try {
    const response = await transport.send(request, deadline);
    return { value: readAnswer(request, response, transport.retryAfterMs(response)), name: 'answered', ...seen() };
  } catch (error) {
    return { error, name: error instanceof Error ? error.name : String(error), ...seen() };
  } finally {
    transport.close();
  }
}

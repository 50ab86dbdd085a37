import { ConnectionError, TimeoutError } from '../errors.ts';
import {
  type Clock,
  type Deadline,
  type HttpRequest,
  type HttpResponse,
  retryDelayMs,
  type Transport,
} from '../transport/index.ts';
import type { RequestSigner } from './request-signer.ts';

export interface SignedSenderOptions {
  signer: RequestSigner;
  clock: Clock;
  /** Attempts in all. */
  maxAttempts: number;
  /** 0 to 1, spreads the pauses. */
  random: () => number;
}

/** The documentation asks for repeats after these two, and after no other answer (contract 6). */
const TRANSIENT = new Set([429, 503]);

/** Signs and sends; signs anew for each repeat (contract 6), which is why the transport's own repeats are not used. */
export class SignedSender {
  readonly #transport: Transport;
  readonly #options: SignedSenderOptions;

  constructor(transport: Transport, options: SignedSenderOptions) {
    this.#transport = transport;
    this.#options = options;
  }

  /**
   * Answers with whatever status came. Repeats until the deadline: after 429 and 503 whatever the method, since the API asks
   * for it and the idempotency key stays the same; after a failed connection where nothing was carried out.
   *
   * @throws what `Transport.send` throws
   */
  async send(request: HttpRequest, deadline: Deadline): Promise<HttpResponse> {
    for (let attempt = 1; ; attempt += 1) {
      const last = attempt >= this.#options.maxAttempts;
      try {
        const response = await this.#transport.send(this.#sign(request), deadline);
        if (last || !TRANSIENT.has(response.status)) return response;
        if (!(await this.#pause(attempt, this.#transport.retryAfterMs(response), deadline))) return response;
      } catch (error) {
        // Nothing was carried out: it never left, or it only reads. When the time is up, it is up.
        if (last || !(error instanceof ConnectionError) || error instanceof TimeoutError) throw error;
        if (!(await this.#pause(attempt, undefined, deadline))) throw error;
      }
    }
  }

  #sign(request: HttpRequest): HttpRequest {
    const { url, headers } = request;
    const { request: signed } = this.#options.signer.sign({
      method: request.method,
      url,
      ...(headers && { headers }),
      body: request.body,
    });
    // The URL without what never goes over the wire, so that the bytes signed are the bytes sent.
    return { ...request, url: new URL(signed.url), headers: signed.headers, ...(signed.body && { body: signed.body }) };
  }

  /** @returns false when the pause would outlive the call, or the call ended in it. */
  async #pause(attempt: number, retryAfterMs: number | undefined, deadline: Deadline): Promise<boolean> {
    const pause = retryDelayMs(attempt, retryAfterMs, this.#options.random());
    if (pause >= deadline.remainingMs) return false;
    return this.#options.clock.sleep(pause, deadline.signal).then(
      () => true,
      () => false,
    );
  }
}

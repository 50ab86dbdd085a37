import http from 'node:http';
import https from 'node:https';
import type { Socket } from 'node:net';
import type { Readable } from 'node:stream';
import type { TLSSocket } from 'node:tls';
import type { AxiosError, AxiosInstance, AxiosRequestConfig } from 'axios';
import axios from 'axios';
import { InvalidInputError } from '../errors.ts';
import { VERSION } from '../version.ts';
import { isLoopback } from './base-url.ts';
import { collect, TooLarge } from './collect.ts';
import type { HttpRequest, HttpResponse } from './http-message.ts';
import { isRepeatable } from './http-message.ts';
import { keepQuiet } from './quiet-agent.ts';
import { quoteServerText } from './redact.ts';

export interface ExchangeOptions {
  connectTimeoutMs: number;
  maxResponseBytes: number;
  userAgent?: string | undefined;
}

/** A thousand calls at once wait for each other rather than open a thousand connections. */
const MOST_CONNECTIONS = 32;

/** Why one exchange brought no answer. Internal: the transport turns it into an error of `errors.ts`. */
export class ExchangeFailure extends Error {
  /** `aborted`: the signal ended it. `too_large`: the answer went over the bound. `network`: anything else. */
  readonly kind: 'aborted' | 'too_large' | 'network';
  /** Whether any byte of the request may have reached the server. */
  readonly sent: boolean;
  /** The operating system's or TLS's code. */
  readonly reason: string;

  constructor(kind: ExchangeFailure['kind'], sent: boolean, reason: string) {
    super(reason);
    this.kind = kind;
    this.sent = sent;
    this.reason = reason;
  }
}

/** One request and its answer over the one axios instance. Nothing of axios leaves this file, errors least of all. */
export class HttpExchange {
  readonly #axios: AxiosInstance;
  readonly #options: ExchangeOptions;
  readonly #keepAlive = {
    http: keepQuiet(new http.Agent({ keepAlive: true, maxSockets: MOST_CONNECTIONS })),
    https: keepQuiet(new https.Agent({ keepAlive: true, maxSockets: MOST_CONNECTIONS })),
  };
  /**
   * For requests that must not be repeated. A kept connection may have been closed by the server the moment we reuse it, and
   * then nobody can tell whether the request arrived; a new one fails before anything is sent.
   */
  readonly #fresh = { http: new http.Agent({ keepAlive: false }), https: new https.Agent({ keepAlive: false }) };

  constructor(options: ExchangeOptions) {
    this.#options = options;
    this.#axios = axios.create({
      adapter: 'http',
      maxRedirects: 0,
      // Collected here: axios keeps every chunk by itself, and an answer in chunks of a byte costs a hundred times its size.
      responseType: 'stream',
      transformRequest: [(body) => body],
      transformResponse: [(body) => body],
      validateStatus: () => true,
      maxBodyLength: Number.POSITIVE_INFINITY,
      headers: { common: { Accept: 'application/json', 'User-Agent': userAgent(options.userAgent) } },
    });
  }

  async run(request: HttpRequest, requestId: string, signal: AbortSignal): Promise<HttpResponse> {
    const agents = isRepeatable(request) ? this.#keepAlive : this.#fresh;
    const observed = new ObservedTransport(request.url, this.#options.connectTimeoutMs);
    const config: AxiosRequestConfig & { transport: unknown } = {
      method: request.method,
      url: request.url.href,
      headers: {
        ...request.headers,
        'X-UP-API-Request-ID': requestId,
        // Else axios sends a form's content type with a body that is not there.
        ...(request.body === undefined && { 'Content-Type': false }),
      },
      signal: AbortSignal.any([signal, observed.connectTimedOut]),
      httpAgent: agents.http,
      httpsAgent: agents.https,
      transport: observed,
    };
    if (request.body !== undefined) config.data = request.body;
    // HTTP_PROXY would otherwise apply to loopback too, and plain http goes nowhere else.
    if (isLoopback(request.url.hostname)) config.proxy = false;
    try {
      const response = await this.#axios.request<Readable>(config);
      const body = await collect(response.data, this.#options.maxResponseBytes);
      const headers = flatten(response.headers);
      return {
        status: response.status,
        headers,
        body,
        requestId: answeredId(headers['x-up-api-request-id'], request.secrets) ?? requestId,
      };
    } catch (error) {
      // The original holds the headers and the body of the request: only words of it survive.
      throw describeFailure(error, observed, signal);
    } finally {
      observed.finish();
    }
  }

  /** Closes the kept connections. */
  close(): void {
    for (const agent of [...Object.values(this.#keepAlive), ...Object.values(this.#fresh)]) agent.destroy();
  }
}

/**
 * Node's own client, watched: it knows whether the connection was ever made, which decides whether a failed request may have
 * been carried out, and it bounds the time for making it. Handed to axios as its `transport`.
 */
class ObservedTransport {
  sent = false;
  readonly #module: typeof http | typeof https;
  readonly #connectTimeoutMs: number;
  readonly #connectTimeout = new AbortController();
  #timer: NodeJS.Timeout | undefined;

  constructor(url: URL, connectTimeoutMs: number) {
    this.#module = url.protocol === 'https:' ? https : http;
    this.#connectTimeoutMs = connectTimeoutMs;
  }

  /** Ends the exchange: a request that waits for its connection, behind a proxy above all, cannot be destroyed yet. */
  get connectTimedOut(): AbortSignal {
    return this.#connectTimeout.signal;
  }

  request(options: https.RequestOptions, onResponse: (response: http.IncomingMessage) => void): http.ClientRequest {
    const request = this.#module.request(options, onResponse);
    // A tunnel's socket is announced once it stands; else who waits for a free connection is not connecting yet.
    if (!(options.agent instanceof http.Agent)) this.#startTimer();
    request.once('socket', (socket: Socket) => {
      // A proxy that refuses to connect answers readable; what it says is not said by the API.
      if (this.#module === https && !('encrypted' in socket)) request.destroy(failure('EPROXYREFUSED'));
      else this.#whenConnected(socket);
    });
    // Node drops a connection that turns to another protocol, and would leave the request without an end.
    request.once('upgrade', (_response, socket: Socket) => {
      socket.destroy();
      request.emit('error', failure('EUPGRADE'));
    });
    return request;
  }

  finish(): void {
    clearTimeout(this.#timer);
  }

  #whenConnected(socket: Socket): void {
    const connected = () => {
      this.sent = true;
      clearTimeout(this.#timer);
    };
    // A tunnel's TLS socket arrives connected but not yet secured.
    const securing = (socket as TLSSocket & { secureConnecting?: boolean }).secureConnecting === true;
    if (!socket.connecting && !securing) {
      connected();
      return;
    }
    socket.once('encrypted' in socket ? 'secureConnect' : 'connect', connected);
    this.#startTimer();
  }

  #startTimer(): void {
    this.#timer ??= setTimeout(() => this.#connectTimeout.abort(), this.#connectTimeoutMs);
  }
}

function failure(code: string): Error {
  return Object.assign(new Error(code), { code });
}

function describeFailure(error: unknown, observed: ObservedTransport, signal: AbortSignal): ExchangeFailure {
  if (signal.aborted) return new ExchangeFailure('aborted', observed.sent, 'aborted');
  if (observed.connectTimedOut.aborted) return new ExchangeFailure('network', observed.sent, 'ECONNECTTIMEOUT');
  if (error instanceof TooLarge) return new ExchangeFailure('too_large', true, 'too_large');
  const { code, cause } = (error ?? {}) as AxiosError & { cause?: { code?: unknown } };
  const reason = [cause?.code, code].find((word) => typeof word === 'string' && /^[A-Z0-9_]{2,60}$/.test(word));
  return new ExchangeFailure('network', observed.sent, typeof reason === 'string' ? reason : 'UNKNOWN');
}

/** The server's id for the request where it is one: it stands in errors and logs, so it must be short, plain and no secret. */
function answeredId(id: string | undefined, secrets: readonly string[] = []): string | undefined {
  if (id === undefined || !/^[\w.:-]{1,100}$/.test(id)) return undefined;
  return quoteServerText(id, secrets) === id ? id : undefined;
}

function flatten(headers: object): Record<string, string> {
  const flat: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers)) {
    if (value !== undefined && value !== null) flat[name.toLowerCase()] = String(value);
  }
  return flat;
}

function userAgent(application: string | undefined): string {
  const own = `upvest-wallet/${VERSION} node/${process.versions.node}`;
  if (application !== undefined && !/^[\x20-\x7e]*$/.test(application)) {
    throw new InvalidInputError('The option userAgent holds a character that cannot travel in a header.', {
      hint: 'Write it in ASCII on one line, such as my-app/1.0.',
    });
  }
  return application ? `${application} ${own}` : own;
}

import type { Deadline } from './deadline.ts';
import type { HttpRequest, HttpResponse } from './http-message.ts';
import type { Transport } from './transport.ts';

/** The part of `fetch`'s options that openid-client uses. */
export interface FetchInit {
  method: string;
  headers: Record<string, string>;
  body?: unknown;
}

export interface TransportFetchOptions {
  deadline: Deadline;
  /** Secrets in the bodies that will be sent. */
  secrets: readonly string[];
  /** Sees every answer before it is handed on; may throw an error of ours, or return another answer. */
  inspect?: (response: HttpResponse, request: HttpRequest) => HttpResponse;
}

/**
 * A `fetch` over the transport, for libraries that bring their own protocol and let the caller bring the HTTP (openid-client's
 * `customFetch`). A failure keeps its own class: libraries tend to wrap what `fetch` throws, so the first one is kept aside.
 */
export function createTransportFetch(transport: Pick<Transport, 'send'>, options: TransportFetchOptions) {
  const state: { failure?: unknown } = {};
  const fetch = async (url: string, init: FetchInit): Promise<Response> => {
    const request: HttpRequest = {
      method: init.method as HttpRequest['method'],
      url: new URL(url),
      headers: withoutUserAgent(init.headers),
      secrets: options.secrets,
      repeatable: false,
    };
    if (init.body !== undefined && init.body !== null) request.body = String(init.body);
    try {
      const received = await transport.send(request, options.deadline);
      const response = options.inspect?.(received, request) ?? received;
      // A Response refuses a body with these statuses, even an empty one.
      const body = [204, 205, 304].includes(response.status) ? null : new Uint8Array(response.body);
      return new Response(body, { status: response.status, headers: withoutTransferHeaders(response.headers) });
    } catch (error) {
      state.failure = error;
      throw error;
    }
  };
  return { fetch, state };
}

/** The library in between is not who calls: the transport's own user agent stands. */
function withoutUserAgent(headers: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => name.toLowerCase() !== 'user-agent'));
}

/** The body is decoded already. */
function withoutTransferHeaders(headers: Readonly<Record<string, string>>): Record<string, string> {
  const { 'content-encoding': _encoding, 'content-length': _length, 'transfer-encoding': _transfer, ...rest } = headers;
  return rest;
}

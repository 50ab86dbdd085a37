import type { Deadline } from './deadline.ts';
import type { HttpRequest, HttpResponse } from './http-message.ts';
import type { Transport } from './transport.ts';

/** The part of `fetch`'s options that openid-client uses. */
export interface FetchInit {
  method: string;
  headers: Record<string, string>;
  /** A form. */
  body: unknown;
}

export interface TransportFetchOptions {
  deadline: Deadline;
  /** Secrets in the bodies that will be sent. */
  secrets: readonly string[];
  /** Sees every answer before it is handed on: throws an error of ours, or returns the answer that the library is to read. */
  inspect: (response: HttpResponse, request: HttpRequest) => HttpResponse;
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
      body: String(init.body),
      secrets: options.secrets,
      repeatable: false,
    };
    try {
      const { status, headers, body } = options.inspect(await transport.send(request, options.deadline), request);
      return new Response(new Uint8Array(body), { status, headers });
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

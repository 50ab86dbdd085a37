/** An exchange as it was on the wire: what a recording begins with. Full of secrets. */
export interface WireExchange {
  request: WireRequest;
  response: WireResponse;
}

export interface WireMessage {
  /** Names in lower case. */
  headers: Record<string, string>;
  body: Uint8Array;
}

export interface WireRequest extends WireMessage {
  method: string;
  url: URL;
}

export interface WireResponse extends WireMessage {
  status: number;
}

/** For messages: which request it was. Without its query, where secrets may stand. */
export function nameOf({ method, url }: WireRequest): string {
  return `${method} ${url.origin}${url.pathname}`;
}

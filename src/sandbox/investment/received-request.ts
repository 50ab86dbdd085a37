import type { IncomingMessage } from 'node:http';

/** A request as it came over the wire. */
export interface ReceivedRequest {
  method: string;
  /** Undecoded, not normalised. */
  path: string;
  /** With its question mark, undecoded; empty when there is none, or nothing behind it. */
  query: string;
  /** Names in lower case; repeated ones joined with a comma. */
  headers: ReadonlyMap<string, string>;
  body: Buffer;
}

/**
 * @param incoming Node's own message, whose target is raw; a `Request` has it normalised
 * @param bodyBytes where something before us has read the body already
 */
export async function receive(
  request: Request,
  incoming: IncomingMessage | undefined,
  bodyBytes: Uint8Array | undefined,
): Promise<ReceivedRequest> {
  const url = new URL(request.url);
  const target = incoming?.url?.startsWith('/') ? incoming.url : `${url.pathname}${url.search}`;
  const mark = target.indexOf('?');
  const path = mark < 0 ? target : target.slice(0, mark);
  const query = mark < 0 || mark === target.length - 1 ? '' : target.slice(mark);
  const headers = new Map<string, string>();
  const raw = incoming?.rawHeaders;
  if (raw) for (let i = 0; i + 1 < raw.length; i += 2) append(headers, raw[i] ?? '', raw[i + 1] ?? '');
  else for (const [name, value] of request.headers) append(headers, name, value);
  const body = Buffer.from(bodyBytes ?? new Uint8Array(await request.arrayBuffer()));
  return { method: request.method, path, query, headers, body };
}

function append(headers: Map<string, string>, name: string, value: string): void {
  const key = name.toLowerCase();
  const clean = value.replace(/^[ \t]+/, '').replace(/[ \t]+$/, '');
  const before = headers.get(key);
  headers.set(key, before === undefined ? clean : `${before}, ${clean}`);
}

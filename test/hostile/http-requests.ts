import type { IncomingHttpHeaders } from 'node:http';
import type { Socket } from 'node:net';
import type { SeenRequest } from '../support/http-server.ts';

/** Calls back for every whole request that arrives on the socket. Reads what clients send, bodies with a length or in chunks. */
export function takeRequest(socket: Socket, connection: number, onRequest: (seen: SeenRequest) => void): void {
  let received = Buffer.alloc(0);
  socket.on('data', (chunk) => {
    received = Buffer.concat([received, chunk]);
    for (let parsed = parse(received); parsed; parsed = parse(received)) {
      received = received.subarray(parsed.length);
      onRequest({ ...parsed.request, connection });
    }
  });
}

function parse(bytes: Buffer): { request: Omit<SeenRequest, 'connection'>; length: number } | undefined {
  const end = bytes.indexOf('\r\n\r\n');
  if (end === -1) return undefined;
  const [line = '', ...lines] = bytes.subarray(0, end).toString('latin1').split('\r\n');
  const [method = '', path = ''] = line.split(' ');
  const headers: IncomingHttpHeaders = {};
  for (const header of lines) {
    const colon = header.indexOf(':');
    headers[header.slice(0, colon).toLowerCase()] = header.slice(colon + 1).trim();
  }
  const start = end + 4;
  const body =
    headers['transfer-encoding'] === 'chunked'
      ? chunked(bytes.subarray(start))
      : sized(bytes.subarray(start), Number(headers['content-length'] ?? 0));
  return body && { request: { method, path, headers, body: body.bytes }, length: start + body.length };
}

interface Body {
  bytes: Buffer;
  /** On the wire. */
  length: number;
}

function sized(bytes: Buffer, length: number): Body | undefined {
  return bytes.length < length ? undefined : { bytes: Buffer.from(bytes.subarray(0, length)), length };
}

function chunked(bytes: Buffer): Body | undefined {
  const chunks: Buffer[] = [];
  for (let at = 0; ; ) {
    const line = bytes.indexOf('\r\n', at);
    if (line === -1) return undefined;
    const size = Number.parseInt(bytes.subarray(at, line).toString(), 16);
    const next = line + 2 + size + 2;
    if (!(bytes.length >= next)) return undefined;
    if (size === 0) return { bytes: Buffer.concat(chunks), length: next };
    chunks.push(bytes.subarray(line + 2, line + 2 + size));
    at = next;
  }
}

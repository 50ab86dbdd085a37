import type { Fault } from '../fault.ts';
import { BROKEN, HARMLESS, outcomes, SILENT, UNREACHABLE } from '../outcomes.ts';
import { bytesOf, every, head } from './answering.ts';

/** Before there is a connection to speak over. */
export const UNREACHABLE_PLACES: Fault[] = [
  { name: 'nobody listens', place: 'closed port', outcomes: UNREACHABLE, reason: /^ECONNREFUSED$/ },
  { name: 'the name has no address', place: 'unknown host', outcomes: UNREACHABLE, reason: /^(ENOTFOUND|EAI_AGAIN)$/ },
  {
    name: 'the certificate is signed by itself',
    place: { certificate: 'self-signed' },
    outcomes: UNREACHABLE,
    reason: /^DEPTH_ZERO_SELF_SIGNED_CERT$/,
  },
  {
    name: 'the certificate is for another name',
    place: { certificate: 'other name' },
    outcomes: UNREACHABLE,
    reason: /^ERR_TLS_CERT_ALTNAME_INVALID$/,
  },
  {
    name: 'the certificate has expired',
    place: { certificate: 'expired' },
    outcomes: UNREACHABLE,
    reason: /^CERT_HAS_EXPIRED$/,
  },
  {
    name: 'the certificate is not valid yet',
    place: { certificate: 'not yet valid' },
    outcomes: UNREACHABLE,
    reason: /^CERT_NOT_YET_VALID$/,
  },
  { name: 'the TLS server has no certificate at all', place: { certificate: 'none' }, outcomes: UNREACHABLE },
  { name: 'the https server speaks http', place: 'plain HTTP at an https URL', outcomes: UNREACHABLE },
  {
    name: 'the TLS handshake is never answered',
    place: 'silent TLS',
    outcomes: outcomes('timeout', 'timeout', 'timeout'),
    lasts: true,
  },
  {
    // With TLS 1.3 the server says so only after the client has sent.
    name: 'the server wants a certificate of the client',
    place: { certificate: 'good', demandClientCertificate: true },
    outcomes: BROKEN,
  },
  { name: 'nothing is wrong, over TLS', place: { certificate: 'good' }, outcomes: HARMLESS },
];

/** A connection that stood, and did not last. */
export const BROKEN_CONNECTIONS: Fault[] = [
  {
    name: 'the connection is reset as soon as it stands',
    // The request is on its way by then, or is not.
    outcomes: outcomes('connection', 'unknown', 'connection'),
    accept: (socket) => setTimeout(() => socket.pause().resetAndDestroy(), 20),
  },
  {
    name: 'the connection is reset before the answer',
    outcomes: BROKEN,
    play: ({ socket }) => socket.resetAndDestroy(),
    reason: /^ECONNRESET$/,
  },
  { name: 'the connection is closed before the answer', outcomes: BROKEN, play: ({ socket }) => socket.end() },
  {
    name: 'the connection is reset within the head of the answer',
    outcomes: BROKEN,
    play: ({ socket }) => socket.write('HTTP/1.1 200 OK\r\nContent-Len', () => socket.resetAndDestroy()),
  },
  {
    name: 'the connection is reset within the body',
    outcomes: BROKEN,
    play: ({ socket, good }) => socket.write(halfOf(good.body), () => socket.resetAndDestroy()),
  },
  {
    name: 'the connection is closed within the body',
    outcomes: BROKEN,
    play: ({ socket, good }) => socket.end(halfOf(good.body)),
  },
  {
    name: 'the connection is reset after the answer',
    // The reset may overtake the answer.
    outcomes: outcomes(['done', 'connection'], ['done', 'unknown'], ['done', 'connection']),
    play: ({ socket, good }) => socket.write(bytesOf(good), () => setTimeout(() => socket.resetAndDestroy(), 20)),
  },
  {
    name: 'the connection is closed after the answer, against what was said',
    outcomes: HARMLESS,
    play: ({ socket, good }) =>
      socket.end(bytesOf({ ...good, headers: { Connection: 'keep-alive', 'Keep-Alive': 'timeout=600' } })),
  },
];

/** A server that takes its time. */
export const SLOW_ANSWERS: Fault[] = [
  { name: 'there is never an answer', outcomes: SILENT, play: () => undefined, lasts: true },
  {
    name: 'the head of the answer comes at a byte a second',
    outcomes: SILENT,
    play: (exchange) =>
      every(1000, exchange, (count) => exchange.socket.write('HTTP/1.1 200 OK\r\nX: '.charAt(count) || 'x')),
    lasts: true,
  },
  {
    name: 'the body comes at a byte a second',
    outcomes: SILENT,
    play(exchange) {
      exchange.socket.write(head('200 OK', 'Content-Length: 100000'));
      every(1000, exchange, () => exchange.socket.write(' '));
    },
    lasts: true,
  },
  {
    name: 'the body comes at a byte every few milliseconds and never ends',
    outcomes: SILENT,
    play(exchange) {
      exchange.socket.write(head('200 OK', 'Transfer-Encoding: chunked'));
      every(5, exchange, () => exchange.socket.write('1\r\n \r\n'));
    },
    lasts: true,
  },
  {
    name: 'the whole answer is there and its end is not',
    outcomes: SILENT,
    play: ({ socket, good }) =>
      socket.write(
        `${head('200 OK', 'Transfer-Encoding: chunked')}${Buffer.byteLength(good.body).toString(16)}\r\n${good.body}\r\n`,
      ),
    lasts: true,
  },
  {
    name: 'there is only ever "100 Continue" and "103 Early Hints"',
    outcomes: SILENT,
    play: (exchange) =>
      every(2, exchange, (count) =>
        exchange.socket.write(count % 2 ? head('100 Continue') : head('103 Early Hints', 'Link: </x>; rel=preload')),
      ),
    lasts: true,
  },
];

function halfOf(body: string): string {
  const length = Buffer.byteLength(body);
  return `${head('200 OK', 'Content-Type: application/json', `Content-Length: ${length}`)}${body.slice(0, body.length / 2)}`;
}

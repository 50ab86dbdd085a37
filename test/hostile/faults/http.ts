import { brotliCompressSync, constants, deflateRawSync, gzipSync } from 'node:zlib';
import type { Exchange, Fault } from '../fault.ts';
import { BROKEN, HARMLESS, type Outcomes, outcomes, TOO_LARGE, UNREADABLE } from '../outcomes.ts';
import { bytesOf, changes, head, writeForEver } from './answering.ts';

/** The answer to the letter; then the connection is closed unless `open`. */
function writes(
  name: string,
  text: (exchange: Exchange) => string | Buffer,
  outcomes: Outcomes,
  more: Partial<Fault> & { open?: boolean } = {},
): Fault {
  const { open = false, ...rest } = more;
  return {
    name,
    outcomes,
    play(exchange) {
      exchange.socket.write(text(exchange));
      if (!open) exchange.socket.end();
    },
    ...rest,
  };
}

const size = (body: string) => Buffer.byteLength(body);

/** Answers that break the rules of HTTP, or stretch them. */
export const BAD_HTTP: Fault[] = [
  writes(
    'the body is longer than it was announced',
    ({ good }) => `${head('200 OK', `Content-Length: ${size(good.body) - 2}`, 'Connection: close')}${good.body}`,
    UNREADABLE,
  ),
  writes(
    'the announced length is negative',
    ({ good }) => `${head('200 OK', 'Content-Length: -1')}${good.body}`,
    BROKEN,
  ),
  writes(
    'the announced length is no number',
    ({ good }) => `${head('200 OK', 'Content-Length: many')}${good.body}`,
    BROKEN,
  ),
  writes(
    'the announced length is beyond every number',
    ({ good }) => `${head('200 OK', `Content-Length: ${'9'.repeat(40)}`)}${good.body}`,
    BROKEN,
  ),
  writes(
    'two lengths are announced',
    ({ good }) => `${head('200 OK', `Content-Length: ${size(good.body)}`, 'Content-Length: 5')}${good.body}`,
    BROKEN,
  ),
  writes(
    'both a length and chunks are announced',
    ({ good }) =>
      `${head('200 OK', 'Content-Length: 5', 'Transfer-Encoding: chunked')}${size(good.body).toString(16)}\r\n${good.body}\r\n0\r\n\r\n`,
    BROKEN,
  ),
  writes(
    'the last chunk is missing',
    ({ good }) => `${head('200 OK', 'Transfer-Encoding: chunked')}${size(good.body).toString(16)}\r\n${good.body}\r\n`,
    BROKEN,
  ),
  writes(
    'the size of a chunk is no number',
    ({ good }) => `${head('200 OK', 'Transfer-Encoding: chunked')}zz\r\n${good.body}\r\n0\r\n\r\n`,
    BROKEN,
  ),
  writes(
    'a chunk is larger than every number',
    ({ good }) => `${head('200 OK', 'Transfer-Encoding: chunked')}${'f'.repeat(17)}\r\n${good.body}`,
    BROKEN,
  ),
  writes(
    'the extensions of a chunk have no end',
    () => `${head('200 OK', 'Transfer-Encoding: chunked')}1;${'x'.repeat(200_000)}`,
    BROKEN,
  ),
  writes('the server speaks HTTP/0.9', ({ good }) => good.body, BROKEN),
  writes(
    'the server speaks HTTP/2',
    () => Buffer.from('000012040000000000000300000064000400010000000500004000', 'hex'),
    BROKEN,
  ),
  writes('the server speaks SSH', () => 'SSH-2.0-OpenSSH_9.6\r\n', BROKEN),
  writes(
    'the server speaks no language at all',
    () => Buffer.from(Array.from({ length: 2_000 }, (_, index) => (index * 7919) % 256)),
    BROKEN,
  ),
  writes(
    'the server switches to another protocol',
    () => head('101 Switching Protocols', 'Upgrade: websocket', 'Connection: upgrade'),
    BROKEN,
    { open: true },
  ),
  writes(
    'a header is a megabyte long',
    ({ good }) =>
      `${head('200 OK', `X-Long: ${'x'.repeat(1_000_000)}`, `Content-Length: ${size(good.body)}`)}${good.body}`,
    BROKEN,
  ),
  writes(
    'there are a hundred thousand headers',
    ({ good }) =>
      `${head('200 OK', ...Array.from({ length: 100_000 }, (_, index) => `X-${index}: y`), `Content-Length: ${size(good.body)}`)}${good.body}`,
    BROKEN,
  ),
  {
    name: 'the head has no end',
    outcomes: BROKEN,
    play(exchange) {
      exchange.socket.write('HTTP/1.1 200 OK\r\n');
      writeForEver(exchange, `X-More: ${'y'.repeat(8_000)}\r\n`);
    },
  },
  {
    name: 'the trailers have no end',
    outcomes: BROKEN,
    play(exchange) {
      exchange.socket.write(`${head('200 OK', 'Transfer-Encoding: chunked')}2\r\n{}\r\n0\r\n`);
      writeForEver(exchange, `X-More: ${'y'.repeat(8_000)}\r\n`);
    },
  },
  writes(
    'the trailers announce another length',
    ({ good }) =>
      `${head('200 OK', 'Transfer-Encoding: chunked')}${size(good.body).toString(16)}\r\n${good.body}\r\n0\r\nContent-Length: 1\r\n\r\n`,
    BROKEN,
  ),
  writes(
    'the announced length is zero and the body is not',
    ({ good }) => `${head('200 OK', 'Content-Length: 0')}${good.body}`,
    UNREADABLE,
  ),
  writes(
    'the chunks hold gzip and only the transfer encoding says so',
    ({ good }) => {
      const body = gzipSync(good.body);
      const lines = head('200 OK', 'Transfer-Encoding: gzip, chunked');
      return Buffer.concat([
        Buffer.from(`${lines}${body.length.toString(16)}\r\n`),
        body,
        Buffer.from('\r\n0\r\n\r\n'),
      ]);
    },
    UNREADABLE,
  ),
  writes(
    'a header is folded over two lines',
    ({ good }) => `${head('200 OK', 'X-A: b\r\n c', `Content-Length: ${size(good.body)}`)}${good.body}`,
    BROKEN,
  ),
  writes(
    'lines end without a carriage return',
    ({ good }) => `HTTP/1.1 200 OK\nContent-Length: ${size(good.body)}\n\n${good.body}`,
    BROKEN,
  ),
  writes(
    'a blank stands before a colon',
    ({ good }) => `${head('200 OK', `Content-Length : ${size(good.body)}`)}${good.body}`,
    BROKEN,
  ),
  writes(
    'a header holds a NUL',
    ({ good }) => `${head('200 OK', 'X-Nul: a\0b', `Content-Length: ${size(good.body)}`)}${good.body}`,
    BROKEN,
  ),
  writes(
    'a header has no colon',
    ({ good }) => `${head('200 OK', 'no colon', `Content-Length: ${size(good.body)}`)}${good.body}`,
    BROKEN,
  ),
  writes(
    'the status is no number',
    ({ good }) => `${head('abc OK', `Content-Length: ${size(good.body)}`)}${good.body}`,
    BROKEN,
  ),
  writes(
    'the body says that it is gzip and is not',
    ({ good }) => bytesOf({ ...good, headers: { 'Content-Encoding': 'gzip' } }),
    BROKEN,
  ),
  writes(
    'the body says that it is brotli and is not',
    ({ good }) => bytesOf({ ...good, headers: { 'Content-Encoding': 'br' } }),
    BROKEN,
  ),
  writes(
    'the gzip of the body is cut',
    ({ good }) => bytesOf({ body: gzipSync(good.body).subarray(0, 20), headers: { 'Content-Encoding': 'gzip' } }),
    UNREADABLE,
  ),
  writes(
    'the body is gzip twice over',
    ({ good }) => bytesOf({ body: gzipSync(gzipSync(good.body)), headers: { 'Content-Encoding': 'gzip, gzip' } }),
    UNREADABLE,
  ),
  writes(
    'the body is in an encoding that nobody knows',
    ({ good }) => bytesOf({ body: deflateRawSync(good.body), headers: { 'Content-Encoding': 'snappy' } }),
    UNREADABLE,
  ),
  writes('the body is gzip and does not say so', ({ good }) => bytesOf({ body: gzipSync(good.body) }), UNREADABLE),
];

/** Unusual, and nothing wrong with it: the call must go well. */
export const ODD_HTTP: Fault[] = [
  writes(
    'the answer is HTTP/1.0 and ends with the connection',
    ({ good }) => `HTTP/1.0 200 OK\r\n\r\n${good.body}`,
    HARMLESS,
  ),
  writes(
    'the answer is in brotli',
    ({ good }) => bytesOf({ ...good, body: brotliCompressSync(good.body), headers: { 'Content-Encoding': 'br' } }),
    HARMLESS,
  ),
  writes(
    'the answer is in gzip',
    ({ good }) => bytesOf({ ...good, body: gzipSync(good.body), headers: { 'Content-Encoding': 'gzip' } }),
    HARMLESS,
  ),
  writes(
    'a thousand early hints come before the answer',
    ({ good }) =>
      Buffer.concat([Buffer.from(head('103 Early Hints', 'Link: </x>; rel=preload').repeat(1_000)), bytesOf(good)]),
    HARMLESS,
  ),
  writes(
    '"100 Continue" comes unasked before the answer',
    ({ good }) => Buffer.concat([Buffer.from(head('100 Continue')), bytesOf(good)]),
    HARMLESS,
  ),
  writes(
    'the words beside the status hold escape sequences',
    ({ good }) => bytesOf({ ...good, reason: '\u009b31mfine \u00ff' }),
    HARMLESS,
  ),
  writes(
    'there are no words beside the status',
    ({ good }) => `${head(`${good.status}`, `Content-Length: ${size(good.body)}`)}${good.body}`,
    HARMLESS,
  ),
  writes(
    'trailers come after the answer',
    ({ good }) =>
      `${head(`${good.status} OK`, 'Transfer-Encoding: chunked', 'Trailer: X-A')}${size(good.body).toString(16)}\r\n${good.body}\r\n0\r\nX-A: b\r\nSet-Cookie: a=1\r\n\r\n`,
    HARMLESS,
  ),
  changes(
    'cookies are set',
    (good, { thiefUrl }) => ({
      body: JSON.stringify(good),
      headers: [
        ['Set-Cookie', 'a=1; Path=/'],
        ['Set-Cookie', `b=2; Domain=${new URL(thiefUrl).hostname}`],
      ],
    }),
    HARMLESS,
  ),
  changes(
    'headers point to another server in every way but a redirect',
    (good, { thiefUrl }) => ({
      body: JSON.stringify(good),
      headers: {
        Location: thiefUrl,
        'Content-Location': thiefUrl,
        Link: `<${thiefUrl}>; rel="next"`,
        Refresh: `0; url=${thiefUrl}`,
        'Alt-Svc': `h2="${new URL(thiefUrl).host}"`,
      },
    }),
    HARMLESS,
  ),
  changes(
    'headers are called like members of every object',
    (good) => ({
      body: JSON.stringify(good),
      headers: [
        ['__proto__', 'polluted'],
        ['constructor', 'x'],
        ['toString', 'x'],
        ['hasOwnProperty', 'x'],
        ['__proto__', 'again'],
      ],
    }),
    HARMLESS,
  ),
  changes(
    'the request id that comes back is an escape sequence',
    (good) => ({ body: JSON.stringify(good), headers: { 'X-UP-API-Request-ID': '\u009b2J\u009b31m' } }),
    HARMLESS,
  ),
  changes(
    'the content type is another',
    (good) => ({ body: JSON.stringify(good), headers: { 'Content-Type': 'image/png' } }),
    HARMLESS,
  ),
  changes('there is no content type', (good) => ({ body: JSON.stringify(good), headers: {} }), HARMLESS),
];

const MIB = Buffer.alloc(2 ** 20, ' ');
let bomb: Buffer | undefined;
/** 600 MiB of blanks in 600 kB. Made when first asked for: it takes a second. */
const gzipBomb = () =>
  (bomb ??= Buffer.concat(Array(10).fill(gzipSync(Buffer.alloc(60 * 2 ** 20, ' '), { level: 1 }))));

function flood(
  name: string,
  headLines: string[],
  chunk: (exchange: Exchange) => string | Buffer,
  more: Partial<Fault> = {},
): Fault {
  return {
    name,
    outcomes: TOO_LARGE,
    large: true,
    endless: true,
    play(exchange) {
      exchange.socket.write(head(exchange.good.status, ...headLines));
      writeForEver(exchange, chunk(exchange));
    },
    ...more,
  };
}

/** Answers meant to fill the memory. */
export const LARGE_ANSWERS: Fault[] = [
  flood('the body has 600 MiB and says so', [`Content-Length: ${600 * 2 ** 20}`], () => MIB),
  flood('the body has no end', ['Transfer-Encoding: chunked'], () => `100000\r\n${MIB.toString()}\r\n`),
  flood('the body has no end and comes in chunks of a byte', ['Transfer-Encoding: chunked'], () =>
    '1\r\n \r\n'.repeat(10_000),
  ),
  flood('the body has no end, and neither length nor chunks', ['Connection: close'], () => MIB),
  {
    name: 'the body is a gzip bomb',
    outcomes: TOO_LARGE,
    large: true,
    endless: true,
    play: ({ socket }) => socket.write(bytesOf({ body: gzipBomb(), headers: { 'Content-Encoding': 'gzip' } })),
  },
  {
    name: 'the body is a brotli bomb',
    outcomes: TOO_LARGE,
    large: true,
    endless: true,
    play: ({ socket }) => socket.write(bytesOf({ body: brotliBomb(), headers: { 'Content-Encoding': 'br' } })),
  },
  flood('a refusal has no end', [], () => MIB, {
    play(exchange) {
      exchange.socket.write(head('400 Bad Request'));
      writeForEver(exchange, MIB);
    },
    outcomes: outcomes('unexpected', 'unknown', 'connection'),
  }),
];

let brotli: Buffer | undefined;
const brotliBomb = () =>
  (brotli ??= brotliCompressSync(Buffer.alloc(64 * 2 ** 20, ' '), { params: { [constants.BROTLI_PARAM_QUALITY]: 1 } }));

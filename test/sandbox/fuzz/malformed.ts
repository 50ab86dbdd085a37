import type { Random } from './random.ts';

const HOST = 'Host: localhost\r\n';
const END = 'Connection: close\r\n\r\n';
const GET = `GET /1.0/assets/ HTTP/1.1\r\n${HOST}`;
const POST = `POST /1.0/clientele/oauth2/token HTTP/1.1\r\n${HOST}Content-Type: application/x-www-form-urlencoded\r\n`;

/** Requests that no client would send, as texts of Latin-1. */
const ODDITIES: readonly string[] = [
  ...[
    '',
    '\r\n',
    '\n\n\n',
    '\0'.repeat(100),
    'GARBAGE\r\n\r\n',
    'GET\r\n\r\n',
    'GET / HTTP/0.9\r\n\r\n',
    'GET /\r\n\r\n',
  ],
  'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n',
  '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03',
  ...['HTTP/1.0', 'HTTP/1.2', 'HTTP/3.0', 'HTTP/9.9', 'http/1.1', 'HTTP/1.1 x'].map(
    (version) => `GET /1.0/assets/ ${version}\r\n${HOST}${END}`,
  ),
  ...['get', 'G\u00e9T', 'CONNECT', 'TRACE', 'TRACK', 'BREW', 'POST\t', 'X'.repeat(9_000)].map(
    (method) => `${method} /1.0/time/ HTTP/1.1\r\n${HOST}${END}`,
  ),
  ...[
    '*',
    'localhost:80',
    'http://evil.example/1.0/time/',
    'http://[',
    'https://127.0.0.1/1.0/assets/',
    '//evil.example/1.0/',
    '/\\evil',
    '/1.0/%',
    '/ /',
    `/${'a'.repeat(30_000)}`,
    '/1.0/time/#x',
    'file:///etc/passwd',
    '/1.0/../../etc/passwd',
    '\u00fc',
  ].map((target) => `GET ${target} HTTP/1.1\r\n${HOST}${END}`),
  ...[
    '',
    'Host:\r\n',
    'Host: a\r\nHost: b\r\n',
    'Host: localhost\r\nHost: localhost\r\n',
    'Host: local host\r\n',
    'Host: [::1\r\n',
    'Host: a/b\r\n',
    'Host: user@localhost\r\n',
    'Host: localhost:99999999\r\n',
    'Host: \u00ff\r\n',
    'Host: evil.example\r\n',
    'host:localhost\r\n',
  ].map((host) => `GET /1.0/assets/ HTTP/1.1\r\n${host}${END}`),
  `${GET}X: ${'a'.repeat(20_000)}\r\n${END}`,
  `${GET}${'X: a\r\n'.repeat(3_000)}${END}`,
  `${GET}${Array.from({ length: 1_500 }, (_, index) => `X${index}: a\r\n`).join('')}${END}`,
  ...[
    'No colon\r\n',
    ': empty\r\n',
    'X : a\r\n',
    'X: a\r\n folded\r\n',
    'X: a\nY: b\r\n',
    'X: \0\r\n',
    'X\u00e9: a\r\n',
    'X: \x7f\r\n',
    '\r\n',
  ].map((line) => `${GET}${line}${END}`),
  ...['-1', '1e3', '0x10', '99999999999999999999', '5, 5', '5\r\nContent-Length: 6', '', '+5', '10'].map(
    (length) => `${POST}Content-Length: ${length}\r\n${END}a=b`,
  ),
  `${POST}Content-Length: 3\r\nTransfer-Encoding: chunked\r\n${END}0\r\n\r\n`,
  ...['gzip', 'chunked, gzip', 'gzip, chunked', 'identity', 'xchunked', 'chunked, chunked'].map(
    (coding) => `${POST}Transfer-Encoding: ${coding}\r\n${END}0\r\n\r\n`,
  ),
  ...[
    'ZZ\r\n',
    'ffffffffffffffff\r\n',
    '-1\r\n',
    '5\r\nab',
    `5;${'x'.repeat(20_000)}\r\nabcde\r\n0\r\n\r\n`,
    '1\r\nab\r\n0\r\n\r\n',
    '0\r\nTrailer: x\r\n\r\n',
    '5\nabcde\n0\n\n',
  ].map((chunks) => `${POST}Transfer-Encoding: chunked\r\n${END}${chunks}`),
  ...['100-continue', 'banana'].map((expect) => `${POST}Expect: ${expect}\r\nContent-Length: 3\r\n${END}a=b`),
  ...['websocket', 'h2c', 'TLS/1.0'].map(
    (to) => `${GET}Upgrade: ${to}\r\nConnection: Upgrade\r\nHTTP2-Settings: x\r\n\r\n`,
  ),
  `GET /1.0/time/ HTTP/1.1\r\n${HOST}\r\n`.repeat(40),
  `${POST}Content-Length: 2000000\r\n\r\n${'a'.repeat(100)}`,
  `${POST}Content-Length: 1048577\r\n${END}${'a'.repeat(200_000)}`,
  `${POST}Transfer-Encoding: chunked\r\n${END}${'1\r\na\r\n'.repeat(20_000)}0\r\n\r\n`,
];

/** Something that is hardly HTTP any more, or a good request with some of its bytes disturbed. */
export function malformedRequest(random: Random, good: Buffer): Buffer[] {
  if (random.chance(0.05)) return [random.bytes(random.below(300))];
  const bytes = random.chance(0.5) ? Buffer.from(random.pick(ODDITIES), 'latin1') : good;
  return split(random, random.chance(0.5) ? disturb(random, bytes) : bytes);
}

function disturb(random: Random, bytes: Buffer): Buffer {
  let disturbed = Buffer.from(bytes);
  for (let times = random.below(4); times >= 0 && disturbed.length > 0; times--) {
    // Mostly in the head, where more depends on each byte.
    const at = random.below(random.chance(0.8) ? Math.min(disturbed.length, 300) : disturbed.length);
    const [before, after] = [disturbed.subarray(0, at), disturbed.subarray(at)];
    const kind = random.below(4);
    if (kind === 0) disturbed.writeUInt8(random.below(256), at);
    else if (kind === 1) disturbed = Buffer.concat([before, random.bytes(random.below(4) + 1), after]);
    else if (kind === 2) disturbed = Buffer.concat([before, after.subarray(random.below(5) + 1)]);
    else disturbed = before;
  }
  return disturbed;
}

/** Also in pieces, as networks deliver. */
function split(random: Random, bytes: Buffer): Buffer[] {
  if (random.chance(0.7)) return [bytes];
  const at = random.below(bytes.length + 1);
  return [bytes.subarray(0, at), bytes.subarray(at)];
}

import type { Random } from './random.ts';

const HUGE = '9'.repeat(400);

/** What stands in the place of a value. */
const VALUES: readonly ((random: Random) => unknown)[] = [
  () => null,
  () => true,
  () => '',
  () => ' ',
  () => 0,
  () => -1,
  () => 1.5,
  () => 2 ** 53,
  () => 1e308,
  () => HUGE,
  () => `0x${'f'.repeat(400)}`,
  () => [],
  () => ({}),
  () => [null],
  () => ['x', {}, []],
  () => JSON.parse('{"__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}},"toString":1}'),
  () => '__proto__',
  () => 'constructor',
  () => '../../../etc/passwd',
  () => '%00',
  () => '\u0000\u001b[2J\u202e',
  () => '\ud800',
  () => '漢🔑'.repeat(50),
  () => 'x'.repeat(100_000),
  () => '1'.repeat(100_000),
  () => `tb1${'q'.repeat(100_000)}`,
  () => Array.from({ length: 5_000 }, (_, index) => ({ txhash: 'ab', index })),
  () => nested(3_000),
  (random) => random.bytes(random.below(40)).toString('base64'),
  (random) => random.bytes(random.below(40)).toString('hex'),
  (random) => random.next() * 10 ** random.below(60),
];

function nested(depth: number): unknown {
  let value: unknown = 'x';
  for (let level = 0; level < depth; level++) value = level % 2 === 0 ? [value] : { a: value };
  return value;
}

/** The same value with something in it changed. */
export function mutateValue(random: Random, value: unknown): unknown {
  if (Array.isArray(value) && value.length > 0 && random.chance(0.7)) {
    const index = random.below(value.length);
    return value.map((item, position) => (position === index ? mutateValue(random, item) : item));
  }
  if (typeof value === 'object' && value !== null && random.chance(0.9)) return mutateObject(random, { ...value });
  return random.pick(VALUES)(random);
}

function mutateObject(random: Random, object: Record<string, unknown>): unknown {
  const names = Object.keys(object);
  if (names.length === 0) return random.pick(VALUES)(random);
  const name = random.pick(names);
  if (random.chance(0.15)) delete object[name];
  else if (random.chance(0.05)) Object.defineProperty(object, '__proto__', { value: object[name], enumerable: true });
  else object[name] = mutateValue(random, object[name]);
  return object;
}

/** The same text with its bytes disturbed: cut, doubled, not UTF-8, another member of the same name. */
export function mutateText(random: Random, text: string): Buffer {
  const bytes = Buffer.from(text);
  const at = random.below(bytes.length + 1);
  switch (random.below(8)) {
    case 0:
      return bytes.subarray(0, at);
    case 1:
      return Buffer.concat([bytes, bytes]);
    case 2:
      return Buffer.concat([bytes.subarray(0, at), random.bytes(3), bytes.subarray(at)]);
    case 3:
      return Buffer.concat([
        bytes.subarray(0, at),
        Buffer.from([0xc3, 0x28, 0xff, 0xed, 0xa0, 0x80]),
        bytes.subarray(at),
      ]);
    case 4:
      return Buffer.from(text.replace('{', `{"password":1,"quantity":${HUGE},`));
    case 5:
      return Buffer.from(`\ufeff${text}`);
    case 6:
      return Buffer.from('['.repeat(random.pick([10, 10_000, 500_000])));
    default:
      return Buffer.from(
        text.replace(/:("[^"]*"|\d+)/, `:${random.pick(['1e999', '-0', '1E400', '0123', "'x'", 'NaN'])}`),
      );
  }
}

const SEGMENTS = [
  ...[
    '',
    '.',
    '..',
    '%2e%2e',
    '%2f',
    '%00',
    '%',
    '%zz',
    '%ff%fe',
    '*',
    ':walletId',
    '__proto__',
    'constructor',
    'null',
  ],
  ...['x'.repeat(2_000), '漢', ';a=b', '00000000-0000-0000-0000-000000000000', '../../etc/passwd', '?', '#'],
];

const QUERIES = [
  ...[
    '',
    '?',
    '?page_size=-1',
    '?page_size=1e9',
    '?page_size=9999999999999999999',
    '?cursor=',
    '?cursor=%00',
    '?cursor=bz0x',
  ],
  ...['?cursor=cD0yMDIwLTAxLTAxIDAwOjAwOjAwLjAwMDAwMCswMDowMA%3D%3D', '?cursor=bz05OTk5OTk5OTk%3D&page_size=100'],
  ...[
    '?page_size=1&page_size=2&cursor=a&cursor=b',
    `?${'a=b&'.repeat(2_000)}`,
    '?__proto__=x',
    '?%',
    '?echo=%ff',
    '?echo=a&echo=b',
  ],
  ...['?limit=x', '?offset=-1', '?limit=1000&offset=999999999999999', '?cursor=cj0xJm89OTk5OTk5OTk5'],
];

/** Another path: a segment changed, doubled or gone, another query. */
export function mutatePath(random: Random, path: string): string {
  const [bare = '', query] = path.split('?');
  if (random.chance(0.4)) return bare + random.pick(QUERIES);
  const segments = bare.split('/');
  const at = random.below(segments.length);
  segments.splice(at, random.below(2), ...(random.chance(0.8) ? [random.pick(SEGMENTS)] : []));
  // Only what may stand on a request line; what may not is another part of the fuzz.
  const line = segments.join('/').replace(/[^\x21-\x7e]/g, (character) => encodeURIComponent(character));
  return (line.startsWith('/') ? line : `/${line}`) + (query === undefined ? '' : `?${query}`);
}

export const METHODS = [
  'GET',
  'POST',
  'PATCH',
  'DELETE',
  'PUT',
  'HEAD',
  'OPTIONS',
  'TRACE',
  'QUERY',
  'PROPFIND',
  'M-SEARCH',
];

/** Headers that a server may trip over. */
export const HEADERS: readonly (readonly [name: string, value: string])[] = [
  ['Content-Type', 'text/plain'],
  ['Content-Type', 'application/x-www-form-urlencoded'],
  ['Content-Type', 'multipart/form-data; boundary=x'],
  ['Content-Type', 'application/json; charset=utf-16'],
  ['Content-Type', '\u00ff\u00fe'],
  ['Content-Encoding', 'gzip'],
  ['Accept', 'text/html'],
  ['Accept-Encoding', 'gzip, br'],
  ['Authorization', 'Bearer'],
  ['Authorization', `Bearer ${'x'.repeat(5_000)}`],
  ['Authorization', 'Basic OjpA'],
  ['Authorization', 'Basic %%%'],
  ['Authorization', 'Digest username="x"'],
  ['Range', 'bytes=0-1'],
  ['If-None-Match', '*'],
  ['Cookie', 'a=b; __proto__=c'],
  ['X-UP-API-Key', '\u00e9'],
  ['X-UP-API-Timestamp', '1e400'],
  ['X-UP-API-Timestamp', '-1'],
  ['X-UP-API-Signed-Path', '%zz'],
  ['X-UP-API-Request-ID', 'a\tb'],
  ['X-HTTP-Method-Override', 'DELETE'],
  ['X-Forwarded-Host', 'evil.example'],
  ['Origin', 'https://evil.example'],
  ['Origin', 'null'],
  ['Sec-Fetch-Site', 'cross-site'],
  ['Upvest-Signature-Version', '15'],
  ['Signature-Input', `sig1=${'("a" '.repeat(500)}`],
  ['Signature', 'sig1=:AAAA:'],
  ['Idempotency-Key', '__proto__'],
  ['__proto__', 'x'],
  ['constructor', 'x'],
];

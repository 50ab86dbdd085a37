import fc from 'fast-check';

/** Numbers as people, programs and other languages write them, none of them a whole number of decimal digits. */
export const ODD_NUMBERS = [
  '-0',
  '-1',
  '+1',
  '1e3',
  '1e309',
  '0x10',
  '0b1',
  '1_000',
  '1,000',
  '1 000',
  ' 1',
  '1n',
  '1.5.1',
  '.',
  '-',
  'NaN',
  'Infinity',
  '-Infinity',
  'null',
  'undefined',
  'true',
  // Digits to people and to \d of other languages.
  '２',
  '٣',
  '१',
  '½',
  '²',
  '9'.repeat(400),
];

export const HUGE = 'a'.repeat(1024 * 1024);

/** Texts that have gone wrong somewhere before. */
const ODD_TEXTS = [
  ' ',
  '\t',
  '\n',
  'two\nlines',
  'a\r\nb: c',
  '\u001b[31mred\u001b[0m',
  '\u001b]52;c;ZXZpbA==\u0007',
  '\u202etxt.exe',
  'a\u200bb',
  '\u0085\u009b31m',
  '😀',
  'e\u0301',
  '\ud800',
  'a\udfffb',
  '\ufffe',
  '__proto__',
  'constructor',
  'toString',
  'hasOwnProperty',
  'prototype',
  '[object Object]',
  'null',
  'true',
  '{}',
  '[]',
  '{"a":1}',
  '-',
  '--',
  '---',
  '-x',
  '--no-such-option',
  '--json=maybe',
  '--__proto__=1',
  '=',
  '=x',
  'a=b=c',
  '%',
  '%00',
  '%2e%2e%2f',
  '%zz',
  "'; drop table wallets; --",
  '$(id)',
  '`id`',
  '$HOME',
  '*',
  '~',
  'CON',
  'x'.repeat(300),
];

const ODD_PATHS = [
  '.',
  '..',
  '/',
  '../../x',
  '..\\..\\x',
  'no-such-folder/x',
  'file.txt/x',
  'folder',
  'loop',
  'empty',
  'file.txt',
  'call.json',
  '/dev/full',
  '/dev/null',
  '/dev/zero',
  '/dev/stdin',
  // Nobody can read it, root included.
  '/proc/self/mem',
  `/${'x'.repeat(5_000)}`,
  `${'y/'.repeat(3_000)}x`,
];

const ODD_URLS = [
  'javascript:alert(1)',
  'data:text/plain,x',
  'file:///etc/passwd',
  'ftp://127.0.0.1/',
  '//127.0.0.1/',
  '127.0.0.1',
  'localhost:8787',
  'http://',
  'https://',
  'http:///x',
  'http://[::1',
  'http://127.0.0.1:99999/',
  'http://127.0.0.1:port/',
  'http://wallet.invalid/',
  'http://0.0.0.0/',
  'http://10.0.0.1/',
  'http://127.0.0.1.wallet.invalid/',
  'https://user:hunter2@wallet.invalid/',
  'https://hunter2@wallet.invalid/',
  'https://wallet.invalid/?token=hunter2',
  'https://wallet.invalid/#x',
  'https://wallet.invalid:443:443/',
  'https://wallet invalid/',
  'https://wallet.invalid\n.example/',
  'ws://127.0.0.1/',
  'https:/\\wallet.invalid@evil.invalid/',
];

export const ODD_VALUES: readonly string[] = ['', ...ODD_NUMBERS, ...ODD_TEXTS, ...ODD_PATHS, ...ODD_URLS, HUGE];

/** Any text that an argument or a variable can hold: it ends at the first NUL. No path leaves the folder of the test. */
export const anyText: fc.Arbitrary<string> = fc
  .oneof(
    fc.string({ unit: 'binary', maxLength: 40 }),
    fc.string({ unit: 'binary-ascii', maxLength: 40 }),
    loneSurrogates(),
  )
  .map((text) => text.replaceAll('\0', '').replace(/^[/\\]+/, ''));

export const oddValue: fc.Arbitrary<string> = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom(...ODD_VALUES.filter((value) => value !== HUGE)) },
  { weight: 2, arbitrary: anyText },
  { weight: 1, arbitrary: fc.bigInt({ min: -(2n ** 257n), max: 2n ** 257n }).map(String) },
  { weight: 1, arbitrary: fc.double().map(String) },
);

function loneSurrogates(): fc.Arbitrary<string> {
  return fc
    .array(fc.integer({ min: 0xd7f0, max: 0xe010 }), { maxLength: 8 })
    .map((units) => String.fromCharCode(...units));
}

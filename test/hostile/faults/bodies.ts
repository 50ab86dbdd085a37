import type { Fault } from '../fault.ts';
import { HARMLESS, outcomes, UNREADABLE } from '../outcomes.ts';
import { answers, changes, JSON_TYPE } from './answering.ts';

const HTML = '<!doctype html><html><body><h1>Welcome to the hotel</h1></body></html>';
const BIG = (2n ** 256n - 1n).toString();
const MIB = 2 ** 20;

/** Successes whose content is no JSON. */
export const UNREADABLE_BODIES: Fault[] = [
  answers('a success is HTML', { body: HTML, headers: { 'Content-Type': 'text/html' } }, UNREADABLE),
  answers('a success is HTML that calls itself JSON', { body: HTML }, UNREADABLE),
  answers('a success is empty', { body: '' }, UNREADABLE),
  answers('a success is empty, as 204 promises', { status: 204 }, UNREADABLE),
  answers('a success is empty, as 205 promises', { status: 205 }, UNREADABLE),
  answers('a success has the status 299 and nothing in it', { status: 299 }, UNREADABLE),
  answers('a success is a text', { body: 'OK' }, UNREADABLE),
  answers('the UTF-8 is broken', { body: Buffer.from([0x7b, 0x22, 0xc3, 0x28, 0x22, 0x3a, 0x31, 0x7d]) }, UNREADABLE),
  answers('the UTF-8 holds a lone surrogate', { body: Buffer.from([0x22, 0xed, 0xa0, 0x80, 0x22]) }, UNREADABLE),
  answers('the UTF-8 is longer than it need be', { body: Buffer.from([0xc1, 0xbb, 0xc1, 0xbd]) }, UNREADABLE),
  changes(
    'the JSON is in UTF-16',
    (good) => ({
      body: Buffer.from(`\ufeff${JSON.stringify(good)}`, 'utf16le'),
      headers: { 'Content-Type': 'application/json; charset=utf-16' },
    }),
    UNREADABLE,
  ),
  changes('the JSON is cut', (good) => JSON.stringify(good).slice(0, -1), UNREADABLE),
  changes('the JSON comes twice', (good) => JSON.stringify(good).repeat(2), UNREADABLE),
  changes('the JSON has a comma too many', (good) => JSON.stringify(good).replace(/}$/, ',}'), UNREADABLE),
  changes('the JSON has a comment', (good) => `/* good */ ${JSON.stringify(good)}`, UNREADABLE),
  changes('the JSON is a call of JavaScript', (good) => `callback(${JSON.stringify(good)})`, UNREADABLE),
  changes('the JSON has a guard in front', (good) => `)]}',\n${JSON.stringify(good)}`, UNREADABLE),
  changes(
    'the JSON has NaN in it',
    (good) => JSON.stringify({ ...good, odd: 1 }).replace('"odd":1', '"odd":NaN'),
    UNREADABLE,
  ),
  changes(
    'the JSON has Infinity in it',
    (good) => JSON.stringify({ ...good, odd: 1 }).replace('"odd":1', '"odd":-Infinity'),
    UNREADABLE,
  ),
  changes(
    'the JSON has a control character in a text',
    (good) => JSON.stringify({ ...good, odd: 1 }).replace('"odd":1', '"odd":"a\u001bb"'),
    UNREADABLE,
  ),
  changes('the JSON is followed by a NUL', (good) => `${JSON.stringify(good)}\0`, UNREADABLE),
];

/** Every text of an answer replaced, wherever it stands. */
function replaceTexts(value: unknown, by: (text: string) => unknown): unknown {
  if (typeof value === 'string') return by(value);
  if (Array.isArray(value)) return value.map((item) => replaceTexts(item, by));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, replaceTexts(member, by)]));
}

const membersOf = (good: object, value: unknown) => Object.fromEntries(Object.keys(good).map((name) => [name, value]));
const inside = (good: object, text: string) => `${JSON.stringify(good).slice(0, -1)},${text}}`;

/** JSON of another shape than the contract's. */
export const WRONG_SHAPES: Fault[] = [
  answers('the JSON is null', { body: 'null' }, UNREADABLE),
  answers('the JSON is true', { body: 'true' }, UNREADABLE),
  answers('the JSON is a number', { body: '42' }, UNREADABLE),
  answers('the JSON is a text', { body: '"text"' }, UNREADABLE),
  answers('the JSON is an integer of 256 bits', { body: BIG }, UNREADABLE),
  answers('the JSON is an empty list', { body: '[]' }, UNREADABLE),
  answers('the JSON is an empty object', { body: '{}' }, UNREADABLE),
  answers('the JSON is a list of nulls', { body: JSON.stringify(Array(100).fill(null)) }, UNREADABLE),
  changes('the JSON is a list with the right thing in it', (good) => JSON.stringify([good]), UNREADABLE),
  changes('the JSON is a text with the right thing in it', (good) => JSON.stringify(JSON.stringify(good)), UNREADABLE),
  changes('the right thing is wrapped in another', (good) => JSON.stringify({ result: good }), UNREADABLE),
  changes('the right thing is under __proto__', (good) => `{"__proto__": ${JSON.stringify(good)}}`, UNREADABLE),
  changes('every member is null', (good) => JSON.stringify(membersOf(good, null)), UNREADABLE),
  changes('every member is an empty object', (good) => JSON.stringify(membersOf(good, {})), UNREADABLE),
  changes('every member is a number', (good) => JSON.stringify(membersOf(good, 7)), UNREADABLE),
  changes(
    'every text is an integer of 256 bits',
    (good) => JSON.stringify(replaceTexts(good, () => 'BIG')).replaceAll('"BIG"', BIG),
    UNREADABLE,
  ),
  changes(
    'every text is a list of one text',
    (good) => JSON.stringify(replaceTexts(good, (text) => [text])),
    outcomes('unexpected', 'unknown', 'unexpected'),
  ),
  changes(
    'every text is an object that calls itself a text',
    (good) => JSON.stringify(replaceTexts(good, (text) => ({ toString: text, length: text.length }))),
    UNREADABLE,
  ),
  changes(
    'members have capitals',
    (good) =>
      JSON.stringify(Object.fromEntries(Object.entries(good).map(([name, value]) => [name.toUpperCase(), value]))),
    UNREADABLE,
  ),
  // Of the right type, and no amount.
  ...['-1', '1.5', '1e18', '0x10', '', ' 1', '٣', '9'.repeat(81)].map((amount) =>
    changes(
      `every amount is ${amount.length > 20 ? '81 digits long' : JSON.stringify(amount)}`,
      (good) => JSON.stringify(replaceTexts(good, (text) => (/^\d+$/.test(text) ? amount : text))),
      UNREADABLE,
      { paths: /kms\/wallets\/([^/]+(\/transactions\/.*|\/utxos\/)?)?(\?|$)/ },
    ),
  ),
  changes(
    'amounts are JSON numbers',
    (good) =>
      JSON.stringify(replaceTexts(good, (text) => (/^\d+$/.test(text) ? `#${text}#` : text))).replace(
        /"#(\d+)#"/g,
        '$1',
      ),
    UNREADABLE,
    { paths: /kms\/wallets\/([^/]+(\/transactions\/.*|\/utxos\/)?)?(\?|$)/ },
  ),
];

const deep = (levels: number) => '['.repeat(levels) + ']'.repeat(levels);

/** JSON meant to break or to fill its reader. */
export const HEAVY_JSON: Fault[] = [
  answers('the JSON is nested fifty thousand deep', { body: deep(50_000) }, UNREADABLE),
  answers('the JSON is nested five million deep', { body: deep(5_000_000) }, UNREADABLE, { large: true }),
  answers('the JSON is a list of three million empty objects', { body: `[${'{},'.repeat(3_000_000)}{}]` }, UNREADABLE, {
    large: true,
  }),
  answers('the JSON is a list of five million numbers', { body: `[${'1,'.repeat(5_000_000)}1]` }, UNREADABLE, {
    large: true,
  }),
  answers(
    'the JSON is a text of nine million characters beyond Latin',
    { body: `"${'\u4e16'.repeat(3 * MIB)}"` },
    UNREADABLE,
    { large: true },
  ),
  changes(
    'an unknown member is nested fifty thousand deep',
    (good) => inside(good, `"odd":${deep(50_000)}`),
    UNREADABLE,
  ),
  changes(
    'an unknown member is a list of three million empty objects',
    (good) => inside(good, `"odd":[${'{},'.repeat(3_000_000)}{}]`),
    UNREADABLE,
    { large: true },
  ),
  answers(
    'a refusal is nested fifty thousand deep',
    { status: 400, body: `{"error":{"message":"no","details":${deep(50_000)}}}` },
    outcomes('refused', 'refused', 'refused'),
  ),
  answers(
    'a refusal has a million details',
    { status: 400, body: `{"error":{"message":"no","details":[${'{"message":"x"},'.repeat(500_000)}{}]}}` },
    outcomes('refused', 'refused', 'refused'),
    { large: true },
  ),
];

/** Odd, and nothing wrong with it. */
export const ODD_JSON: Fault[] = [
  changes('the JSON begins with a byte order mark', (good) => `\ufeff${JSON.stringify(good)}`, HARMLESS),
  changes('the JSON has blanks all around', (good) => `\r\n\t ${JSON.stringify(good, null, 8)}\n\n`, HARMLESS),
  changes(
    'an unknown member is there',
    (good) => JSON.stringify({ fresh: { from: ['a newer server'] }, ...good }),
    HARMLESS,
  ),
  changes('an unknown member is __proto__', (good) => inside(good, '"__proto__":{"polluted":true}'), HARMLESS),
  changes(
    'an unknown member is constructor.prototype',
    (good) => inside(good, '"constructor":{"prototype":{"polluted":true}},"toString":1,"hasOwnProperty":1'),
    HARMLESS,
  ),
  changes(
    'every member is there twice',
    (good) => `{${JSON.stringify(membersOf(good, null)).slice(1, -1)},${JSON.stringify(good).slice(1)}`,
    HARMLESS,
  ),
  changes('an unknown member is an integer of 256 bits', (good) => inside(good, `"odd":${BIG},"more":1e400`), HARMLESS),
  changes(
    'the JSON calls itself vnd.api+json',
    (good) => ({ body: JSON.stringify(good), headers: { ...JSON_TYPE, 'Content-Type': 'application/vnd.api+json' } }),
    HARMLESS,
  ),
];

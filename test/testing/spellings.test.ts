import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { WireExchange } from '../../src/testing/message.ts';
import { toTape } from '../../src/testing/scrub.ts';
import { Needles, replaceKnown } from '../../src/testing/spellings.ts';
import type { Tape } from '../../src/testing/tape.ts';
import { scaled } from '../support/scale.ts';
import { isFindable } from './decoder.ts';

const SEED = 4711;
const runs = (short: number, full: number) => ({ seed: SEED, numRuns: scaled(short, full) });

/** What looks like an escape, like a piece of one, or like nothing else; letters whose case or form is special. */
const PIECES = [
  ...['%', '%4', '%41', '%2541', '\\', '\\u0041', '\\n', '&', '&amp;', '&#65;', '&#x41;', '+', '/', '-', '_', '=', ':'],
  ...['a', 'B', '7', 'x1', 'QUFB', '4141', ' ', '  ', '\n', '\r\n ', '\t', '"', "'", '<', '>', '{"a":"b"}', '\u0000'],
  ...['ä', 'a\u0308', 'ß', 'İ', 'Σ', 'é', '€', '😀', '\ufffd', 'Ã¤'],
];
const pieces = (limits: { minLength?: number; maxLength: number }) =>
  fc.array(fc.constantFrom(...PIECES), limits).map((parts) => parts.join(''));
const texts = (limits: { minLength?: number; maxLength: number }) =>
  fc.oneof(pieces(limits), fc.string({ unit: 'binary', ...limits }), fc.string(limits));
const around = texts({ maxLength: 8 });
const secrets = texts({ minLength: 8, maxLength: 24 });

const units = (text: string, write: (code: number) => string) =>
  Array.from({ length: text.length }, (_, index) => write(text.charCodeAt(index))).join('');
const percentAll = (text: string) => Buffer.from(text).toString('hex').replace(/../g, '%$&');
const html = (text: string) => text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);
const lines = (text: string, length: number) => text.replace(new RegExp(`.{${length}}`, 'g'), '$&\r\n');
const noText = (text: string) =>
  Buffer.concat([Buffer.from([0xff, 0xc3]), Buffer.from(text), Buffer.from([0x80, 0xe2])]);

const SPELLINGS: Record<string, (text: string) => string> = {
  percent: encodeURIComponent,
  uri: encodeURI,
  percentAll,
  form: (text) => new URLSearchParams({ '': text }).toString().slice(1),
  json: (text) => JSON.stringify(text).slice(1, -1),
  jsonAll: (text) => units(text, (code) => `\\u${code.toString(16).padStart(4, '0')}`),
  html,
  htmlAll: (text) => [...text].map((letter) => `&#x${letter.codePointAt(0)?.toString(16)};`).join(''),
  base64: (text) => Buffer.from(text).toString('base64'),
  base64url: (text) => Buffer.from(text).toString('base64url'),
  base64Among: (text) => noText(text).toString('base64'),
  base64In5: (text) => lines(Buffer.from(text).toString('base64'), 5),
  base64In64: (text) => lines(Buffer.from(text).toString('base64'), 64),
  hex: (text) => Buffer.from(text).toString('hex'),
  hexAmong: (text) => noText(text).toString('hex'),
  capitals: (text) => text.replace(/[a-z]/g, (letter) => letter.toUpperCase()),
  decomposed: (text) => text.normalize('NFD'),
};

/** The secret in something, spelled, in something, spelled again … and that in something. */
const layer = fc.record({ before: around, after: around, spelling: fc.constantFrom(...Object.keys(SPELLINGS)) });

interface Planted {
  secret: string;
  layers: { before: string; after: string; spelling: string }[];
  before: string;
  after: string;
}
const plantedUpTo = (maxLength: number): fc.Arbitrary<Planted> =>
  fc.record({ secret: secrets, layers: fc.array(layer, { maxLength }), before: around, after: around });
const planted = plantedUpTo(3);

function plant({ secret, layers, before, after }: Planted): string {
  const spelled = layers.reduce((text, layer, index) => {
    // Base64 in capitals is another.
    const spelling = index > 0 && /capitals|decomposed/.test(layer.spelling) ? 'json' : layer.spelling;
    return SPELLINGS[spelling]?.(layer.before + text + layer.after) ?? '';
  }, secret);
  return before + spelled + after;
}

const needles = (secrets: readonly string[]) =>
  new Needles(secrets.map((secret, index) => ({ secret, placeholder: `secret-${index + 1}` })));
const scrub = (text: string, secret: string) => replaceKnown(text, needles([secret]));

/** What one would write in an afternoon; kept here to show that these tests notice it. */
const naiveScrub = (text: string, secret: string) =>
  [
    secret,
    encodeURIComponent(secret),
    JSON.stringify(secret).slice(1, -1),
    Buffer.from(secret).toString('base64'),
  ].reduce((left, spelled) => left.replaceAll(spelled, 'secret-1'), text);

describe('whatever the secret is, however it is spelled, whatever stands around it', () => {
  const cannotBeFound = (scrubbed: typeof scrub) =>
    fc.property(planted, (where) => {
      expect(isFindable(where.secret, scrubbed(plant(where), where.secret))).toBe(false);
    });

  test('it cannot be found afterwards', () => {
    fc.assert(cannotBeFound(scrub), runs(120, 15_000));
  });

  test('it can be where only the usual spellings are replaced', () => {
    expect(fc.check(cannotBeFound(naiveScrub), runs(120, 120)).failed).toBe(true);
  });

  test('it could be found before', () => {
    let found = 0;
    fc.assert(
      fc.property(planted, (where) => {
        found += isFindable(where.secret, plant(where)) ? 1 : 0;
      }),
      runs(30, 1_000),
    );
    // Not where what stands before makes another escape of its first letters.
    expect(found).toBeGreaterThan(scaled(28, 980));
  });

  test('nor can one of several that overlap, hold each other or stand next to each other', () => {
    const cuts = fc.array(fc.tuple(fc.nat(24), fc.nat(16)), { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(texts({ minLength: 40, maxLength: 44 }), cuts, planted, (whole, places, where) => {
        const several = places.map(([from, longer]) => [...whole].slice(from, from + 8 + longer).join(''));
        const scrubbed = replaceKnown(plant({ ...where, secret: whole }), needles(several));
        expect(several.filter((secret) => isFindable(secret, scrubbed))).toEqual([]);
      }),
      runs(25, 1_500),
    );
  });
});

const header = { format: 1, story: 'x', at: 'x', against: 'x' } as const;

describe('on a tape', () => {
  test('it stands nowhere: path, query, form, header, JSON, names of members, JSON in a text', () => {
    let written = 0;
    fc.assert(
      fc.property(plantedUpTo(2), (where) => {
        const secrets = [where.secret];
        let tape: Tape;
        try {
          tape = toTape([exchangeWith(plant(where))], { name: 'x', header, baseUrl: undefined, secrets });
        } catch (error) {
          expect(error).toMatchObject({ code: 'recording_refused' });
          return;
        }
        written += 1;
        expect(textsIn(tape.exchanges).filter((text) => isFindable(where.secret, text))).toEqual([]);
      }),
      runs(10, 700),
    );
    expect(written).toBeGreaterThan(scaled(8, 650));
  });
});

function exchangeWith(echo: string): WireExchange {
  const encoded = encodeURIComponent(echo);
  const answer = { value: echo, [echo]: [`It is ${echo}.`], nested: JSON.stringify({ deep: echo }) };
  return {
    request: {
      method: 'POST',
      url: new URL(`https://api.test/1.0/echo/${encoded}?q=${encoded}`),
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: Buffer.from(new URLSearchParams({ p: echo, [echo]: 'p' }).toString()),
    },
    response: {
      status: 200,
      headers: { 'content-type': 'application/json', location: `https://elsewhere.test/?q=${encoded}` },
      body: Buffer.from(JSON.stringify(answer)),
    },
  };
}

function textsIn(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return [String(value)];
  return Object.entries(value).flatMap(([name, inner]) => [name, ...textsIn(inner)]);
}

/** What the properties have found, each by its name. */
describe('a secret is found', () => {
  const bytes = (text: string) =>
    Buffer.concat([Buffer.from([0xff, 0xc3]), Buffer.from(text), Buffer.from([0x80])]).toString('base64');
  test.each<[where: string, secret: string, text: string]>([
    ['spelled among bytes that are no text', 'sentinel/4711', bytes('sentinel%2F4711')],
    ['that holds the sign for such bytes', 'sentinel\ufffd4711', bytes('sentinel\ufffd4711')],
    ['that looks like an escape of another kind', 'sentinel"%41', 'sentinel\\"%41'],
    ['with a plus that stays one', 'sentinel /+4711', 'sentinel%20/+4711'],
    ['with a mark on a letter, written apart', 'sentinäl4711', 'sentina\u0308l4711'],
    ['behind the first half of an escape', '1sentinel/4711', '%41sentinel%2F4711'],
    ['in base64 whose lines are short', 'sentinel 4711', 'c2Vud\nGluZW\nwgNDc\nxMQ=='],
    ['in base64 whose lines are indented', 'sentinel 4711', 'x: c2VudGluZWwg\r\n\tNDcxMQ=='],
    ['in hex across lines', 'sentinel 4711', '73656e7469\n6e656c2034\n373131'],
    ['across lines itself', 'sentinel4711', 'sentinel\r\n 4711'],
    ['next to a letter that has no small one of its length', 'Äsentinel', 'İÄSENTINEL'],
    ['that ends in the letter of which Greek has two', 'sentinelΣ', 'sentinelΣx'],
  ])('%s', (_where, secret, text) => {
    const scrubbed = scrub(text, secret);
    expect(isFindable(secret, scrubbed)).toBe(false);
    expect(isFindable('secret-1', scrubbed)).toBe(true);
    expect(scrub(scrubbed, secret)).toBe(scrubbed);
  });

  test('whole where another overlaps it: no end of it is left', () => {
    expect(replaceKnown('<sentinel-and-another-one>', needles(['sentinel-and', 'and-another-one']))).toBe('<secret-2>');
    expect(scrub('<aXaXaXaXaXaX>', 'aXaXaXaX')).toBe('<secret-1>');
  });

  test('once, where its placeholder holds it', () => {
    const known = new Needles([{ secret: 'sword-12', placeholder: 'password-12-password-12' }]);
    expect(replaceKnown('the sword-12', known).length).toBeLessThan(100_000);
  });
});

describe('a large body', () => {
  const size = scaled(100_000, 1_500_000);
  const named = Array.from({ length: 50 }, (_, index) => `sécret/${index}-Zy xw+${index * 7919}`);

  test.each<[of: string, piece: string]>([
    ['one letter', 'A'],
    ['percent', '%41'],
    ['escapes of JSON', '\\u0041'],
    ['backslashes', '\\'],
    ['lines', 'QUFB\n'],
    ['every kind of escape', 'a+b%41\\u0041&amp;%5C&#37;41;'],
    ['secrets', 'sécret/3-Zy xw+23757'],
  ])('of %s takes time in proportion to its length', (_of, piece) => {
    const text = piece.repeat(size / piece.length);
    const before = process.cpuUsage();
    const scrubbed = replaceKnown(text, needles(named));
    const { user } = process.cpuUsage(before);
    expect(scrubbed === text).toBe(!piece.includes('cret'));
    // A tenth of a second, or one, in fact; with its square it would be hours.
    expect(user / 1e6).toBeLessThan(scaled(10, 60));
  });

  test.each<[of: string, type: string, piece: string]>([
    ['fields of one name', 'application/x-www-form-urlencoded', 'a=b&'],
    ['beginnings of input fields', 'text/plain', 'name=ab '],
  ])('of many %s does, too, on its way to a tape', (_of, type, piece) => {
    const many = piece.repeat(size / piece.length);
    const exchange = exchangeWith('x');
    exchange.response.headers = { 'content-type': type };
    exchange.response.body = Buffer.from(many);
    const before = process.cpuUsage();
    const tape = toTape([exchange], { name: 'x', header, baseUrl: undefined, secrets: named });
    const { user } = process.cpuUsage(before);
    expect(tape.exchanges).toHaveLength(1);
    expect(user / 1e6).toBeLessThan(scaled(10, 60));
  });
});

describe('a text without a secret', () => {
  test('stays as it is, to the letter', () => {
    fc.assert(
      fc.property(planted, fc.array(secrets, { minLength: 1, maxLength: 5 }), (where, others) => {
        const text = plant(where);
        fc.pre(!others.some((secret) => isFindable(secret, text, 4)));
        expect(replaceKnown(text, needles(others))).toBe(text);
      }),
      runs(15, 700),
    );
  });

  test('and so does what stands around one', () => {
    const plain = fc.string({ unit: fc.constantFrom(...'abcdefghijkLMNOP234'), minLength: 12, maxLength: 20 });
    const spellings = fc.array(fc.constantFrom(...Object.keys(READ)), { maxLength: 2 });
    fc.assert(
      fc.property(plain, around, around, spellings, (secret, before, after, spelled) => {
        // New base64 may hold a plus where the old one held nothing that shows how a plus is written there.
        fc.pre(!/base64.*,form/.test(String(spelled)));
        const spell = (text: string) => spelled.reduce((inner, name) => SPELLINGS[name]?.(inner) ?? '', text);
        const read = (text: string) => spelled.reduceRight((outer, name) => READ[name]?.(outer) ?? '', text);
        expect(read(scrub(spell(before + secret + after), secret))).toBe(`${before}secret-1${after}`);
      }),
      runs(100, 5_000),
    );
  });
});

const READ: Record<string, (text: string) => string> = {
  uri: decodeURIComponent,
  percent: decodeURIComponent,
  percentAll: decodeURIComponent,
  form: (text) => decodeURIComponent(text.replaceAll('+', ' ')),
  json: (text) => JSON.parse(`"${text}"`),
  jsonAll: (text) => JSON.parse(`"${text}"`),
  html: readHtml,
  htmlAll: readHtml,
  base64: (text) => Buffer.from(text, 'base64').toString(),
  base64url: (text) => Buffer.from(text, 'base64url').toString(),
  base64In5: (text) => Buffer.from(text, 'base64').toString(),
  hex: (text) => Buffer.from(text, 'hex').toString(),
};

function readHtml(text: string): string {
  return text.replace(/&#(x?)([\da-f]+);/g, (_, x, digits) =>
    String.fromCodePoint(Number.parseInt(digits, x ? 16 : 10)),
  );
}

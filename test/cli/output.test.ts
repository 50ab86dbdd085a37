import { describe, expect, test } from 'vitest';
import { wantsColour } from '../../src/cli/io/colour.ts';
import { clip, ends } from '../../src/cli/output/clip.ts';
import { csvLine } from '../../src/cli/output/csv.ts';
import { alignDecimals } from '../../src/cli/output/decimal.ts';
import { fieldLines, tableLines } from '../../src/cli/output/table.ts';

describe('a table', () => {
  test('has columns as wide as their widest cell on the screen, wide characters counted as two', () => {
    const table = {
      titles: ['A', 'B'],
      rows: [
        [['漢字'], ['1']],
        [['x'], ['22', '333']],
      ],
    };
    expect(tableLines(table)).toEqual(['A     B', '漢字  1', 'x     22', '      333']);
  });

  test('becomes one field a line where columns do not fit', () => {
    const table = {
      titles: ['ID', 'BALANCES'],
      rows: [
        [['7'], ['1', '2']],
        [['8'], ['3']],
      ],
    };
    expect(fieldLines(table)).toEqual(['ID        7', 'BALANCES  1', '          2', '', 'ID        8', 'BALANCES  3']);
  });

  test('of 200,000 rows does not exhaust the stack', () => {
    const rows = Array.from({ length: 200_000 }, (_, index) => [[String(index)]]);
    expect(tableLines({ titles: ['N'], rows })).toHaveLength(200_001);
    expect(alignDecimals(rows.map(([[text = ''] = []]) => text))).toHaveLength(200_000);
  });
});

test('columns stand below each other for wide letters that are no ideographs, and for marks', () => {
  const rows = ['ꀀ', '각', '🚀', 'e\u0301', '☝', 'xy'].map((name) => [[name], ['|']]);
  expect(tableLines({ titles: ['N', '|'], rows })).toEqual([
    'N   |',
    'ꀀ  |',
    '각  |',
    '🚀  |',
    'e\u0301   |',
    '☝   |',
    'xy  |',
  ]);
});

test('decimals stand with their points below each other and no digit changes', () => {
  expect(alignDecimals(['1.5', '340282366920938463463374607.431768211455', '0'])).toEqual([
    '                          1.5           ',
    '340282366920938463463374607.431768211455',
    '                          0             ',
  ]);
});

describe('a csv cell', () => {
  test.each([
    '=1+1',
    '+1',
    '-1',
    '@SUM(A1)',
    '\t=1',
    '\r=1',
    ' =1',
    '＝1+1',
    '﹦1',
    '"=1',
    "'=1",
    '" =1',
    'a;=1',
    'a; "=1',
  ])('%j is text to a spreadsheet', (cell) => {
    expect(csvLine([cell])).toMatch(/(^"?|;)'/);
  });

  test('is quoted when it holds a separator, a quote or an edge blank', () => {
    expect(csvLine(['a,b', 'say "hi"', ' x', null, 3, 'plain'])).toBe('"a,b","say ""hi"""," x",,3,plain');
  });

  test('never breaks the line, whatever the server sent', () => {
    expect(csvLine(['a\r\nb\u2028c'])).toBe('a\\r\\nb\\u2028c');
  });
});

test('what is cut shows that it is cut', () => {
  expect(clip('漢字漢字', 5)).toBe('漢字…');
  expect(clip('short', 5)).toBe('short');
  expect(ends('0x16129a9b05679F09EadC5116735e6Ea7d6E98199')).toBe('0x16129a…E98199');
});

describe('colour', () => {
  const facts = { isTerminal: true, env: {}, refused: false };
  test.each([
    ['on a terminal', facts, true],
    ['not into a pipe', { ...facts, isTerminal: false }, false],
    ['not with NO_COLOR', { ...facts, env: { NO_COLOR: '1' } }, false],
    ['into a pipe with FORCE_COLOR', { ...facts, isTerminal: false, env: { FORCE_COLOR: '1' } }, true],
    ['not with FORCE_COLOR=0', { ...facts, env: { FORCE_COLOR: '0' } }, false],
    ['not with --no-color, whatever else is set', { ...facts, env: { FORCE_COLOR: '1' }, refused: true }, false],
    ['not on a dumb terminal', { ...facts, env: { TERM: 'dumb' } }, false],
  ])('%s', (_when, given, expected) => {
    expect(wantsColour(given)).toBe(expected);
  });
});

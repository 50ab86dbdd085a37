import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { toJsonLine } from '../../src/cli/output/json.ts';
import { sanitize } from '../../src/cli/output/sanitize.ts';
import { scaled } from '../support/scale.ts';
import { tempFolder } from '../support/temp-folder.ts';
import { isFormula, parseCsv } from './support/csv.ts';
import { dangersIn } from './support/danger.ts';
import { expectHarmless } from './support/harmless.ts';
import { HostileApi } from './support/hostile-api.ts';
import { runInProcess } from './support/run-in-process.ts';

/** Code points in one name, and names in one answer: enough for speed, few enough to be shown whole. */
const IN_A_NAME = 16;
const NAMES = 4_096;
/** In the short form where letters, signs, controls, surrogates, pictures and tags are; elsewhere are ideographs, private and unassigned ones. */
const RANGES = scaled(
  [
    [0, 0x33ff],
    [0xd7c0, 0xffff],
    [0x1f000, 0x1faff],
    [0xe0000, 0xe01ff],
  ],
  [[0, 0x10ffff]],
) as readonly (readonly [number, number])[];

const folder = tempFolder();
const env = { UPVEST_CONFIG_DIR: folder.path, UPVEST_TOKEN_STORE: 'file' };
let api: HostileApi;

beforeAll(async () => {
  api = await HostileApi.start([]);
  api.namesOnly = true;
  await api.logIn(folder.path);
});

afterAll(async () => {
  await api[Symbol.asyncDispose]();
  folder[Symbol.dispose]();
});

/** Every code point once, lone surrogates too, each between letters. */
function* everyName(ranges = RANGES): Generator<string> {
  for (const [first, last] of ranges) {
    for (let from = first; from <= last; from += IN_A_NAME) {
      yield Array.from({ length: IN_A_NAME }, (_, index) => `${String.fromCodePoint(from + index)}a`).join('');
    }
  }
}

function* everyAnswer(): Generator<string[]> {
  let names: string[] = [];
  for (const name of everyName()) {
    if (names.push(name) < NAMES) continue;
    yield names;
    names = [];
  }
  if (names.length > 0) yield names;
}

describe('every code point from U+0000 to U+10FFFF', () => {
  test('in a table is shown by a terminal as a character or as its number, and does nothing', async () => {
    let shown = 0;
    for (const names of everyAnswer()) {
      const rows = (await list(names, 'table')).split('\n').slice(1, -1);
      expect(rows.length).toBe(names.length);
      expect(dangersIn(rows.join('\n'))).toEqual([]);
      // What is ASCII now is numbers: looking at the bytes is enough.
      const others = rows.filter((row) => /[^\x20-\x7e]/.test(row));
      shown += others.length;
      await expectHarmless(others.map((row) => `${row}\n`).join(''));
    }
    expect(shown).toBeGreaterThan(scaled(800, 9_000));
  });

  test.each(['json', ...scaled([], ['ndjson'])])('in %s is exact, and no control in the bytes', async (format) => {
    for (const names of everyAnswer()) {
      const printed = await list(names, format);
      const assets =
        format === 'json'
          ? JSON.parse(printed)
          : printed
              .trimEnd()
              .split('\n')
              .map((line) => JSON.parse(line));
      expect(assets.map(({ name }: { name: string }) => name).join('') === names.join('')).toBe(true);
      expect(dangersIn(printed)).toEqual([]);
    }
  });

  test.skipIf(scaled(true, false))('in csv is a cell, and never a formula', async () => {
    for (const names of everyAnswer()) {
      const printed = await list(names, 'csv');
      const [, ...rows] = parseCsv(printed);
      expect(rows.length).toBe(names.length);
      expect(rows.flat().filter(isFormula)).toEqual([]);
      expect(dangersIn(printed)).toEqual([]);
    }
  });

  test('is made harmless and stays visible, in words and in JSON', () => {
    for (let from = 0; from <= 0x10ffff; from += scaled(11, 1) * 4_096) {
      const characters = Array.from({ length: 4_096 }, (_, index) => String.fromCodePoint(from + index));
      const text = characters.join('|');
      const shown = sanitize(text);
      expect(dangersIn(shown)).toEqual([]);
      expect(shown.split(/(?<!^)\|(?!\||$)/).filter((one) => one === '')).toEqual([]);
      expect(dangersIn(toJsonLine(text))).toEqual([]);
      expect(JSON.parse(toJsonLine(text)) === text).toBe(true);
    }
  });
});

async function list(names: readonly string[], format: string): Promise<string> {
  api.texts = names;
  const { exitCode, stdout, stderr } = await runInProcess(['assets', 'list', '--output', format], { env });
  expect([exitCode, stderr]).toEqual([0, '']);
  return stdout;
}

import { afterAll, describe, expect, test } from 'vitest';

import { FAULTS } from '../hostile/faults.ts';
import { forgetCertificates } from '../hostile/tls-place.ts';
import { opensslIsThere } from '../support/certificates.ts';
import { commandTree } from '../support/command-tree.ts';
import { FULL_SCALE, scaled, spread } from '../support/scale.ts';
import { type Cell, cellsOf } from './cell.ts';
import { CALLED, OWN_SERVER, ROWS, SILENT_COMMANDS } from './commands.ts';
import { describeRan, playCells, playProcesses, type Ran } from './matrix.ts';
import { watchProcess } from './watch-process.ts';

const CELLS = cellsOf(ROWS, FAULTS);
afterAll(forgetCertificates);

test('every command has a row: it meets the faults, or sends nothing, or brings its own server', () => {
  const verbs = commandTree().commands.filter(({ name, isNoun }) => name !== '' && !isNoun && !/ help$/.test(name));
  const known = [...CALLED.map(({ command }) => command), ...Object.keys(SILENT_COMMANDS), ...OWN_SERVER];
  expect(verbs.map(({ name }) => name).sort()).toEqual([...new Set(known)].sort());
});

describe.skipIf(!opensslIsThere)('commands × faults', () => {
  const cells = scaled(sample(), CELLS);

  test(
    `${cells.length} of ${CELLS.length} cells: the promised exit code, one line and a hint, whole data, no secret, nothing sent twice`,
    async () => {
      const ran = await playCells(cells, scaled(2, 4));
      report('commands × faults', ran);
      expect(wrongOf(ran)).toEqual([]);
      expect(ran).toHaveLength(cells.length);
    },
    scaled(120_000, 2_400_000),
  );

  const alone = processes();

  test(
    `${alone.length} of them as a process each, of which the system shows no secret`,
    async () => {
      const ran = await playProcesses(alone, 2, watchProcess);
      report('commands × faults, a process each', ran);
      expect(wrongOf(ran)).toEqual([]);
    },
    scaled(120_000, 2_400_000),
  );
});

/** Of every kind of command and fault some. */
function sample(): Cell[] {
  const quick = CELLS.filter(({ fault }) => !fault.lasts && !fault.large);
  const slow = CELLS.filter(({ fault }) => fault.lasts);
  return [...spread(quick, 12), ...spread(slow, 1)];
}

/** Every fault at some command, and every row with some fault. */
function processes(): Cell[] {
  if (!FULL_SCALE) return spread(sample(), 2);
  // Not the same one of each: numbers without a common divisor lead past all of them.
  const one = (cells: readonly Cell[], index: number) => cells.slice((index * 7) % cells.length).slice(0, 1);
  return [
    ...FAULTS.flatMap((fault, index) =>
      one(
        CELLS.filter((cell) => cell.fault === fault),
        index,
      ),
    ),
    ...ROWS.flatMap((row, index) =>
      one(
        CELLS.filter((cell) => cell.row === row),
        index * 5,
      ),
    ),
  ];
}

function wrongOf(ran: readonly Ran[]): string[] {
  return ran.filter(({ problems }) => problems.length > 0).map(describeRan);
}

function report(what: string, ran: readonly Ran[]): void {
  const counts: Record<string, number> = {};
  for (const { outcome } of ran) counts[`exit ${outcome.exitCode}`] = (counts[`exit ${outcome.exitCode}`] ?? 0) + 1;
  console.log(`${what}: ${ran.length} cells, ${wrongOf(ran).length} wrong, ${JSON.stringify(counts)}`);
}

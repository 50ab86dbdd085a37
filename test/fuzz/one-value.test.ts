import { describe, expect, test } from 'vitest';
import { FULL_SCALE, scaled, spread } from '../support/scale.ts';
import { ODD_VALUES } from './hostile-values.ts';
import { kindOf } from './kinds.ts';
import { lineWith, type Slot, short, slotName, slots } from './lines.ts';
import { onStages, type Stage, useStages } from './stage.ts';

interface Case {
  slot: Slot;
  value: string;
}

const stages = useStages();

/** They start a server each time, which costs as much as a hundred of the others. */
const STARTS_A_SERVER = ['sandbox', 'demo'];

function casesOf(values: (slot: Slot) => readonly string[]): Case[] {
  return slots.flatMap((slot) =>
    values(slot)
      .filter((_value, index) => !STARTS_A_SERVER.includes(slot.command.name) || (FULL_SCALE && index % 25 === 0))
      .map((value) => ({ slot, value })),
  );
}

/** Exit codes by how often they came. */
const ends: Record<string, number> = {};

async function play(stage: Stage, { slot, value }: Case, more: (exitCode: number | null, stderr: string) => string[]) {
  const good = value === 'URL' ? stage.baseUrl : value;
  const { outcome, found } = await stage.play({ args: lineWith(slot, good) });
  const { exitCode, stderr, connections } = outcome;
  const end = `exit ${exitCode}${connections.length > 0 ? ', asked the server' : ''}`;
  ends[end] = (ends[end] ?? 0) + 1;
  return [...found, ...more(exitCode, stderr)].map((what) => `${slotName(slot)} ${short(value)}: ${what}`);
}

describe(
  `one value in an otherwise good command line, of ${slots.length} places`,
  () => {
    test('that is good is never called wrong usage: so what is refused below is refused for its value', async () => {
      const cases = casesOf(({ at, command }) => [at ? kindOf(at, command.name).good : '']);
      const wrong = await onStages(stages, spread(cases, scaled(15, cases.length)), (stage, one) =>
        play(stage, one, (exitCode, stderr) => (exitCode === 2 ? [`refused: ${stderr}`] : [])),
      );
      expect(wrong).toEqual([]);
    });

    test('that cannot be right is refused before anything is sent or written, in one line and a hint', async () => {
      const cases = casesOf(({ at, command }) => (at ? kindOf(at, command.name).bad : []));
      const wrong = await onStages(stages, spread(cases, scaled(40, cases.length)), (stage, one) =>
        play(stage, one, (exitCode, stderr) =>
          exitCode === 2 ? [] : [`exit ${exitCode}, not 2: ${stderr.slice(0, 300)}`],
        ),
      );
      expect(wrong).toEqual([]);
    });

    test('that is odd comes to a promised end, and says nothing that only a programmer reads', async () => {
      const cases = casesOf(({ at }) => (at ? ODD_VALUES : []));
      const wrong = await onStages(stages, spread(cases, scaled(40, cases.length)), (stage, one) =>
        play(stage, one, () => []),
      );
      expect(wrong).toEqual([]);
      if (FULL_SCALE)
        console.log(
          `One odd value each: ${cases.length} command lines. All tests of this file: ${JSON.stringify(ends)}`,
        );
    });
  },
  scaled(60_000, 1_800_000),
);

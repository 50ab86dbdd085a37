import fc from 'fast-check';
import { expect, test } from 'vitest';
import { FULL_SCALE, SEED, scaled } from '../support/scale.ts';
import { commandLine, input } from './command-lines.ts';
import { short } from './lines.ts';
import { useStages } from './stage.ts';

/** Together, on as many stages as there are processors in CI. */
const RUNS = scaled(80, 20_000);
const stages = useStages();

test(
  `${RUNS} command lines of any kind come to a promised end: no stack, no hang, nothing sent or written for wrong usage`,
  async () => {
    const ends: Record<string, number> = {};
    await Promise.all(
      stages.map(async (stage, index) => {
        const property = fc.asyncProperty(commandLine, input, async (args, stdin) => {
          const { outcome, found } = await stage.play({
            args: args.map((one) => (one === 'URL' ? stage.baseUrl : one)),
            input: stdin,
          });
          const end = `exit ${outcome.exitCode}${outcome.connections.length > 0 ? ', asked the server' : ''}`;
          ends[end] = (ends[end] ?? 0) + 1;
          expect(found, args.map(short).join(' ')).toEqual([]);
        });
        await fc.assert(property, { numRuns: RUNS / stages.length, seed: SEED + index });
      }),
    );
    if (FULL_SCALE) console.log(`${RUNS} command lines: ${JSON.stringify(ends)}`);
    // The generator writes lines that are right, too: else nothing would be learned of what happens after the parsing.
    expect(ends['exit 1, asked the server']).toBeGreaterThan(0);
    expect(ends['exit 2']).toBeGreaterThan(0);
  },
  scaled(60_000, 1_800_000),
);

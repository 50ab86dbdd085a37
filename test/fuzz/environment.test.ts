import { readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { VARIABLES } from '../../src/cli/environment.ts';
import { FULL_SCALE, SEED, scaled, spread } from '../support/scale.ts';
import { lineWith, short, slots } from './lines.ts';
import { onStages, useStages } from './stage.ts';
import { BAD, environment, OWN } from './variables.ts';

const RUNS = scaled(25, 4_000);
const stages = useStages();

/** Good command lines, of all commands that do not start a server. */
const LINES = slots
  .filter(({ at, command }) => at === undefined && !/^(sandbox|demo)$/.test(command.name))
  .map((slot) => ({ command: slot.command.name, args: lineWith(slot, '') }));

test('every variable that the program reads is in the list below', () => {
  const root = new URL('../../src/', import.meta.url).pathname;
  const sources = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((path) => path.endsWith('.ts'));
  const named = sources.flatMap(
    (path) => readFileSync(root + path, 'utf8').match(/(?<=env\.|'|`|\s)UPVEST_[A-Z_]+/g) ?? [],
  );
  // Codes of warnings, and a prefix.
  const others = ['UPVEST_FEWER_SCOPES', 'UPVEST_NO_KERNEL_LOCK', 'UPVEST_STORE_UNREADABLE'];
  expect([...new Set(named)].filter((name) => !OWN.some((own) => own === name) && !others.includes(name))).toEqual([]);
});

test(
  `${RUNS} environments of any kind: a command comes to a promised end, and says nothing that only a programmer reads`,
  async () => {
    const ends: Record<string, number> = {};
    await Promise.all(
      stages.map(async (stage, index) => {
        const property = fc.asyncProperty(fc.constantFrom(...LINES), environment, async ({ args }, env) => {
          const { outcome, found } = await stage.play({ args, env });
          const end = `exit ${outcome.exitCode}${outcome.connections.length > 0 ? ', asked a server' : ''}`;
          ends[end] = (ends[end] ?? 0) + 1;
          expect(found, args.map(short).join(' ')).toEqual([]);
        });
        await fc.assert(property, { numRuns: RUNS / stages.length, seed: SEED + index });
      }),
    );
    if (FULL_SCALE) console.log(`${RUNS} environments: ${JSON.stringify(ends)}`);
  },
  scaled(60_000, 1_800_000),
);

test(
  'a variable that cannot be right is wrong usage: one line and a hint, and nothing is sent',
  async () => {
    const cases = BAD.flatMap(({ name, values, args }) => values.map((value) => ({ name, value, args })));
    const wrong = await onStages(
      stages,
      spread(cases, scaled(10, cases.length)),
      async (stage, { name, value, args }) => {
        const { outcome, found } = await stage.play({ args, env: { [name]: value } });
        if (outcome.exitCode !== 2) found.push(`exit ${outcome.exitCode}, not 2: ${outcome.stderr.slice(0, 300)}`);
        return found.map((what) => `${name}=${short(value)}: ${what}`);
      },
    );
    expect(wrong).toEqual([]);
  },
  scaled(60_000, 1_800_000),
);

test(
  'an empty variable is none',
  async () => {
    const cases = OWN.flatMap((name) => LINES.map((line) => ({ name, ...line })));
    const wrong = await onStages(stages, spread(cases, scaled(6, cases.length)), async (stage, { name, args }) => {
      const { outcome: empty, found } = await stage.play({ args, env: { [name]: '' } });
      const { outcome: none } = await stage.play({ args, env: { [name]: undefined } });
      // An id is made for a request each time.
      const seen = [empty, none].map(({ exitCode, stderr }) =>
        `${exitCode} ${stderr}`.replace(/[0-9a-f]{8}-[0-9a-f-]{27}/g, ''),
      );
      if (seen[0] !== seen[1]) found.push(`${seen[0]} and without it ${seen[1]}`);
      return found.map((what) => `${name}, ${args.join(' ')}: ${what}`);
    });
    expect(wrong).toEqual([]);
  },
  scaled(60_000, 1_800_000),
);

test('an option beats a variable, also one that cannot be right', async () => {
  const [stage] = stages;
  if (!stage) throw new Error('There is no stage.');
  const { outcome, found } = await stage.play({
    args: ['wallets', '--base-url', stage.baseUrl, '--profile', 'other'],
    env: { [VARIABLES.baseUrl]: 'nowhere', [VARIABLES.profile]: '../x' },
  });
  expect(found).toEqual([]);
  expect({ exitCode: outcome.exitCode, stderr: outcome.stderr }).toMatchObject({
    exitCode: 1,
    stderr: expect.stringContaining('404'),
  });
});

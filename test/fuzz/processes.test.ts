import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { FULL_SCALE, scaled } from '../support/scale.ts';
import { commandLine, input } from './command-lines.ts';
import { short } from './lines.ts';
import { onStages, useStages } from './stage.ts';

/** A tenth of a second each at best. */
const COUNT = scaled(2, 300);
const stages = useStages();
const PROGRAM = fileURLToPath(new URL('../../bin/upvest-wallet.js', import.meta.url));

test(
  `${COUNT} of the command lines, each in a process of its own`,
  async () => {
    // What an argument of a process cannot be on every system.
    const fits = (args: readonly string[]) => args.every((one) => !/\p{Surrogate}/u.test(one) && one.length < 100_000);
    const lines = fc.sample(fc.tuple(commandLine.filter(fits), input), COUNT);
    const ends: Record<string, number> = {};
    const wrong = await onStages(stages, lines, async (stage, [args, stdin]) => {
      const line = { args: args.map((one) => (one === 'URL' ? stage.baseUrl : one)), input: stdin };
      const {
        outcome: { exitCode },
        found,
      } = await stage.playInProcess(line);
      ends[`exit ${exitCode}`] = (ends[`exit ${exitCode}`] ?? 0) + 1;
      return found.map((what) => `${args.map(short).join(' ')}: ${what}`);
    });
    expect(wrong).toEqual([]);
    if (FULL_SCALE) console.log(`${COUNT} processes: ${JSON.stringify(ends)}`);
  },
  scaled(60_000, 1_200_000),
);

test.skipIf(process.platform === 'win32')(
  'arguments and variables that are no UTF-8 are texts like any other',
  async () => {
    const [stage] = stages;
    if (!stage) throw new Error('There is no stage.');
    const { env, cwd } = stage.scene;
    const bytes = String.raw`$'\xff\xfe\xc3\x28\xed\xa0\x80'`;
    const script = (line: string) => [
      '-c',
      `export UPVEST_PROFILE=${bytes}; exec "$0" "$1" ${line}`,
      process.execPath,
      PROGRAM,
    ];
    for (const line of [`wallets show ${bytes} --profile default`, `${bytes}`, `wallets --limit ${bytes}`, 'status']) {
      const ending = await promisify(execFile)('bash', script(line), { env, cwd }).catch((error: unknown) => error);
      const { code = 0, stderr } = ending as { code?: number; stderr: string };
      expect(line.startsWith('wallets show') ? [1] : [2]).toContain(code);
      expect(stderr).toMatch(/^Error: [^\n]+\n[^\n]+\n$/);
      expect(stderr).not.toMatch(/Something unexpected|\n\s+at /);
    }
  },
);

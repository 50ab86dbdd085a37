import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { scaled } from '../support/scale.ts';
import { tempFolder } from '../support/temp-folder.ts';
import { bundle, IS_ROOT, runAs, STRANGER } from './support.ts';

const ROUNDS = scaled(40, 1_000);
const temp = tempFolder();
afterAll(() => temp[Symbol.dispose]());
const program = bundle('races', temp.path);

async function race(subject: string, rounds = ROUNDS) {
  const folder = mkdtempSync(join(temp.path, 'race-'));
  execFileSync('mkfifo', [join(folder, 'pipe')]);
  const found = await runAs(process.getuid?.() ?? 0, program, [folder, String(rounds), subject]);
  console.log(`${subject}: ${JSON.stringify(found)}`);
  expect(found.swaps).toBeGreaterThan(rounds / 10);
  return found;
}

test.each(['store', 'out-file'])(
  'links, pipes and folders that come and go in the place of a file cost no other file anything (%s)',
  async (subject) => {
    const found = await race(subject);
    expect(found).toMatchObject({ rounds: ROUNDS, harmed: 0, odd: [] });
    expect(found.refused).toBeGreaterThan(0);
  },
);

test('counter-example: to look whether there is a file and then to write it goes through a link', async () => {
  for (let tries = 0; tries < 20; tries++) if ((await race('naive', 50)).harmed > 0) return;
  expect.unreachable('the race does not reach what it is meant to reach');
});

test.runIf(IS_ROOT)('another user who is first with a folder or a link in /tmp gets nothing', async () => {
  const shared = join(temp.path, 'shared');
  mkdirSync(shared);
  chmodSync(shared, 0o1777);
  const squatting = bundle('squatting', temp.path);
  const folders = scaled(60, 2_000);
  const [victim, attacker] = await Promise.all([
    runAs(STRANGER, squatting, ['victim', shared, String(folders)]),
    runAs(STRANGER + 1, squatting, ['attacker', shared, String(folders)]),
  ]);
  console.log(`squatting: ${JSON.stringify({ ...victim, ...attacker })}`);
  expect(attacker).toMatchObject({ readable: 0, loot: [] });
  expect(victim).toMatchObject({ odd: [] });
  expect(victim.saved + victim.refused).toBe(folders);
  expect(attacker.squatted).toBeGreaterThan(0);
});

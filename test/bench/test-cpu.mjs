/**
 * What each test costs, so that one sees what grew: CPU seconds of all tests one after the other in one process, the programs that
 * they start included. Wall time says little here: the machine does other things. Linux only.
 *
 *   node test/bench/test-cpu.mjs [folder or file …] [--tests]
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startVitest } from 'vitest/node';

const args = process.argv.slice(2);
const folder = mkdtempSync(join(tmpdir(), 'upvest-wallet-bench-'));
const results = join(folder, 'results');
const root = new URL('../..', import.meta.url).pathname;
process.env.UPVEST_TEST_CPU_FILE = results;

const vitest = await startVitest(
  'test',
  args.filter((arg) => arg !== '--tests'),
  {
    config: join(root, 'test/vitest.config.ts'),
    watch: false,
    maxWorkers: 1,
    setupFiles: [join(root, 'test/bench/test-cpu-setup.mjs')],
  },
);
await vitest.close();

const lines = readFileSync(results, 'utf8')
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line));
rmSync(folder, { recursive: true, force: true });

print(
  'file',
  lines.filter(({ test }) => test === undefined),
);
if (args.includes('--tests')) {
  print(
    'test',
    lines.filter(({ test }) => test !== undefined),
  );
}

function print(title, rows) {
  const dearest = rows.toSorted((a, b) => cpu(b) - cpu(a));
  const columns = ({ own, programs, seconds }) => [own + programs, own, programs, seconds].map(number).join('');
  process.stdout.write(
    `\n${['   CPU', '   own', ' progr.', '  wall'].map((each) => each.padStart(8)).join('')}  ${title}\n`,
  );
  for (const row of dearest) {
    const name = row.file.slice(root.length) + (row.test === undefined ? '' : ` > ${row.test}`);
    process.stdout.write(`${columns(row)}  ${name}\n`);
  }
  const sum = { own: 0, programs: 0, seconds: 0 };
  for (const row of rows) for (const column of Object.keys(sum)) sum[column] += row[column];
  process.stdout.write(`${columns(sum)}  altogether\n`);
}

function cpu({ own, programs }) {
  return own + programs;
}

function number(value) {
  return value.toFixed(2).padStart(8);
}

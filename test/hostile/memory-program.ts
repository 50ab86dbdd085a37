import { matchesOutcome } from './cell.ts';
import { clientAt } from './client.ts';
import { OUTCOMES, type Outcome } from './outcomes.ts';
import { ROWS, type Row } from './rows.ts';

/**
 * Makes calls in a process of its own, whose memory can be looked at: argument 1 is a JSON list of `[row, base URL, time limit]`, of which
 * the first is only there to load everything. Prints what came of each, by how much the resident set
 * ever was above the one before, and by how much that one was above the first.
 */
const [warmUp, ...cells] = (JSON.parse(process.argv[2] ?? '[]') as [string, string, number][]).map(
  ([name, baseUrl, timeoutMs]) => ({ row: ROWS.find((row) => row.name === name) as Row, baseUrl, timeoutMs }),
);

async function outcomeOf({ row, baseUrl, timeoutMs }: NonNullable<typeof warmUp>): Promise<Outcome | undefined> {
  const { client } = await clientAt(baseUrl, { renew: row.kind === 'renewal', timeoutMs });
  const error = await row.method.call(client, { timeoutMs }).then(
    () => undefined,
    (failure: unknown) => failure,
  );
  return (Object.keys(OUTCOMES) as Outcome[]).find((outcome) => matchesOutcome(error, outcome));
}

if (warmUp) await outcomeOf(warmUp);
globalThis.gc?.();
const idle = process.memoryUsage.rss();
const results: { outcome: Outcome | undefined; costMb: number; keptMb: number }[] = [];
for (const cell of cells) {
  // Without what the one before has left for the collector.
  globalThis.gc?.();
  let peak = 0;
  const before = process.memoryUsage.rss();
  const measure = () => {
    peak = Math.max(peak, process.memoryUsage.rss());
  };
  const timer = setInterval(measure, 2);
  const outcome = await outcomeOf(cell);
  measure();
  clearInterval(timer);
  results.push({ outcome, costMb: (peak - before) / 2 ** 20, keptMb: (before - idle) / 2 ** 20 });
}
// Nothing is closed and nobody exits: what is left open would keep the process alive.
process.stdout.write(JSON.stringify({ results, endedAt: Date.now() }));

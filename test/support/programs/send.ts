import { callOver } from '../transport-call.ts';

/**
 * Runs calls in a process of its own, where the environment and the memory can be looked at: argument 1 is a JSON list of
 * `[url, method]`; prints one JSON line with what came of each and by how much the resident set ever was above the one at the start.
 */
const calls = JSON.parse(process.argv[2] ?? '[]') as [string, 'GET' | 'POST'][];
const memory = { idle: 0, peak: 0 };
const measure = () => {
  memory.peak = Math.max(memory.peak, process.memoryUsage.rss());
};
// Everything is loaded once before the idle state is measured.
await callOver('http://127.0.0.1:1/', 'GET', { maxAttempts: 1 });
globalThis.gc?.();
memory.idle = process.memoryUsage.rss();
const timer = setInterval(measure, 2);
const outcomes = [];
for (const [url, method] of calls) {
  // Each call is measured by itself, without what the one before has left for the collector.
  globalThis.gc?.();
  const { name, error, value, sent } = await callOver(url, method, { maxAttempts: 1, timeoutMs: 60_000 });
  measure();
  outcomes.push({
    name,
    message: error?.message,
    reason: error?.reason,
    status: error?.status,
    value,
    attempts: sent.length,
  });
}
clearInterval(timer);
process.stdout.write(JSON.stringify({ outcomes, aboveIdleMb: (memory.peak - memory.idle) / 2 ** 20 }));

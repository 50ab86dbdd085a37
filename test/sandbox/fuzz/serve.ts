/** A sandbox in a process of its own, so that a crash is one. Prints its credentials; then, for each line on stdin, how it is. */
import { createInterface } from 'node:readline';
import { startSandbox } from '../../../src/sandbox/index.ts';

const failures: string[] = [];
const statuses: Record<number, number> = {};
const sandbox = await startSandbox({
  users: [{ username: 'other', password: 'pass', wallets: 3 }],
  transactionStepMs: 0,
  onRequest: ({ method, path, status, failure }) => {
    statuses[status] = (statuses[status] ?? 0) + 1;
    if (failure) failures.push(`${method} ${path.slice(0, 200)}: ${failure.stack}`);
  },
});
const { baseUrl, port, demo, tenant, investment } = sandbox;
console.log(JSON.stringify({ baseUrl, port, demo, tenant, investment }));
for await (const _line of createInterface({ input: process.stdin })) {
  globalThis.gc?.();
  const heapMb = Math.round(process.memoryUsage().heapUsed / 1e5) / 10;
  const rssMb = Math.round(process.memoryUsage().rss / 1e6);
  console.log(JSON.stringify({ failures, statuses, heapMb, rssMb }));
}
await sandbox.close();

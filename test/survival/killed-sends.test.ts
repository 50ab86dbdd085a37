import { existsSync } from 'node:fs';
import { expect, test } from 'vitest';
import { begin, CREATE_PATH, journalFile, openPurse, openSends, sendArguments, until } from '../cli/support/money.ts';
import { scaled } from '../support/scale.ts';

const RUNS = scaled(1, 50);

/** Where the kill falls: before the server does the work, or between the work and the answer. */
const LATENCIES = [{ beforeMs: 400 }, { afterMs: 400 }] as const;

test(`${RUNS} SIGKILLs of the terminal around a send: never paid twice, and what is open is settled or held back`, {
  timeout: 400_000,
}, async () => {
  const figures = { paid: 0, notPaid: 0, settled: 0, heldBack: 0 };
  for (let run = 0; run < RUNS; run += 1) {
    const purse = await openPurse();
    const latency = LATENCIES[run % 2] ?? LATENCIES[0];
    const undo = purse.sandbox.faults.add({
      path: CREATE_PATH,
      method: 'POST',
      action: { kind: 'latency', ...latency },
    });
    const { child, ended } = begin(sendArguments(purse.ether), purse.env);
    await until(() => existsSync(journalFile(purse.env)) && openSends(purse.env).length === 1);
    await new Promise((resolve) => setTimeout(resolve, Math.random() * 300));
    child.kill('SIGKILL');
    await ended;
    // What was on its way arrives, or not.
    await new Promise((resolve) => setTimeout(resolve, 1_200));
    undo();
    const paid = (await purse.history()).length;
    expect(paid).toBeLessThanOrEqual(1);
    figures[paid === 1 ? 'paid' : 'notPaid'] += 1;
    const again = await purse.send();
    // The same send stops, and says what became of the first.
    expect(again.exitCode).toBe(1);
    expect(await purse.history()).toHaveLength(paid);
    const pending = await purse.run('transactions', 'pending', '--json');
    expect(pending.exitCode).toBe(paid === 1 ? 0 : 6);
    figures[paid === 1 ? 'settled' : 'heldBack'] += 1;
  }
  console.log(`terminal killed around a send: ${RUNS} runs, ${JSON.stringify(figures)}, paid twice 0`);
});

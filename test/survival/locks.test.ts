import { fork } from 'node:child_process';
import { once } from 'node:events';
import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { startSandbox } from '../../src/sandbox/index.ts';
import { FULL_SCALE, scaled } from '../support/scale.ts';
import { tempFolder } from '../support/temp-folder.ts';
import { Worker } from '../support/worker.ts';

const STOPPED_MS = scaled(600, 15_000);
const TAKE_OVERS = scaled(8, 500);
const OTHERS = scaled(1, 3);

test(`a holder stopped for ${STOPPED_MS} ms is not robbed: the others wait and finish when it goes on`, {
  timeout: 60_000,
}, async () => {
  using folder = tempFolder();
  await using sandbox = await startSandbox();
  const holder = await Worker.start(sandbox, folder.path);
  const others = await Promise.all(Array.from({ length: OTHERS }, () => Worker.start(sandbox, folder.path)));
  try {
    await holder.do('login', sandbox.demo);
    await sandbox.revokeAccessTokens();
    sandbox.faults.add({ path: 'clientele/oauth2/token', action: { kind: 'latency', beforeMs: 400 } });
    const held = holder.do('call');
    await new Promise((resolve) => setTimeout(resolve, 200));
    holder.process.kill('SIGSTOP');
    const waiting = Promise.all(others.map((worker) => worker.do('call')));
    await new Promise((resolve) => setTimeout(resolve, STOPPED_MS));
    expect(sandbox.stats().renewals).toBeLessThanOrEqual(1);
    holder.process.kill('SIGCONT');
    await Promise.all([held, waiting]);
    expect(sandbox.stats()).toMatchObject({ renewals: 1, refusedRenewals: 0 });
  } finally {
    await Promise.all([holder, ...others].map((worker) => worker.stop()));
  }
});

/** Takes the lock over and over, writes down when it has it, and is killed by the test at random moments. */
const CONTENDER = `
import { appendFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { withFileLock } from '${new URL('../../dist/storage/index.js', import.meta.url)}';
const [lock, log, naive] = process.argv.slice(2);
const { default: proper } = naive ? await import('node:fs') : { default: undefined };
const exclusive = naive
  ? async (path, action) => {
      // A lock file that goes stale by age: the naive way.
      for (;;) {
        try { proper.closeSync(proper.openSync(path, 'wx')); break; } catch {}
        try { if (Date.now() - proper.statSync(path).mtimeMs > 20) proper.unlinkSync(path); } catch {}
        await sleep(1);
      }
      try { await action(); } finally { try { proper.unlinkSync(path); } catch {} }
    }
  : withFileLock;
process.send('ready');
for (;;) {
  await exclusive(lock, async () => {
    appendFileSync(log, '+' + process.pid + '\\n');
    await sleep(Math.random() * 40);
    appendFileSync(log, '-' + process.pid + '\\n');
  });
}
`;

/** How often somebody got the lock, and how often two had it: a second one entered while the first was alive and inside. */
async function contend(takeOvers: number, naive: boolean): Promise<{ taken: number; doubled: number }> {
  using folder = tempFolder();
  const [program, lock, log] = ['contender.mjs', 'the.lock', 'log'].map((name) => join(folder.path, name)) as [
    string,
    string,
    string,
  ];
  writeFileSync(program, CONTENDER);
  writeFileSync(log, '');
  const start = async () => {
    const child = fork(program, [lock, log, ...(naive ? ['naive'] : [])], {
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
      execArgv: [],
    });
    await once(child, 'message');
    return child;
  };
  let contenders = await Promise.all([1, 2, 3, 4].map(start));
  const entries = () =>
    readFileSync(log, 'utf8')
      .split('\n')
      .filter((line) => line.startsWith('+')).length;
  while (entries() < takeOvers) {
    await new Promise((resolve) => setTimeout(resolve, 30 + Math.random() * 60));
    const [victim, ...rest] = contenders;
    const gone = victim && once(victim, 'exit');
    victim?.kill('SIGKILL');
    await gone;
    appendFileSync(log, `x${victim?.pid}\n`);
    contenders = [...rest, await start()];
  }
  await Promise.all(
    contenders.map((child) => {
      const gone = once(child, 'exit');
      child.kill('SIGKILL');
      return gone;
    }),
  );
  return count(readFileSync(log, 'utf8').trim().split('\n'));
}

function count(lines: string[]): { taken: number; doubled: number } {
  const inside = new Set<string>();
  let taken = 0;
  let doubled = 0;
  // A killed holder leaves no "-": whether it was dead already when the next came in shows its later "x" line only in so far as
  // it wrote nothing in between, so only those who are heard of again count.
  const alive = (pid: string, from: number) => lines.slice(from).some((line) => line === `-${pid}`);
  for (const [index, line] of lines.entries()) {
    const pid = line.slice(1);
    if (line.startsWith('+')) {
      taken += 1;
      if ([...inside].some((other) => alive(other, index))) doubled += 1;
      inside.add(pid);
    } else inside.delete(pid);
  }
  return { taken, doubled };
}

test(`${TAKE_OVERS} contended take-overs with killed holders: never two at once`, { timeout: 180_000 }, async () => {
  const { taken, doubled } = await contend(TAKE_OVERS, false);
  console.log(`lock: taken ${taken} times, two holders ${doubled} times`);
  expect(taken).toBeGreaterThanOrEqual(TAKE_OVERS);
  expect(doubled).toBe(0);
});

test.runIf(FULL_SCALE)(
  'counter-example: a lock file that goes stale by age lets two in',
  { timeout: 60_000 },
  async () => {
    expect((await contend(scaled(20, 40), true)).doubled).toBeGreaterThan(0);
  },
);

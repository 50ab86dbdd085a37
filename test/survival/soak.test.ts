import { expect, test } from 'vitest';
import { FileTokenStore } from '../../src/index.ts';
import { startSandbox } from '../../src/sandbox/index.ts';
import { FULL_SCALE } from '../support/scale.ts';
import { TOKEN_PATH } from '../support/session.ts';
import { tempFolder } from '../support/temp-folder.ts';
import { Worker } from '../support/worker.ts';

const SECONDS = 600;
const TOKEN_TTL = 1;
const PROCESSES = 4;
const LOOPS = 8;
const KILL_EVERY_MS = 15_000;

test.runIf(FULL_SCALE)(
  `soak of ${SECONDS} s: tokens of ${TOKEN_TTL} s, ${PROCESSES} processes with ${LOOPS} loops, kills and a server restart: no call fails`,
  {
    timeout: SECONDS * 1000 + 120_000,
  },
  async () => {
    using folder = tempFolder();
    const data = `${folder.path}/sandbox.json`;
    let sandbox = await startSandbox({ tokenTtlSeconds: TOKEN_TTL, data });
    const { port } = sandbox;
    const options = { baseUrl: sandbox.baseUrl, demo: sandbox.demo };
    const start = () => Worker.start(options, folder.path);
    const login = await start();
    await login.do('login', options.demo);
    await login.stop();
    const end = Date.now() + SECONDS * 1000;
    const totals = { calls: 0, failures: [] as string[], kills: 0, restarts: 0 };
    const store = new FileTokenStore({ folder: folder.path });
    const runLoops = async (ms: number) => {
      const worker = await start();
      const done = worker.do<{ calls: number; failures: string[] }>('loop', { loops: LOOPS, ms, pauseMs: 0 });
      return { worker, done };
    };
    const live = async () => {
      while (Date.now() < end) {
        const { worker, done } = await runLoops(Math.min(end - Date.now(), 5_000));
        const { calls, failures } = await done;
        totals.calls += calls;
        totals.failures.push(...failures);
        await worker.stop();
      }
    };
    // While the test holds the lock nobody is between the server's rotation and the save: there a kill ends the session by nature,
    // and kills.test.ts is about that.
    const killed = async () => {
      while (Date.now() < end) {
        const { worker, done } = await runLoops(end - Date.now());
        done.catch(() => undefined);
        await new Promise((resolve) => setTimeout(resolve, Math.random() * KILL_EVERY_MS));
        await store.exclusive(() => worker.stop());
        totals.kills += 1;
      }
    };
    const restarted = async () => {
      await new Promise((resolve) => setTimeout(resolve, SECONDS * 500));
      await store.exclusive(async () => {
        await sandbox.close();
        sandbox = await startSandbox({ port, tokenTtlSeconds: TOKEN_TTL, data });
      });
      totals.restarts += 1;
    };
    try {
      await Promise.all([...Array.from({ length: PROCESSES - 1 }, live), killed(), restarted()]);
    } finally {
      await sandbox.close();
    }
    const { renewals, refusedRenewals } = sandbox.stats();
    const { failures, ...figures } = totals;
    console.log('soak:', JSON.stringify({ ...figures, failures: failures.length, renewals, refusedRenewals }));
    expect(failures).toEqual([]);
    expect(refusedRenewals).toBe(0);
    expect(await store.load()).toBeDefined();
  },
);

test.runIf(FULL_SCALE)(
  'counter-example: plain conf without a lock does not live through half a minute of it',
  {
    timeout: 60_000,
  },
  async () => {
    using folder = tempFolder();
    await using sandbox = await startSandbox({ tokenTtlSeconds: 1 });
    const workers = await Promise.all(
      Array.from({ length: 3 }, () => Worker.start(sandbox, folder.path, { naive: true })),
    );
    try {
      await workers[0]?.do('login', sandbox.demo);
      // Time for the others to come with a refresh token that is used up.
      const slowAnswer = { kind: 'latency', afterMs: 200 } as const;
      sandbox.faults.add({ path: TOKEN_PATH, action: slowAnswer, times: Number.POSITIVE_INFINITY });
      const loop = { loops: 4, ms: 1_000, pauseMs: 20 };
      let failures: string[] = [];
      for (const end = Date.now() + 30_000; failures.length === 0 && Date.now() < end; ) {
        const results = await Promise.all(workers.map((worker) => worker.do<{ failures: string[] }>('loop', loop)));
        failures = results.flatMap((result) => result.failures);
      }
      expect(failures).not.toEqual([]);
    } finally {
      await Promise.all(workers.map((worker) => worker.stop()));
    }
  },
);

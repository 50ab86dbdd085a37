import { expect, test } from 'vitest';
import { FileTokenStore, WalletClient } from '../../src/index.ts';
import { startSandbox } from '../../src/sandbox/index.ts';
import { FULL_SCALE, scaled } from '../support/scale.ts';
import { TOKEN_PATH } from '../support/session.ts';
import { tempFolder } from '../support/temp-folder.ts';
import { Worker } from '../support/worker.ts';

const PROCESSES = scaled(3, 50);
const ROUNDS = scaled(1, 5);
const CALLS = scaled(100, 1_000);

async function rounds(processes: number, naive = false) {
  using folder = tempFolder();
  await using sandbox = await startSandbox();
  const workers = await Promise.all(
    Array.from({ length: processes }, () => Worker.start(sandbox, folder.path, { naive })),
  );
  const results = { succeeded: 0, failed: 0 };
  try {
    await workers[0]?.do('login', sandbox.demo);
    for (let round = 0; round < ROUNDS; round += 1) {
      await sandbox.revokeAccessTokens();
      // The refresh token is used up, and nobody knows the new one while the others come.
      sandbox.faults.add({ path: TOKEN_PATH, action: { kind: 'latency', afterMs: 600 } });
      const outcomes = await Promise.allSettled(workers.map((worker) => worker.do('call')));
      sandbox.faults.clear();
      for (const { status } of outcomes) results[status === 'fulfilled' ? 'succeeded' : 'failed'] += 1;
    }
    const { renewals, refusedRenewals } = sandbox.stats();
    return { ...results, renewals, refusedRenewals };
  } finally {
    await Promise.all(workers.map((worker) => worker.stop()));
  }
}

test(`${PROCESSES} processes on a dead token, ${ROUNDS} rounds: each round one renews and all succeed`, {
  timeout: 120_000,
}, async () => {
  const result = await rounds(PROCESSES);
  console.log('many processes:', JSON.stringify(result));
  expect(result).toEqual({ succeeded: PROCESSES * ROUNDS, failed: 0, renewals: ROUNDS, refusedRenewals: 0 });
});

test.runIf(FULL_SCALE)(
  'counter-example: with plain conf and no lock the same loses the session',
  {
    timeout: 60_000,
  },
  async () => {
    const { failed, refusedRenewals } = await rounds(3, true);
    expect(failed).toBeGreaterThan(0);
    expect(refusedRenewals).toBeGreaterThan(0);
  },
);

test(`${CALLS} concurrent calls on an expired token cause one renewal`, { timeout: 60_000 }, async () => {
  using folder = tempFolder();
  await using sandbox = await startSandbox();
  const { clientId, clientSecret } = sandbox.demo;
  const client = new WalletClient({
    baseUrl: sandbox.baseUrl,
    clientId,
    clientSecret,
    tokenStore: new FileTokenStore({ folder: folder.path }),
    timeoutMs: 60_000,
  });
  await client.login(sandbox.demo);
  await sandbox.revokeAccessTokens();
  const echoes = await Promise.all(Array.from({ length: CALLS }, (_, index) => client.echo(String(index))));
  expect(echoes).toEqual(Array.from({ length: CALLS }, (_, index) => String(index)));
  expect(sandbox.stats()).toMatchObject({ renewals: 1, refusedRenewals: 0 });
});

import { spawn } from 'node:child_process';
import { EventEmitter, once } from 'node:events';
import { expect, test } from 'vitest';
import { FileTokenStore, WalletClient } from '../../src/index.ts';
import { type Sandbox, startSandbox } from '../../src/sandbox/index.ts';
import { FULL_SCALE, scaled } from '../support/scale.ts';
import { TOKEN_PATH } from '../support/session.ts';
import { tempFolder } from '../support/temp-folder.ts';
import { Worker } from '../support/worker.ts';

const RUNS = scaled(2, 300);
const BIN = new URL('../../bin/upvest-wallet.js', import.meta.url).pathname;
const CODES: Record<string, number> = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 };

function clientOn(sandbox: Sandbox, folder: string): WalletClient {
  const { clientId, clientSecret } = sandbox.demo;
  return new WalletClient({
    baseUrl: sandbox.baseUrl,
    clientId,
    clientSecret,
    tokenStore: new FileTokenStore({ folder }),
  });
}

/** Lists wallets with a dead token in the terminal and interrupts it some time after `begun`. */
async function interrupted(
  sandbox: Sandbox,
  folder: string,
  signal: NodeJS.Signals,
  afterMs: number,
  begun: Promise<unknown> = Promise.resolve(),
): Promise<number | string> {
  const { clientId, clientSecret } = sandbox.demo;
  const child = spawn(process.execPath, [BIN, 'wallets', 'list', '--json'], {
    stdio: 'ignore',
    env: {
      ...process.env,
      UPVEST_CONFIG_DIR: folder,
      UPVEST_TOKEN_STORE: 'file',
      UPVEST_BASE_URL: sandbox.baseUrl,
      UPVEST_CLIENT_ID: clientId,
      UPVEST_CLIENT_SECRET: clientSecret,
      UPVEST_USERNAME: '',
      UPVEST_PASSWORD: '',
    },
  });
  const exited = once(child, 'exit') as Promise<[number | null, NodeJS.Signals | null]>;
  let timer: NodeJS.Timeout | undefined;
  void begun.then(() => {
    timer = setTimeout(() => child.kill(signal), afterMs);
  });
  const [code, killedBy] = await exited;
  clearTimeout(timer);
  return code ?? String(killedBy);
}

test(`${RUNS} interrupts at random moments around a renewal: no session is lost`, { timeout: 400_000 }, async () => {
  // The dead token is refused, and the renewal begins: that is the moment to aim at.
  const refused = new EventEmitter();
  await using sandbox = await startSandbox({ onRequest: ({ status }) => status === 401 && refused.emit('401') });
  const endings: Record<string, number> = {};
  let lost = 0;
  const run = async (index: number) => {
    using folder = tempFolder();
    const client = clientOn(sandbox, folder.path);
    await client.login(sandbox.demo);
    await sandbox.revokeAccessTokens();
    sandbox.faults.add({
      path: TOKEN_PATH,
      grantType: 'refresh_token',
      action: { kind: 'latency', beforeMs: 20, afterMs: 60 },
    });
    const signal = (['SIGINT', 'SIGTERM', 'SIGHUP'] as const)[index % 3] ?? 'SIGINT';
    // The renewal takes about 90 ms from there; every tenth is interrupted anywhere in the program's life.
    const aimed = index % 10 !== 0;
    const begun = aimed ? once(refused, '401') : Promise.resolve();
    const ending = await interrupted(sandbox, folder.path, signal, Math.random() * (aimed ? 130 : 400), begun);
    endings[String(ending)] = (endings[String(ending)] ?? 0) + 1;
    // Too early for its handlers, done already, or ended as promised; never anything else.
    expect([0, CODES[signal], signal]).toContain(ending);
    sandbox.faults.clear();
    await client.echo('still here').catch(() => {
      lost += 1;
    });
  };
  for (let index = 0; index < RUNS; index += 1) await run(index);
  console.log(`interrupts: ${RUNS} runs, ${lost} sessions lost, endings ${JSON.stringify(endings)}`);
  expect(lost).toBe(0);
  expect(sandbox.stats().refusedRenewals).toBe(0);
});

test.runIf(FULL_SCALE)(
  'counter-example: a program without a handler loses the session when it is interrupted while the answer is on its way',
  {
    timeout: 30_000,
  },
  async () => {
    using folder = tempFolder();
    await using sandbox = await startSandbox();
    const client = clientOn(sandbox, folder.path);
    await client.login(sandbox.demo);
    await sandbox.revokeAccessTokens();
    sandbox.faults.add({ path: TOKEN_PATH, action: { kind: 'latency', afterMs: 400 } });
    const worker = await Worker.start(sandbox, folder.path);
    const call = worker.do('call').catch(() => undefined);
    await expect.poll(() => sandbox.stats().renewals, { timeout: 5_000 }).toBe(1);
    worker.process.kill('SIGINT');
    await call;
    await expect(client.echo('hi')).rejects.toMatchObject({ code: 'session_expired' });
  },
);

test.runIf(FULL_SCALE)(
  'one silent token endpoint delays the end by five seconds at most',
  { timeout: 30_000 },
  async () => {
    using folder = tempFolder();
    const refused = new EventEmitter();
    await using sandbox = await startSandbox({ onRequest: ({ status }) => status === 401 && refused.emit('401') });
    await clientOn(sandbox, folder.path).login(sandbox.demo);
    await sandbox.revokeAccessTokens();
    sandbox.faults.add({ path: TOKEN_PATH, action: { kind: 'latency', beforeMs: 20_000 } });
    const begun = once(refused, '401');
    const interruptedAt = begun.then(() => performance.now() + 500);
    expect(await interrupted(sandbox, folder.path, 'SIGINT', 500, begun)).toBe(130);
    const took = performance.now() - (await interruptedAt);
    expect(took).toBeGreaterThan(4_500);
    expect(took).toBeLessThan(7_000);
  },
);

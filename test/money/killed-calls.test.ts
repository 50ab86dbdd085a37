import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { DuplicateSendError, FileSendJournal, FileTokenStore, type Wallet, WalletClient } from '../../src/index.ts';
import { type Sandbox, startSandbox } from '../../src/sandbox/index.ts';
import { FULL_SCALE, scaled } from '../support/scale.ts';
import { tempFolder } from '../support/temp-folder.ts';
import { type CallKind, callKinds, coinWallet, paidByCalls } from './calls.ts';
import { MoneyWorker } from './money-worker.ts';
import { freshRecipient } from './support.ts';

const RUNS = scaled(1, 10);

/** `payments`: what the ledger may have after the kill; `open`: records that must be found then. */
const POINTS = [
  { kind: 'raw', point: 'before begin', payments: [0], open: 0 },
  { kind: 'complex', point: 'before begin', payments: [0], open: 0 },
  { kind: 'raw', point: 'before sending', payments: [0], open: 1 },
  { kind: 'complex', point: 'before sending', payments: [0], open: 1 },
  { kind: 'raw', point: 'before the answer', payments: [0, 1], open: 1 },
  { kind: 'complex', point: 'before the answer', payments: [0, 1], open: 1 },
  { kind: 'raw', point: 'after the answer', payments: [1], open: 1 },
  { kind: 'complex', point: 'after the answer', payments: [1], open: 1 },
] as const;
const points = POINTS.filter(({ kind, point }) => FULL_SCALE || (kind === 'complex' && point === 'after the answer'));

/** Longer than the sandbox takes to make a transaction. */
const SERVER_IS_DONE_MS = 250;

let sandbox: Sandbox;
let client: WalletClient;
let wallet: Wallet;
let kinds: Record<'raw' | 'complex', CallKind>;
const folder = tempFolder();
const journal = new FileSendJournal({ folder: folder.path });
beforeAll(async () => {
  sandbox = await startSandbox();
  const tokenStore = new FileTokenStore({ folder: folder.path });
  client = new WalletClient({ baseUrl: sandbox.baseUrl, ...sandbox.demo, tokenStore, sendJournal: journal });
  await client.login(sandbox.demo);
  wallet = await coinWallet(client);
  kinds = callKinds(sandbox, client, wallet);
});
afterAll(async () => {
  client.close();
  await sandbox.close();
  folder[Symbol.dispose]();
});

const payments = async (recipient: string) => (await paidByCalls(sandbox, client, wallet.id, recipient)).length;

describe.each(points)('SIGKILL $point of $kind', ({ kind, point, payments: expected, open }) => {
  test(`${RUNS} times: the next process knows, and does not pay twice`, { timeout: 300_000 }, async () => {
    const { method, options, send } = kinds[kind];
    const seen: number[] = [];
    for (let run = 0; run < RUNS; run += 1) {
      const recipient = freshRecipient();
      await using victim = await MoneyWorker.start(sandbox, folder.path, { dieAt: point });
      expect(await victim.call(method, wallet.id, await options(recipient))).toBe('killed');
      if (point === 'before the answer') await sleep(SERVER_IS_DONE_MS);
      const paid = await payments(recipient);
      expect(expected).toContain(paid);
      seen.push(paid);

      const left = await journal.open();
      expect(left).toHaveLength(open);
      const [record] = left;
      if (record) {
        expect(await client.transactions.findRecentCalls(wallet.id, record)).toHaveLength(paid);
        for (let attempt = 0; attempt < 2; attempt += 1)
          await expect(send(recipient)).rejects.toThrow(DuplicateSendError);
        expect(await payments(recipient)).toBe(paid);
        // A person has looked.
        await journal.settle(record.id);
      }
      if (paid === 0) await send(recipient);
      expect(await payments(recipient)).toBe(1);
      expect(await journal.open()).toEqual([]);
    }
    console.log(`SIGKILL ${point} of ${kind}: ${RUNS} runs, paid by then ${seen.filter(Boolean).length}, paid twice 0`);
  });
});

test.runIf(FULL_SCALE)(
  'counter-example: without a journal the same call after a kill is a second payment',
  async () => {
    const recipient = freshRecipient();
    const { method, options } = kinds.complex;
    const withoutJournal = { withoutJournal: true };
    await using worker = await MoneyWorker.start(sandbox, folder.path, {
      dieAt: 'after the answer',
      ...withoutJournal,
    });
    sandbox.faults.add({
      method: 'POST',
      path: 'kms/wallets/*/transactions/complex',
      action: { kind: 'latency', afterMs: 300 },
    });
    const sending = worker.call(method, wallet.id, await options(recipient));
    while ((await payments(recipient)) === 0) await sleep(10);
    await worker[Symbol.asyncDispose]();
    expect(await sending).toBe('killed');
    await using next = await MoneyWorker.start(sandbox, folder.path, withoutJournal);
    await next.call(method, wallet.id, await options(recipient));
    expect(await payments(recipient)).toBe(2);
  },
);

test.runIf(FULL_SCALE)(
  'two processes with the same call at the same time: one goes, the other is held back',
  async () => {
    await using one = await MoneyWorker.start(sandbox, folder.path);
    await using other = await MoneyWorker.start(sandbox, folder.path);
    for (const { kind, method, options } of Object.values(kinds)) {
      for (let pair = 0; pair < RUNS; pair += 1) {
        const recipient = freshRecipient();
        const path = `kms/wallets/*/transactions/${kind}`;
        sandbox.faults.add({ path, method: 'POST', action: { kind: 'latency', afterMs: 300 } });
        const call = await options(recipient);
        const outcomes = await Promise.all([one, other].map((worker) => worker.call(method, wallet.id, call)));
        const codes = outcomes.map((outcome) => (outcome === 'killed' ? outcome : (outcome.error?.code ?? 'sent')));
        expect(codes.sort()).toEqual(['duplicate_send', 'sent']);
        expect(await payments(recipient)).toBe(1);
      }
    }
  },
);

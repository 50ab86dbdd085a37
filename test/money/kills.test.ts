import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { DuplicateSendError, FileSendJournal, FileTokenStore, type Wallet, WalletClient } from '../../src/index.ts';
import { type Sandbox, startSandbox } from '../../src/sandbox/index.ts';
import { FULL_SCALE, scaled, spread } from '../support/scale.ts';
import { tempFolder } from '../support/temp-folder.ts';
import { MoneyWorker } from './money-worker.ts';
import { freshRecipient, paidTo, payment, richWallet } from './support.ts';

const RUNS = scaled(1, 50);

/** `payments`: what the ledger may have after the kill; `open`: records that must be found then. */
const POINTS = [
  { point: 'before begin', payments: [0], open: 0 },
  { point: 'before sending', payments: [0], open: 1 },
  { point: 'before the answer', payments: [0, 1], open: 1 },
  { point: 'after the answer', payments: [1], open: 1 },
];

/** Longer than the sandbox takes to make a transaction. */
const SERVER_IS_DONE_MS = 250;

let sandbox: Sandbox;
let client: WalletClient;
let wallet: Wallet;
const folder = tempFolder();
const journal = new FileSendJournal({ folder: folder.path });
beforeAll(async () => {
  sandbox = await startSandbox();
  client = anotherClient();
  await client.login(sandbox.demo);
  wallet = await richWallet(client);
});
afterAll(async () => {
  client.close();
  await sandbox.close();
  folder[Symbol.dispose]();
});

function anotherClient(): WalletClient {
  return new WalletClient({
    baseUrl: sandbox.baseUrl,
    ...sandbox.demo,
    tokenStore: new FileTokenStore({ folder: folder.path }),
    sendJournal: journal,
  });
}

const paymentsTo = async (recipient: string) =>
  (await paidTo(sandbox, await client.accessToken(), wallet.id, recipient)).length;

const openFor = async (recipient: string) =>
  (await journal.open()).flatMap((record) =>
    record.kind === undefined && record.recipient === recipient ? [record] : [],
  );

async function killedAt(dieAt: string, recipient: string, options = {}): Promise<void> {
  await using victim = await MoneyWorker.start(sandbox, folder.path, { dieAt, ...options });
  expect(await victim.send(wallet.id, payment(recipient))).toBe('killed');
  if (dieAt === 'before the answer') await sleep(SERVER_IS_DONE_MS);
}

describe.each(spread(POINTS, scaled(2, POINTS.length)))('SIGKILL $point', ({ point, payments, open }) => {
  test(`${RUNS} times: the next process knows, and does not pay twice`, { timeout: 300_000 }, async () => {
    const seen: number[] = [];
    for (let run = 0; run < RUNS; run += 1) {
      const recipient = freshRecipient();
      await killedAt(point, recipient);
      const paid = await paymentsTo(recipient);
      expect(payments).toContain(paid);
      seen.push(paid);

      const left = await openFor(recipient);
      expect(left).toHaveLength(open);
      const [record] = left;
      const same = () => client.transactions.create(wallet.id, payment(recipient));
      if (!record) {
        await same();
      } else {
        const found = await client.transactions.findRecent(wallet.id, record);
        expect(found === undefined ? 0 : 1).toBe(paid);
        await expect(same()).rejects.toThrow(DuplicateSendError);
        expect(await paymentsTo(recipient)).toBe(paid);
        // Struck off where it was found, else held back for as long as nobody decides.
        expect(await openFor(recipient)).toHaveLength(1 - paid);
        if (paid === 0) {
          await expect(same()).rejects.toThrow(DuplicateSendError);
          await journal.settle(record.id);
          await same();
        }
      }
      expect(await paymentsTo(recipient)).toBe(1);
      expect(await openFor(recipient)).toEqual([]);
    }
    console.log(`SIGKILL ${point}: ${RUNS} runs, paid by then ${seen.filter(Boolean).length}, paid twice 0`);
  });
});

test('sendAgain goes ahead while the first is open', async () => {
  const recipient = freshRecipient();
  await killedAt('after the answer', recipient);
  await client.transactions.create(wallet.id, payment(recipient, { sendAgain: true }));
  expect(await paymentsTo(recipient)).toBe(2);
  const [first, ...more] = await openFor(recipient);
  expect(more).toEqual([]);
  await journal.settle(first?.id ?? '');
});

test.runIf(FULL_SCALE)('counter-example: without a journal the same after a kill is a second payment', async () => {
  const recipient = freshRecipient();
  await using worker = await MoneyWorker.start(sandbox, folder.path, { withoutJournal: true });
  sandbox.faults.add({
    method: 'POST',
    path: 'kms/wallets/*/transactions/',
    action: { kind: 'latency', afterMs: 300 },
  });
  const sending = worker.send(wallet.id, payment(recipient));
  while ((await paymentsTo(recipient)) === 0) await sleep(10);
  await worker[Symbol.asyncDispose]();
  expect(await sending).toBe('killed');
  await using next = await MoneyWorker.start(sandbox, folder.path, { withoutJournal: true });
  await next.send(wallet.id, payment(recipient));
  expect(await paymentsTo(recipient)).toBe(2);
});

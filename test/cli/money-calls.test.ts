import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { CallRecord, SendRecord } from '../../src/index.ts';
import { COIN_CONTRACT, coinCall, rawPayment } from '../money/calls.ts';
import { changeOpenSends, journalFile, openPurse, openSends, type Purse, RECIPIENT } from './support/money.ts';
import { KEY, Terminal } from './support/terminal.ts';

const onCreate = (kind: 'raw' | 'complex') => ({ path: `kms/wallets/*/transactions/${kind}`, method: 'POST' }) as const;

function callFile({ env }: Purse, tx: object): string {
  const file = join(env.UPVEST_CONFIG_DIR ?? '', 'call.json');
  writeFileSync(file, JSON.stringify(tx));
  return file;
}

/** As a send to another API leaves it: nothing can be looked up for it. */
function openElsewhere({ env, ether }: Purse, more: Partial<SendRecord | CallRecord> = {}): void {
  const record = {
    id: '0d6e2f3e-6f21-4f5b-8d43-51b7c0a1e2d4',
    baseUrl: 'https://api.example.com/1.0/',
    walletId: ether.id,
    assetId: 'deaaa6bf-d944-57fa-8ec4-2dd45d1f5d3f',
    recipient: RECIPIENT,
    quantity: '1000',
    since: null,
    startedAt: Date.now(),
    ...more,
  };
  writeFileSync(journalFile(env), JSON.stringify([record]), { mode: 0o600 });
}

describe('an unknown outcome', () => {
  test('of a contract call: exit 6; pending shows what it was and what may be it; a person settles it', async () => {
    const purse = await openPurse();
    purse.sandbox.faults.add({ ...onCreate('complex'), action: { kind: 'dropAfter' } });
    const file = callFile(purse, coinCall(RECIPIENT));
    const sent = await purse.run('transactions', 'complex', purse.ether.id, '--tx', file, '--yes', '--json');
    expect({ exitCode: sent.exitCode, stdout: sent.stdout }).toEqual({ exitCode: 6, stdout: '' });
    expect(sent.stderr).toContain('upvest-wallet transactions pending');

    const [transaction] = await purse.history();
    const [record] = openSends(purse.env);
    const pending = await purse.run('transactions', 'pending', '--json');
    expect(pending.exitCode).toBe(6);
    expect(JSON.parse(pending.stdout)).toMatchObject([
      {
        id: record?.id,
        kind: 'complex',
        state: 'open',
        asset_id: null,
        recipient: COIN_CONTRACT,
        quantity: '0',
        call: `transfer(${RECIPIENT}, 25)`,
        transaction: null,
        candidates: [{ id: transaction?.id }],
      },
    ]);
    for (const said of [`transfer(${RECIPIENT}, 25)`, COIN_CONTRACT, 'shows neither amount nor function']) {
      expect(pending.stderr).toContain(said);
    }
    expect(pending.stderr).toContain(`upvest-wallet transactions settle ${record?.id}`);

    const settle = ['transactions', 'settle', record?.id ?? ''];
    const unasked = await purse.run(...settle);
    expect([unasked.exitCode, unasked.stdout]).toEqual([2, '']);
    expect(openSends(purse.env)).toHaveLength(1);
    const settled = await purse.run(...settle, '--yes', '--json');
    expect(settled.exitCode).toBe(0);
    expect(JSON.parse(settled.stdout)).toMatchObject({ id: record?.id, state: 'settled_by_hand' });
    expect(settled.stderr).toContain(`${transaction?.id} is `);
    expect(openSends(purse.env)).toEqual([]);
    const unknown = await purse.run(...settle, '--yes');
    expect([unknown.exitCode, unknown.stderr]).toEqual([2, expect.stringContaining('There is no open send')]);
    expect(purse.writes).toHaveLength(1);
  });

  test('of a raw transaction: made anew with the next nonce it is refused, --send-again goes, and is not taken for it', async () => {
    const purse = await openPurse();
    purse.sandbox.faults.add({ ...onCreate('raw'), action: { kind: 'dropBefore' } });
    const raw = (nonce: number, ...more: string[]) =>
      purse.run('transactions', 'raw', purse.ether.id, '--tx', rawPayment(RECIPIENT, nonce), '--yes', ...more);
    expect((await raw(0)).exitCode).toBe(6);
    const again = await raw(1, '--json');
    expect(again.exitCode).toBe(1);
    expect(again.stderr).toContain('duplicate_send');
    expect(await purse.history()).toEqual([]);
    const meant = await raw(0, '--send-again');
    expect([meant.exitCode, meant.stderr]).toEqual([0, expect.stringContaining('it may then be paid twice')]);
    // The fee came in first, from elsewhere.
    const own = (await purse.history()).filter(({ sender }) => sender === purse.ether.address);
    expect(own).toHaveLength(1);
    const pending = await purse.run('transactions', 'pending', '--output', 'csv');
    expect([pending.exitCode, pending.stderr]).toEqual([6, expect.stringContaining('proves nothing')]);
    const row = pending.stdout.split('\n')[1];
    const { id } = openSends(purse.env)[0] ?? {};
    expect(row).toMatch(new RegExp(`^open,.*,${RECIPIENT.toLowerCase()},1000,.*,${id},raw,,$`));
    changeOpenSends(purse.env, (record) => ({ ...record, startedAt: record.startedAt - 11 * 60_000 }));
    const later = await purse.run('transactions', 'pending', '--json');
    expect([later.exitCode, JSON.parse(later.stdout)]).toMatchObject([0, [{ id, state: 'not_carried_out' }]]);
    expect(openSends(purse.env)).toEqual([]);
  });
});

test('in the interactive wallet: what stays open is settled by hand, after a question whose empty answer is No', async () => {
  const purse = await openPurse();
  openElsewhere(purse);
  const terminal = new Terminal([], purse.env, { columns: 110, rows: 40 });
  const chooseIt = async () => {
    await terminal.sees('Settle one by hand?');
    await terminal.types(KEY.down, KEY.enter);
    await terminal.sees('Strike it off?');
  };
  await terminal.sees('What would you like to do?');
  await terminal.types(KEY.down, KEY.down, KEY.enter);
  await terminal.sees('Still open: 1000 of the smallest unit');
  await chooseIt();
  await terminal.types(KEY.enter);
  await terminal.sees('It stays open.');
  expect(openSends(purse.env)).toHaveLength(1);
  await terminal.sees('What would you like to do?');
  await terminal.types(KEY.enter);
  await chooseIt();
  await terminal.types('y', KEY.enter);
  await terminal.sees('settled by hand');
  await terminal.sees('What would you like to do?');
  expect(openSends(purse.env)).toEqual([]);
  await terminal.types('q');
  expect(await terminal.exited).toBe(0);
});

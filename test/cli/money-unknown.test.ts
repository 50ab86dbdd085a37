import { existsSync, statSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import {
  begin,
  CREATE_PATH,
  changeOpenSends,
  journalFile,
  openPurse,
  openSends,
  sendArguments,
  until,
} from './support/money.ts';

const onCreate = { path: CREATE_PATH, method: 'POST' } as const;

describe('an unknown outcome', () => {
  test('of a send that was carried out: exit 6 with the command that finds out, and pending settles it', async () => {
    const purse = await openPurse();
    purse.sandbox.faults.add({ ...onCreate, action: { kind: 'dropAfter' } });
    const sent = await purse.send('--json');
    expect({ exitCode: sent.exitCode, stdout: sent.stdout }).toEqual({ exitCode: 6, stdout: '' });
    expect(sent.stderr).toContain('upvest-wallet transactions pending');
    expect(statSync(journalFile(purse.env)).mode & 0o777).toBe(0o600);
    const pending = await purse.run('transactions', 'pending', '--json');
    expect(pending.exitCode).toBe(0);
    const [transaction] = await purse.history();
    expect(JSON.parse(pending.stdout)).toMatchObject([{ state: 'carried_out', transaction: { id: transaction?.id } }]);
    expect(JSON.parse((await purse.run('transactions', 'pending', '--json')).stdout)).toEqual([]);
  });

  test('of one that was not: pending leaves it open and says why, the same send is refused, --send-again goes', async () => {
    const purse = await openPurse();
    purse.sandbox.faults.add({ ...onCreate, action: { kind: 'dropBefore' } });
    expect((await purse.send()).exitCode).toBe(6);
    const pending = await purse.run('transactions', 'pending', '--output', 'csv');
    expect(pending.exitCode).toBe(6);
    expect(pending.stdout.split('\n')[1]).toMatch(/^open,/);
    expect(pending.stderr).toContain('proves nothing');
    const again = await purse.send('--json');
    expect(again.exitCode).toBe(1);
    expect(again.stderr).toContain('The same was sent before');
    expect(again.stderr).toContain('duplicate_send');
    expect(await purse.history()).toEqual([]);
    expect((await purse.send('--send-again')).exitCode).toBe(0);
    expect(await purse.history()).toHaveLength(1);
  });

  test('is no longer one after ten minutes; a record of another API is left alone', async () => {
    const purse = await openPurse();
    purse.sandbox.faults.add({ ...onCreate, action: { kind: 'dropBefore' }, times: 2 });
    await purse.send();
    changeOpenSends(purse.env, (record) => ({ ...record, id: 'elsewhere', baseUrl: 'https://api.example.com/1.0/' }));
    await purse.send();
    changeOpenSends(purse.env, (record) => ({ ...record, startedAt: record.startedAt - 11 * 60_000 }));
    const { exitCode, stdout } = await purse.run('transactions', 'pending', '--output', 'ndjson');
    const lines = stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(lines.map(({ state, why }) => [state, why])).toEqual([
      ['not_carried_out', expect.stringContaining('ten minutes')],
      ['open', expect.stringContaining('https://api.example.com/1.0/')],
    ]);
    expect(exitCode).toBe(6);
    expect(openSends(purse.env).map(({ id }) => id)).toEqual(['elsewhere']);
  });

  test('two sends of the same, both unknown, are settled by two transactions and not by one', async () => {
    const purse = await openPurse();
    purse.sandbox.faults.add({ ...onCreate, action: { kind: 'dropAfter' }, times: 2 });
    await purse.send();
    await purse.send('--send-again');
    const { exitCode, stdout } = await purse.run('transactions', 'pending', '--json');
    expect(exitCode).toBe(0);
    const ids = JSON.parse(stdout).map(({ transaction }: { transaction: { id: string } }) => transaction.id);
    expect(new Set(ids).size).toBe(2);
  });

  test('of creating a wallet names the listing', async () => {
    const purse = await openPurse();
    purse.sandbox.faults.add({ path: 'kms/wallets/', method: 'POST', action: { kind: 'dropAfter' } });
    const { exitCode, stderr } = await purse.run('wallets', 'create', '--asset', 'ETH', '--index', '7');
    expect(exitCode).toBe(6);
    expect(stderr).toContain('upvest-wallet wallets list');
  });
});

describe('a program that ends while a send is on its way', () => {
  test('by SIGKILL: the journal has it, the same send is refused, and pending settles it', async () => {
    const purse = await openPurse();
    purse.sandbox.faults.add({ ...onCreate, action: { kind: 'latency', afterMs: 5_000 } });
    const { child, ended } = begin(sendArguments(purse.ether), purse.env);
    await until(() => existsSync(journalFile(purse.env)) && openSends(purse.env).length === 1);
    await new Promise((resolve) => setTimeout(resolve, 150));
    child.kill('SIGKILL');
    await ended;
    const pending = await purse.run('transactions', 'pending', '--json');
    expect([pending.exitCode, JSON.parse(pending.stdout)[0].state]).toEqual([0, 'carried_out']);
    expect(await purse.history()).toHaveLength(1);
  });

  test('by Ctrl-C: it waits for the answer and tells it', async () => {
    const purse = await openPurse();
    purse.sandbox.faults.add({ ...onCreate, action: { kind: 'latency', afterMs: 700 } });
    const { child, ended } = begin(sendArguments(purse.ether), purse.env);
    await until(() => existsSync(journalFile(purse.env)) && openSends(purse.env).length === 1);
    child.kill('SIGINT');
    const { exitCode, stderr } = await ended;
    expect(exitCode).toBe(130);
    expect(stderr).toMatch(/It was sent: transaction \S+ is PENDING\./);
    expect(openSends(purse.env)).toEqual([]);
  });

  test('by Ctrl-C twice: it ends at once with 6 and names the command that finds out', async () => {
    const purse = await openPurse();
    purse.sandbox.faults.add({ ...onCreate, action: { kind: 'latency', afterMs: 10_000 } });
    const { child, ended, stderr } = begin(sendArguments(purse.ether), purse.env);
    await until(() => existsSync(journalFile(purse.env)) && openSends(purse.env).length === 1);
    child.kill('SIGINT');
    await until(() => stderr().includes('waiting a few seconds'));
    // Not so soon that it would be taken for the same one.
    await new Promise((resolve) => setTimeout(resolve, 300));
    const again = performance.now();
    child.kill('SIGINT');
    expect(await ended).toMatchObject({ exitCode: 6, stderr: expect.stringContaining('transactions pending') });
    // Who does not wait ends with the first one, after five seconds.
    expect(performance.now() - again).toBeLessThan(3_500);
    expect(openSends(purse.env)).toHaveLength(1);
  });

  test('by Ctrl-C while it is only waited for: 130, and it says that the transaction goes on', async () => {
    const purse = await openPurse({ transactionStepMs: 60_000 });
    const { child, ended, stderr } = begin(sendArguments(purse.ether, '--wait'), purse.env);
    await until(() => stderr().includes('Sent: transaction'));
    child.kill('SIGINT');
    expect(await ended).toMatchObject({ exitCode: 130, stderr: expect.stringContaining('goes on without you') });
  });
});

import { describe, expect, test } from 'vitest';
import { openPurse, RECIPIENT } from './support/money.ts';
import { run } from './support/program.ts';

describe('transactions send', () => {
  test('with --yes shows what happens in both units, sends once, and prints the transaction', async () => {
    const purse = await openPurse();
    const { exitCode, stdout, stderr } = await purse.send(
      '--gas-limit',
      '21000',
      '--gas-price',
      '5000000000',
      '--json',
    );
    expect({ exitCode, stderr }).toMatchObject({ exitCode: 0 });
    const sent = JSON.parse(stdout);
    expect(sent).toMatchObject({ recipient: RECIPIENT, quantity: '100000000000000000', fee: '105000000000000' });
    expect(purse.writes).toHaveLength(1);
    for (const fact of [
      purse.ether.address ?? '',
      RECIPIENT,
      '0.1 ETH',
      '100000000000000000 of the smallest unit',
      'at most 0.000105 ETH (105000000000000 Wei)',
      'ethereum_ropsten (testnet): no real money',
    ]) {
      expect(stderr).toContain(fact);
    }
    const shown = await purse.run('transactions', 'show', purse.ether.id, sent.id);
    expect(shown.stdout).toContain(sent.txhash);
    const list = await purse.run('transactions', 'list', purse.ether.id, '--limit', '1', '--output', 'csv');
    expect(list.stdout.split('\n')[1]).toContain(`${sent.id},`);
    expect((await purse.run('transactions', 'snd', purse.ether.id)).stderr).toContain('Did you mean send?');
  });

  test('--wait tells every change of status and prints the final one', async () => {
    const purse = await openPurse();
    const { exitCode, stdout, stderr } = await purse.send('--wait', '--async', '--json');
    expect(exitCode).toBe(0);
    expect(JSON.parse(stdout).status).toBe('CONFIRMED');
    expect(stderr).toContain('is QUEUED.');
    expect(stderr).toContain('is CONFIRMED.');
  });

  test('a final status that is no success is exit 1, and the transaction is printed all the same', async () => {
    const purse = await openPurse();
    const args = [
      'transactions',
      'send',
      purse.ether.id,
      '--to',
      RECIPIENT,
      '--amount',
      '99',
      '--asset',
      'ETH',
      '--yes',
    ];
    const rejected = await purse.run(...args, '--async', '--wait', '--json');
    expect(rejected.exitCode).toBe(1);
    expect(JSON.parse(rejected.stdout)).toMatchObject({ status: 'REJECTED', txhash: null });
    expect(rejected.stderr).toContain('has ended as REJECTED');
    expect(rejected.stderr).toContain('less than the amount');
  });

  test('without --yes and without a terminal, or without a password: exit 2, and nothing is sent', async () => {
    const purse = await openPurse();
    const base = ['transactions', 'send', purse.ether.id, '--to', RECIPIENT, '--quantity', '7', '--asset', 'ETH'];
    const unasked = await purse.run(...base);
    expect(unasked).toMatchObject({ exitCode: 2, stdout: '' });
    expect(unasked.stderr).toContain('--yes');
    const { UPVEST_PASSWORD: password, ...env } = purse.env;
    const unnamed = await run([...base, '--yes'], { env });
    expect(unnamed.exitCode).toBe(2);
    expect(unnamed.stderr).toContain('--password-stdin');
    expect(unnamed.stderr).toContain('password of demo');
    expect(purse.writes).toEqual([]);
    const piped = await run([...base, '--yes', '--password-stdin'], { env, input: `${password}\n` });
    expect(piped.exitCode).toBe(0);
  });

  test('whatever cannot be right is exit 2 before anything is sent', async () => {
    const purse = await openPurse();
    const wrong = async (...args: string[]) => {
      const { exitCode, stderr } = await purse.run('transactions', 'send', ...args, '--yes');
      return { args, exitCode, stderr };
    };
    const [to, asset, amount] = [
      ['--to', RECIPIENT],
      ['--asset', 'ETH'],
      ['--amount', '0.1'],
    ];
    const { id } = purse.ether;
    const attempts = await Promise.all([
      wrong(id, '--to', RECIPIENT.replace('2B5AD5', '2b5AD5'), ...asset, ...amount),
      wrong(purse.bitcoin.id, ...to, '--asset', 'BTC', ...amount),
      wrong(id, ...to, '--asset', 'DOGE', ...amount),
      wrong(id, ...to, ...asset, '--amount', '0.1e1'),
      wrong(id, ...to, ...asset, '--amount', '0.0000000000000000001'),
      wrong(id, ...to, ...asset, '--quantity', '1.5'),
      wrong(id, ...to, ...asset, ...amount, '--quantity', '1'),
      wrong(id, ...to, ...asset),
      wrong(id, ...to, ...asset, ...amount, '--fee', '1', '--gas-limit', '21000'),
      wrong(id, ...to, ...asset, ...amount, '--gas-price', 'quick'),
      wrong(purse.bitcoin.id, '--to', 'x', '--asset', 'BTC', ...amount, '--gas-price', 'fast'),
    ]);
    for (const { args, exitCode, stderr } of attempts) {
      expect([args, exitCode]).toEqual([args, 2]);
      expect(stderr.trimEnd().split('\n')).toHaveLength(2);
    }
    expect(purse.writes).toEqual([]);
  });

  test('a wrong password is exit 4, the session stays, and nothing is left open', async () => {
    const purse = await openPurse();
    const env = { ...purse.env, UPVEST_PASSWORD: 'sesame-closed' };
    const args = [
      'transactions',
      'send',
      purse.ether.id,
      '--to',
      RECIPIENT,
      '--quantity',
      '1',
      '--asset',
      'ETH',
      '--yes',
    ];
    const { exitCode, stdout, stderr } = await run([...args, '--json'], { env });
    expect({ exitCode, stdout }).toEqual({ exitCode: 4, stdout: '' });
    expect(JSON.parse(stderr.trimEnd().split('\n').at(-1) ?? '').error.code).toBe('wrong_password');
    expect(stderr).not.toContain('sesame-closed');
    expect(await purse.history()).toEqual([]);
    expect((await purse.run('transactions', 'pending')).exitCode).toBe(0);
  });
});

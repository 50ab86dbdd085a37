import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { hashMessage, recoverAddress, Transaction } from 'ethers';
import JSZip from 'jszip';
import { describe, expect, test } from 'vitest';
import { openPurse, RECIPIENT } from './support/money.ts';
import { run } from './support/program.ts';

describe('wallets', () => {
  test('create takes a symbol, --wait follows it to ACTIVE, and an index of 0 is not none', async () => {
    const purse = await openPurse({ activationDelayMs: 500 });
    const args = ['wallets', 'create', '--asset', 'eth', '--index', '42', '--wait', '--json'];
    const { exitCode, stdout, stderr } = await purse.run(...args);
    expect(exitCode).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ index: 42, status: 'ACTIVE', address: expect.stringMatching(/^0x/) });
    expect(stderr).toMatch(/is PENDING\.[\s\S]*is ACTIVE\./);
    const zero = await purse.run('wallets', 'create', '--asset', 'ETH', '--index', '0', '--json');
    expect(JSON.parse(zero.stdout).index).toBe(0);
    const unknown = await purse.run('wallets', 'create', '--asset', 'DOGE');
    expect([unknown.exitCode, purse.writes.length]).toEqual([2, 2]);
  });

  test('sign signs what ethers recovers the wallet from, and says that it was verified', async () => {
    const { ether, bitcoin, ...purse } = await openPurse();
    const file = join(purse.env.UPVEST_CONFIG_DIR ?? '', 'text');
    writeFileSync(file, 'The quick brown fox');
    const { exitCode, stdout, stderr } = await purse.run(
      'wallets',
      'sign',
      ether.id,
      '--message',
      'Grüße 🚀',
      '--json',
    );
    expect(exitCode).toBe(0);
    const { r, s, recover } = JSON.parse(stdout);
    const pad = (number: string) => `0x${number.replace('0x', '').padStart(64, '0')}`;
    const signer = recoverAddress(hashMessage('Grüße 🚀'), { r: pad(r), s: pad(s), yParity: recover });
    expect(signer).toBe(ether.address);
    expect(stderr).toContain(`Verified`);
    expect(stderr).toContain(ether.address ?? '');
    const sign = async (...args: string[]) => (await purse.run('wallets', 'sign', ...args)).exitCode;
    expect(await sign(bitcoin.id, '--file', file, '--digest', 'sha256')).toBe(0);
    expect(await sign(bitcoin.id, '--message', 'x')).toBe(2);
    expect(await sign(ether.id, '--file', file)).toBe(2);
    expect(await sign(ether.id, '--hash', '0x12')).toBe(2);
  });

  test('show --qr draws the address, and only for people', async () => {
    const purse = await openPurse();
    const { stdout } = await purse.run('wallets', 'show', purse.ether.id, '--qr');
    expect(stdout).toMatch(/█ ▄▄▄▄▄ █/);
    expect((await purse.run('wallets', 'show', purse.ether.id, '--qr', '--json')).exitCode).toBe(2);
  });

  test('utxos list the unspent outputs of a Bitcoin wallet', async () => {
    const purse = await openPurse();
    const { stdout } = await purse.run('utxos', 'list', purse.bitcoin.id, '--output', 'csv');
    const [header, ...rows] = stdout.trimEnd().split('\n');
    expect(header).toBe('txhash,index,value,btc,confirmations');
    expect(rows.reduce((sum, row) => sum + BigInt(row.split(',')[2] ?? ''), 0n)).toBe(50_000_000n);
  });
});

describe('the two other kinds of transaction', () => {
  test('raw shows what the bytes say, signs and sends them', async () => {
    const purse = await openPurse();
    const { unsignedSerialized } = Transaction.from({
      type: 0,
      nonce: 0,
      gasPrice: 2_000_000_000n,
      gasLimit: 21_000n,
      to: RECIPIENT,
      value: 12_345n,
      chainId: 3n,
    });
    const args = ['transactions', 'raw', purse.ether.id, '--tx', unsignedSerialized, '--yes', '--wait', '--json'];
    const { exitCode, stdout, stderr } = await purse.run(...args);
    expect([exitCode, stderr]).toEqual([0, expect.stringContaining('0.000000000000012345 ETH (12345 Wei)')]);
    expect(stderr).toContain(RECIPIENT.toLowerCase());
    expect(stderr).toContain('at most 0.000042 ETH');
    expect(JSON.parse(stdout).status).toBe('CONFIRMED');
    expect((await purse.run('transactions', 'raw', purse.ether.id, '--tx', 'xyz', '--yes')).exitCode).toBe(2);
    expect((await purse.run('transactions', 'raw', purse.ether.id, '--tx', unsignedSerialized)).exitCode).toBe(2);
    expect(purse.writes).toHaveLength(1);
  });

  test('complex shows the function and sends the file', async () => {
    const purse = await openPurse();
    const file = join(purse.env.UPVEST_CONFIG_DIR ?? '', 'call.json');
    const input = (name: string, type: string) => ({ name, type });
    const abi = {
      type: 'function',
      name: 'transfer',
      inputs: [input('to', 'address'), input('value', 'uint256')],
      outputs: [input('', 'bool')],
    };
    const to = '0xb95185ca02B704e46721d878EE7f566C6a2a959f';
    writeFileSync(
      file,
      JSON.stringify({ type: 'ethereum_function_call', to, value: '0', abi, parameters: [RECIPIENT, '5'] }),
    );
    const args = ['transactions', 'complex', purse.ether.id, '--tx', file, '--yes', '--json'];
    const { exitCode, stdout, stderr } = await purse.run(...args);
    expect([exitCode, stderr]).toEqual([0, expect.stringContaining(`transfer(${RECIPIENT}, 5)`)]);
    expect(JSON.parse(stdout).status).toBe('QUEUED');
    expect((await purse.run('transactions', 'complex', purse.ether.id, '--tx', `${file}.none`, '--yes')).exitCode).toBe(
      2,
    );
  });
});

describe('offboard', () => {
  test('writes a private zip, never over an existing file, and leaves nothing behind when it fails', async () => {
    const purse = await openPurse();
    const out = join(purse.env.UPVEST_CONFIG_DIR ?? '', 'keys.zip');
    const env = { ...purse.env, UPVEST_PASSWORD: 'wrong-one' };
    const refused = await run(['offboard', '--out', out], { env });
    expect([refused.exitCode, existsSync(out)]).toEqual([4, false]);
    const { exitCode, stdout } = await purse.run('offboard', '--out', out, '--json');
    expect(exitCode).toBe(0);
    expect(statSync(out).mode & 0o777).toBe(0o600);
    expect(JSON.parse(stdout)).toMatchObject({ file: out, bytes: statSync(out).size });
    const before = readFileSync(out);
    expect(Object.keys((await JSZip.loadAsync(before)).files)).toContain('metadata.json');
    purse.writes.length = 0;
    expect((await purse.run('offboard', '--out', out)).exitCode).toBe(2);
    expect((await purse.run('offboard', '--out', join(out, 'no', 'folder.zip'))).exitCode).toBe(2);
    expect(readFileSync(out).equals(before)).toBe(true);
    expect(purse.writes).toEqual([]);
  });
});

import { Transaction as BitcoinTransaction, address as bitcoinAddress, networks } from 'bitcoinjs-lib';
import { Transaction as EthersTransaction, Wallet as EthersWallet, Interface, keccak256 } from 'ethers';
import { parseGwei, serializeTransaction } from 'viem';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ApiError, type Wallet, type WalletClient } from '../../src/index.ts';
import type { Sandbox } from '../../src/sandbox/index.ts';
import { BITCOIN, COIN, ETHER } from '../sandbox/known.ts';
import { startSession } from '../support/session.ts';
import { COIN_CONTRACT, TRANSFER } from './calls.ts';
import { freshRecipient, PASSWORD, payment, richWallet } from './support.ts';

let sandbox: Sandbox;
let client: WalletClient;
let wallet: Wallet;
let nowMs = Date.UTC(2030, 0, 1);
beforeAll(async () => {
  const session = await startSession({ sandbox: { clock: () => nowMs, tokenTtlSeconds: 1_000_000 } });
  ({ sandbox, client } = session);
  wallet = await richWallet(client);
});
afterAll(() => sandbox.close());

/** Reads the bytes with ethers, which knows nothing of ours. */
function decode(id: string): EthersTransaction {
  return EthersTransaction.from(`0x${sandbox.rawTransaction(id)}`);
}

async function broadcast(id: string) {
  nowMs += 10_000;
  return client.transactions.retrieve(wallet.id, id);
}

async function named(protocol: string, index: number | null): Promise<Wallet> {
  const wallets = await client.wallets.list().take(100);
  const found = wallets.find((candidate) => candidate.protocol === protocol && candidate.index === index);
  if (!found) throw new Error(`No ${protocol} ${index}`);
  return found;
}

describe('a simple transaction', () => {
  test('of Ether with a fee, with gas, and with a named price is what was asked for', async () => {
    const recipient = freshRecipient();
    const send = (more: object) => client.transactions.create(wallet.id, { ...payment(recipient), ...more });
    const fee = await send({ fee: 42_000_000_000_000n });
    const gas = await send({ gasLimit: 30_000n, gasPrice: 7n });
    const fastest = await send({ gasPrice: 'fastest' });
    expect(fee.fee).toBe('42000000000000');
    expect(gas.fee_info).toMatchObject({ gas_limit: '30000', gas_price: '7' });
    for (const { id, txhash } of [fee, gas, fastest]) {
      const signed = decode(id);
      expect(signed).toMatchObject({ hash: txhash, from: wallet.address, value: 1_000n, chainId: 3n });
      expect(signed.to?.toLowerCase()).toBe(recipient);
    }
    expect(decode(gas.id)).toMatchObject({ gasLimit: 30_000n, gasPrice: 7n });
    expect(decode(fastest.id).gasPrice).toBe(10_000_000_000n);
  });

  test('of a token calls its contract', async () => {
    const holder = await named('ethereum_ropsten', null);
    const recipient = freshRecipient();
    const sent = await client.transactions.create(holder.id, payment(recipient, { assetId: COIN, quantity: 25n }));
    const erc20 = new Interface(['function transfer(address to, uint256 value)']);
    const signed = decode(sent.id);
    expect(signed).toMatchObject({ hash: sent.txhash, from: holder.address, to: COIN_CONTRACT, value: 0n });
    const [to, value] = erc20.decodeFunctionData('transfer', signed.data);
    expect([to.toLowerCase(), value]).toEqual([recipient, 25n]);
    expect(sent.recipient?.toLowerCase()).toBe(recipient);
  });

  test('of Bitcoin pays the recipient from the wallet’s unspent outputs', async () => {
    const holder = await named('bitcoin_testnet', null);
    const before = await client.utxos.list(holder.id);
    expect(before.reduce((sum, { value }) => sum + BigInt(value), 0n)).toBe(BigInt(holder.balances[0]?.amount ?? ''));
    const recipient = 'mrCDrCybB6J1vRfbwM5hemdJz73FwDBC8r';
    const sent = await client.transactions.create(
      holder.id,
      payment(recipient, { assetId: BITCOIN, quantity: 12_345n }),
    );
    const signed = BitcoinTransaction.fromHex(sandbox.rawTransaction(sent.id) ?? '');
    expect(sent.txhash?.replace(/^0x/, '')).toBe(signed.getId());
    const outputs = signed.outs.map(({ script, value }) => [
      bitcoinAddress.fromOutputScript(script, networks.testnet),
      BigInt(value),
    ]);
    expect(outputs).toContainEqual([recipient, 12_345n]);
    const spent = signed.ins.map(({ hash, index }) => `${Buffer.from(hash).reverse().toString('hex')}:${index}`);
    const had = before.map(({ txhash, index }) => `${txhash.replace(/^0x/, '')}:${index}`);
    for (const input of spent) expect(had).toContain(input);
    nowMs += 10_000;
    const left = await client.utxos.list(holder.id);
    for (const { txhash, index } of left) expect(spent).not.toContain(`${txhash.replace(/^0x/, '')}:${index}`);
    expect(await client.utxos.list(wallet.id)).toEqual([]);
  });

  test('an asset that the wallet has not is refused', async () => {
    const sent = client.transactions.create(wallet.id, payment(freshRecipient(), { assetId: BITCOIN }));
    await expect(sent).rejects.toBeInstanceOf(ApiError);
    await expect(sent).rejects.toMatchObject({ status: 400, details: [{ location: 'asset_id' }] });
  });

  test('a wrong password is told by its location, and moves nothing', async () => {
    const recipient = freshRecipient();
    const sent = client.transactions.create(wallet.id, { ...payment(recipient), password: 'wrong' });
    await expect(sent).rejects.toMatchObject({ status: 403, details: [{ location: 'password' }] });
    const [newest] = await client.transactions.list(wallet.id).take(1);
    expect(newest?.recipient?.toLowerCase()).not.toBe(recipient);
  });
});

describe('a raw transaction', () => {
  test('made by ethers, and by viem, in hex and in base64, is signed as it is', async () => {
    const to = freshRecipient();
    const unsigned = {
      to: to as `0x${string}`,
      value: 5n,
      gasPrice: parseGwei('3'),
      chainId: 3,
      data: '0xabcd' as const,
    };
    const nonce = async () => {
      const sent = await client.transactions.create(wallet.id, payment(freshRecipient()));
      return decode(sent.id).nonce + 1;
    };
    const byEthers = EthersTransaction.from({
      ...unsigned,
      gasLimit: 50_000n,
      nonce: await nonce(),
      type: 0,
    }).unsignedSerialized;
    const first = await client.transactions.createRaw(wallet.id, { password: PASSWORD, rawTx: byEthers, fund: false });
    expect(first).toMatchObject({ status: 'QUEUED', wallet_id: wallet.id });
    expect(first.quantity).toBeUndefined();
    const byViem = serializeTransaction({ ...unsigned, gas: 50_000n, nonce: await nonce(), type: 'legacy' });
    const second = await client.transactions.createRaw(wallet.id, {
      password: PASSWORD,
      rawTx: Buffer.from(byViem.slice(2), 'hex').toString('base64'),
      inputFormat: 'base64',
      fund: false,
    });
    for (const [{ id }, text] of [
      [first, byEthers],
      [second, byViem],
    ] as const) {
      const ended = await broadcast(id);
      const signed = decode(id);
      expect(signed.from).toBe(wallet.address);
      expect(ended).toMatchObject({ status: 'CONFIRMED', txhash: signed.hash, sender: wallet.address });
      expect(keccak256(signed.serialized)).toBe(ended.txhash);
      expect(signed.unsignedSerialized).toBe(text);
    }
  });

  test.each([
    ['no hex', { rawTx: '0xzz' }],
    ['half a byte', { rawTx: '0xc' }],
    ['nothing', { rawTx: '' }],
    ['an unknown format', { rawTx: 'c0', inputFormat: 'utf8' as 'hex' }],
  ])('%s is refused here', async (_what, wrong) => {
    const sent = client.transactions.createRaw(wallet.id, { password: PASSWORD, ...wrong });
    await expect(sent).rejects.toMatchObject({ code: 'invalid_input' });
  });
});

test('a complex transaction encodes the call as ethers does', async () => {
  const parameters = [freshRecipient(), (2n ** 200n).toString()];
  const to = freshRecipient();
  const tx = {
    type: 'ethereum_function_call',
    to,
    value: '0',
    abi: TRANSFER,
    parameters,
    gas_limit: '90000',
    gas_price: '4',
  };
  const sent = await client.transactions.createComplex(wallet.id, { password: PASSWORD, tx, fund: false });
  expect(sent).toMatchObject({ status: 'QUEUED', recipient: null });
  const ended = await broadcast(sent.id);
  const signed = decode(sent.id);
  expect(ended).toMatchObject({ status: 'CONFIRMED', txhash: signed.hash, sender: wallet.address });
  expect(signed).toMatchObject({ from: wallet.address, value: 0n, gasLimit: 90_000n, gasPrice: 4n });
  expect(signed.data).toBe(new Interface([TRANSFER]).encodeFunctionData('transfer', parameters));
  expect(signed.to?.toLowerCase()).toBe(to);
});

test('off-boarding gives key files that ethers opens with the password of the user', async () => {
  const leaver = { username: 'leaver', password: 'päss 🔑 word' };
  await using own = await startSession({ sandbox: { users: [leaver] } });
  await own.client.login(leaver);
  const { password } = leaver;
  const made = await own.client.wallets.create({ assetId: ETHER, password });
  const answer = await own.client.offboard({ password });
  const [file] = answer.results;
  expect(answer.metadata).toMatchObject({ username: 'leaver', total_wallet_count: 1, offboarded_wallet_count: 1 });
  const opened = await EthersWallet.fromEncryptedJson(JSON.stringify(file?.keystore_file), password);
  expect([opened.address, file?.id]).toEqual([made.address, made.id]);
  await expect(own.client.offboard({ password: 'wrong' })).rejects.toMatchObject({ status: 403 });
});

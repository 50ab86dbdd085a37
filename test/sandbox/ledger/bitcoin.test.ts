import { createHash } from 'node:crypto';
import { secp256k1 } from '@noble/curves/secp256k1.js';
import { address, Transaction as BitcoinTransaction, crypto, networks, payments, script } from 'bitcoinjs-lib';
import { afterAll, expect, test } from 'vitest';
import { type Sandbox, startSandbox } from '../../../src/sandbox/index.ts';
import type { Transaction, Utxo } from '../../../src/wire.ts';
import { BITCOIN, ETHER } from '../known.ts';
import { failure, logIn } from '../support.ts';
import { amountIn, balanceOf, demoWallets, history, post, retrieve, send, utxosOf, walletHolding } from './support.ts';

/** Address of secret key 1 (contract 3.6). */
const STRANGER = 'mrCDrCybB6J1vRfbwM5hemdJz73FwDBC8r';

async function setUp() {
  let nowMs = Date.UTC(2030, 0, 1);
  const sandbox = await startSandbox({ clock: () => nowMs, transactionStepMs: 100, tokenTtlSeconds: 1_000_000 });
  const token = (await logIn(sandbox)).access_token;
  const wallets = await demoWallets(sandbox, token);
  const wait = (ms: number) => {
    nowMs += ms;
  };
  return { sandbox, token, wallets, wait, [Symbol.asyncDispose]: () => sandbox.close() };
}

function parse(sandbox: Sandbox, idOrHash: string): BitcoinTransaction {
  return BitcoinTransaction.fromHex(sandbox.rawTransaction(idOrHash) ?? '');
}

function doubleSha256(hex: string): string {
  const once = createHash('sha256').update(hex, 'hex').digest();
  return createHash('sha256').update(once).digest().reverse().toString('hex');
}

/** Checks by bitcoinjs-lib that every input spends a real output, with a signature of the key that it pays to. */
function verifyInputs(sandbox: Sandbox, transaction: Transaction): { fee: bigint; outputs: [string, bigint][] } {
  const parsed = parse(sandbox, transaction.id);
  expect(parsed.getId()).toBe(transaction.txhash);
  expect(doubleSha256(sandbox.rawTransaction(transaction.id) ?? '')).toBe(transaction.txhash);
  let fee = 0n;
  parsed.ins.forEach((input, position) => {
    const spent = Buffer.from(input.hash).reverse().toString('hex');
    const output = parse(sandbox, spent).outs[input.index];
    const [signature, publicKey] = script.decompile(input.script) ?? [];
    if (output === undefined || !(signature instanceof Uint8Array) || !(publicKey instanceof Uint8Array)) {
      throw new Error('An input that spends nothing.');
    }
    const { signature: compact, hashType } = script.signature.decode(signature);
    const hash = parsed.hashForSignature(position, output.script, hashType);
    expect(secp256k1.verify(compact, hash, publicKey, { prehash: false })).toBe(true);
    const paid = payments.p2pkh({ hash: crypto.hash160(publicKey), network: networks.testnet });
    expect(paid.output).toEqual(output.script);
    expect(paid.address).toBe(transaction.sender);
    fee += output.value;
  });
  const outputs = parsed.outs.map(({ script: lock, value }): [string, bigint] => {
    fee -= value;
    return [address.fromOutputScript(lock, networks.testnet), value];
  });
  return { fee, outputs };
}

function sum(utxos: readonly Utxo[]): bigint {
  return utxos.reduce((total, { value }) => total + BigInt(value), 0n);
}

test('every demo wallet of Bitcoin holds the sum of its UTXOs, each of a transaction that pays it', async () => {
  await using world = await setUp();
  const { sandbox, token, wallets } = world;
  const bitcoin = wallets.filter(({ protocol }) => protocol === 'bitcoin_testnet');
  expect(bitcoin).toHaveLength(3);
  for (const wallet of bitcoin) {
    const utxos = await utxosOf(sandbox, token, wallet.id);
    expect(sum(utxos)).toBe(amountIn(wallet, BITCOIN));
    for (const { txhash, index, value, confirmations } of utxos) {
      expect(confirmations).toBe(6);
      const output = parse(sandbox, txhash).outs[index];
      expect(parse(sandbox, txhash).getId()).toBe(txhash);
      expect(output?.value).toBe(BigInt(value));
      expect(address.fromOutputScript(output?.script ?? new Uint8Array(), networks.testnet)).toBe(wallet.address);
    }
  }
  expect(await utxosOf(sandbox, token, walletHolding(wallets, ETHER).id)).toEqual([]);
});

test('a transfer spends coins with valid signatures, pays the recipient and gives back the change', async () => {
  await using world = await setUp();
  const { sandbox, token, wallets } = world;
  const wallet = walletHolding(wallets, BITCOIN, null);
  const before = amountIn(wallet, BITCOIN) ?? 0n;
  const quantity = '30000000';
  const sent = await send(sandbox, token, { walletId: wallet.id, asset_id: BITCOIN, recipient: STRANGER, quantity });
  expect(sent).toMatchObject({ status: 'PENDING', sender: wallet.address, recipient: STRANGER, quantity });
  expect(sent.txhash).toMatch(/^[0-9a-f]{64}$/);
  expect(sent).not.toHaveProperty('fee_info');
  const { fee, outputs } = verifyInputs(sandbox, sent);
  expect(parse(sandbox, sent.id).ins).toHaveLength(2);
  expect(fee).toBe(BigInt(sent.fee ?? 0));
  const bytes = BigInt(parse(sandbox, sent.id).byteLength());
  expect(fee / bytes).toBe(10n);
  const change = before - 30_000_000n - fee;
  // The third coin was not needed.
  const [, returned] = outputs;
  expect(outputs[0]).toEqual([STRANGER, 30_000_000n]);
  expect(returned?.[0]).toBe(wallet.address);
  expect(await balanceOf(sandbox, token, wallet.id, BITCOIN)).toBe(change);
  expect(sum(await utxosOf(sandbox, token, wallet.id))).toBe(change);
});

test('a fee that is asked for is paid to the Satoshi, also the one that leaves a speck of change', async () => {
  await using world = await setUp();
  const { sandbox, token, wallets } = world;
  const wallet = walletHolding(wallets, BITCOIN, null);
  const body = { walletId: wallet.id, asset_id: BITCOIN, recipient: STRANGER };
  for (const [quantity, fee] of [
    ['1000', '7'],
    ['16666600', '0'],
    ['2', '12345'],
  ]) {
    const sent = await send(sandbox, token, { ...body, quantity, fee });
    expect(sent.fee).toBe(fee);
    expect(verifyInputs(sandbox, sent).fee).toBe(BigInt(fee ?? ''));
  }
  const rest = await balanceOf(sandbox, token, wallet.id, BITCOIN);
  const all = await send(sandbox, token, { ...body, quantity: String(rest - 100n), fee: '100' });
  expect(verifyInputs(sandbox, all).outputs).toHaveLength(1);
  expect(await utxosOf(sandbox, token, wallet.id)).toEqual([]);
});

test('chosen inputs are spent, and only they', async () => {
  await using world = await setUp();
  const { sandbox, token, wallets } = world;
  const wallet = walletHolding(wallets, BITCOIN, null);
  const utxos = await utxosOf(sandbox, token, wallet.id);
  const chosen = utxos.slice(1);
  const body = { walletId: wallet.id, asset_id: BITCOIN, recipient: STRANGER, quantity: '1' };
  const sent = await send(sandbox, token, { ...body, inputs: chosen });
  const spent = parse(sandbox, sent.id).ins.map(({ hash }) => Buffer.from(hash).reverse().toString('hex'));
  expect(spent.sort()).toEqual(chosen.map(({ txhash }) => txhash).sort());
  verifyInputs(sandbox, sent);
  const again = await post(sandbox, token, { ...body, inputs: chosen });
  expect((await failure(again)).details).toMatchObject([{ location: 'inputs', reason: 'invalid' }]);
});

test('another wallet of the sandbox receives a coin once the transaction is in a block, and can spend it', async () => {
  await using world = await setUp();
  const { sandbox, token, wallets, wait } = world;
  const [from, to] = [walletHolding(wallets, BITCOIN, null), walletHolding(wallets, BITCOIN, 0)];
  const body = { walletId: from.id, asset_id: BITCOIN, recipient: to.address, quantity: '5000' };
  const sent = await send(sandbox, token, body);
  const [change] = (await utxosOf(sandbox, token, from.id)).filter(({ txhash }) => txhash === sent.txhash);
  expect(change).toMatchObject({ index: 1, confirmations: 0 });
  expect(await balanceOf(sandbox, token, to.id, BITCOIN)).toBe(1n);
  wait(100);
  expect(await balanceOf(sandbox, token, to.id, BITCOIN)).toBe(5001n);
  const received = (await utxosOf(sandbox, token, to.id)).find(({ txhash }) => txhash === sent.txhash);
  expect(received).toEqual({ txhash: sent.txhash, index: 0, value: '5000', confirmations: 1 });
  expect(await history(sandbox, token, to.id)).toMatchObject([
    { id: sent.id, wallet_id: to.id, recipient: to.address },
  ]);
  wait(100);
  expect(await retrieve(sandbox, token, to.id, sent.id)).toMatchObject({ status: 'CONFIRMED' });
  const onward = await send(sandbox, token, { ...body, walletId: to.id, recipient: from.address, quantity: '1000' });
  verifyInputs(sandbox, onward);
});

/** One for all the cases that do not disturb each other. */
const shared = setUp();
afterAll(async () => (await shared).sandbox.close());

test.each([
  ['mrCDrCybB6J1vRfbwM5hemdJz73FwDBC8r', '76a914751e76e8199196d454941c45d1b3a323f1433bd688ac'],
  ['2MzQwSSnBHWHqSAqtTVQ6v47XtaisrJa1Vc', 'a9144e9f39ca4688ff102128ea4ccda34105324305b087'],
  // BIP-173's and BIP-350's own examples.
  ['tb1qw508d6qejxtdg4y5r3zarvary0c5xw7kxpjzsx', '0014751e76e8199196d454941c45d1b3a323f1433bd6'],
  ['TB1QW508D6QEJXTDG4Y5R3ZARVARY0C5XW7KXPJZSX', '0014751e76e8199196d454941c45d1b3a323f1433bd6'],
  [
    'tb1pqqqqp399et2xygdj5xreqhjjvcmzhxw4aywxecjdzew6hylgvsesf3hn0c',
    '5120000000c4a5cad46221b2a187905e5266362b99d5e91c6ce24d165dab93e86433',
  ],
])('a transfer to the testnet address %s is locked as its script says', async (recipient, lock) => {
  const { sandbox, token, wallets } = await shared;
  const { id } = walletHolding(wallets, BITCOIN, 1);
  const sent = await send(sandbox, token, { walletId: id, asset_id: BITCOIN, recipient, quantity: '1000' });
  expect(Buffer.from(parse(sandbox, sent.id).outs[0]?.script ?? []).toString('hex')).toBe(lock);
});

test.each([
  [{ recipient: '1BgGZ9tcN4rm9KBzDn7KprQz87SZ26SAMH' }, 'recipient', 'invalid'],
  [{ recipient: 'bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4' }, 'recipient', 'invalid'],
  [{ recipient: 'mrCDrCybB6J1vRfbwM5hemdJz73FwDBC8s' }, 'recipient', 'invalid'],
  [{ recipient: '0x2B5AD5c4795c026514f8317c7a215E218DcCD6cF' }, 'recipient', 'invalid'],
  [{ quantity: '50000000' }, 'quantity', 'insufficientFunds'],
  [{ quantity: '1', fee: '50000000' }, 'quantity', 'insufficientFunds'],
  [{ quantity: '0' }, 'quantity', 'invalid'],
  [{ quantity: '2100000000000001' }, 'quantity', 'invalid'],
  [{ gas_limit: '21000' }, 'gas_limit', 'invalid'],
  [{ inputs: 'all' }, 'inputs', 'invalid'],
  [{ inputs: [null] }, 'inputs', 'invalid'],
  [{ inputs: [{ txhash: 'a', index: 0 }] }, 'inputs', 'invalid'],
])('%j is a 400 that names the field', async (fields, location, reason) => {
  const { sandbox, token, wallets } = await shared;
  const { id } = walletHolding(wallets, BITCOIN, null);
  const response = await post(sandbox, token, {
    walletId: id,
    asset_id: BITCOIN,
    recipient: STRANGER,
    quantity: '1',
    ...fields,
  });
  expect(response.status).toBe(400);
  expect((await failure(response)).details).toMatchObject([{ location, reason }]);
  expect(await balanceOf(sandbox, token, id, BITCOIN)).toBe(50_000_000n);
});

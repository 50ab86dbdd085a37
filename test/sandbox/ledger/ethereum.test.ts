import { Transaction as EthersTransaction, Interface } from 'ethers';
import {
  encodeFunctionData,
  erc20Abi,
  keccak256,
  parseTransaction,
  recoverTransactionAddress,
  serializeTransaction,
  type TransactionSerializedLegacy,
} from 'viem';
import { afterAll, expect, test } from 'vitest';
import { type Sandbox, startSandbox } from '../../../src/sandbox/index.ts';
import type { Transaction, Wallet } from '../../../src/wire.ts';
import { COIN, ETHER, UP } from '../known.ts';
import { call, failure, logIn } from '../support.ts';
import { amountIn, balanceOf, demoWallets, history, post, retrieve, send, walletHolding } from './support.ts';

const STRANGER = '0x2B5AD5c4795c026514f8317c7a215E218DcCD6cF';
const COIN_CONTRACT = '0xb95185ca02B704e46721d878EE7f566C6a2a959f';

function rawOf(sandbox: Sandbox, transaction: Transaction): TransactionSerializedLegacy {
  return `0x${sandbox.rawTransaction(transaction.id) ?? ''}` as TransactionSerializedLegacy;
}

/** What viem and ethers, each on its own, read out of the bytes. */
async function decode(sandbox: Sandbox, transaction: Transaction) {
  const raw = rawOf(sandbox, transaction);
  const ethers = EthersTransaction.from(raw);
  const sender = await recoverTransactionAddress({ serializedTransaction: raw });
  expect(keccak256(raw)).toBe(transaction.txhash);
  expect(ethers.hash).toBe(transaction.txhash);
  expect(ethers.from).toBe(sender);
  expect(sender).toBe(transaction.sender);
  return { ...parseTransaction(raw), sender };
}

async function setUp(options: Parameters<typeof startSandbox>[0] = {}) {
  let nowMs = Date.UTC(2030, 0, 1);
  const sandbox = await startSandbox({ clock: () => nowMs, tokenTtlSeconds: 1_000_000, ...options });
  const token = (await logIn(sandbox)).access_token;
  const wallets = await demoWallets(sandbox, token);
  const wait = (ms: number) => {
    nowMs += ms;
  };
  return { sandbox, token, wallets, wait, [Symbol.asyncDispose]: () => sandbox.close() };
}

function addressOf({ address }: Wallet): string {
  return address ?? '';
}

test('an Ether transfer is a transaction that other libraries decode, of the wallet, on chain 3', async () => {
  await using world = await setUp();
  const { sandbox, token, wallets } = world;
  const wallet = walletHolding(wallets, ETHER, null);
  const sent = await send(sandbox, token, {
    walletId: wallet.id,
    asset_id: ETHER,
    recipient: STRANGER.toLowerCase(),
    quantity: '10000000000000000',
  });
  expect(sent).toEqual({
    id: expect.stringMatching(/^[0-9a-f-]{36}$/),
    txhash: expect.stringMatching(/^0x[0-9a-f]{64}$/),
    status: 'PENDING',
    wallet_id: wallet.id,
    asset_id: ETHER,
    asset_name: 'Ether (Ropsten)',
    exponent: 18,
    sender: wallet.address,
    recipient: STRANGER,
    quantity: '10000000000000000',
    fee: '42000000000000',
    fee_info: { fee: '42000000000000', gas_used: '21000', gas_limit: '21000', gas_price: '2000000000' },
  });
  const decoded = await decode(sandbox, sent);
  expect(decoded).toMatchObject({
    chainId: 3,
    type: 'legacy',
    gas: 21000n,
    gasPrice: 2_000_000_000n,
    value: 10_000_000_000_000_000n,
    to: STRANGER.toLowerCase(),
  });
  expect(decoded.nonce ?? 0).toBe(0);
  expect(await balanceOf(sandbox, token, wallet.id, ETHER)).toBe(
    1_500_000_000_000_000_000n - 10_000_000_000_000_000n - 42_000_000_000_000n,
  );
});

test('nonces count up, over both plain transfers and tokens, without a gap', async () => {
  await using world = await setUp();
  const { sandbox, token, wallets } = world;
  const { id } = walletHolding(wallets, ETHER, null);
  const plain = { walletId: id, asset_id: ETHER, recipient: STRANGER, quantity: '1' };
  const coin = { ...plain, asset_id: COIN };
  const sent = await Promise.all([plain, coin, plain, coin, plain].map((body) => send(sandbox, token, body)));
  const nonces = await Promise.all(sent.map(async (each) => (await decode(sandbox, each)).nonce ?? 0));
  expect(nonces.sort()).toEqual([0, 1, 2, 3, 4]);
  expect(new Set(sent.map(({ txhash }) => txhash)).size).toBe(5);
});

test('a token transfer calls transfer on the contract; unused gas of the pre-funding stays', async () => {
  await using world = await setUp();
  const { sandbox, token, wallets } = world;
  const wallet = walletHolding(wallets, COIN, 1);
  const before = amountIn(wallet, ETHER) ?? 0n;
  const body = { walletId: wallet.id, asset_id: COIN, recipient: STRANGER, quantity: '1' };
  const sent = await send(sandbox, token, { ...body, gas_limit: '90000', gas_price: '3' });
  const { to, data, value } = await decode(sandbox, sent);
  expect(to).toBe(COIN_CONTRACT.toLowerCase());
  expect(value ?? 0n).toBe(0n);
  expect(data).toBe(encodeFunctionData({ abi: erc20Abi, functionName: 'transfer', args: [STRANGER, 1n] }));
  expect(sent.fee).toBe('270000');
  const used = BigInt(sent.fee_info?.gas_used ?? 0);
  expect(sent.fee_info).toEqual({ fee: String(used * 3n), gas_used: String(used), gas_limit: '90000', gas_price: '3' });
  expect(await balanceOf(sandbox, token, wallet.id, ETHER)).toBe(before + (90_000n - used) * 3n);
  expect(await balanceOf(sandbox, token, wallet.id, COIN)).toBe(0n);
  const [newest, funding] = await history(sandbox, token, wallet.id);
  expect(newest?.id).toBe(sent.id);
  expect(funding).toMatchObject({ asset_id: ETHER, quantity: '270000', recipient: wallet.address });
  if (funding !== undefined) await decode(sandbox, funding);
});

test('a plain transfer is funded when it asks for it, a token transfer is not when it declines', async () => {
  await using world = await setUp();
  const { sandbox, token, wallets } = world;
  const poor = walletHolding(wallets, ETHER, 1);
  const body = { walletId: poor.id, recipient: STRANGER, quantity: '1' };
  await send(sandbox, token, { ...body, asset_id: ETHER, fund: true, gas_limit: '30000', gas_price: '7' });
  expect(await balanceOf(sandbox, token, poor.id, ETHER)).toBe(9_000n * 7n);
  const refused = await post(sandbox, token, { ...body, asset_id: COIN, fund: false });
  expect((await failure(refused)).details).toMatchObject([{ location: 'quantity', reason: 'insufficientFunds' }]);
});

test('Ether for gas in a wallet made for a token is not shown until Ether is added, and then it is there', async () => {
  await using world = await setUp();
  const { sandbox, token, wallets } = world;
  const wallet = walletHolding(wallets, UP, 3);
  await send(sandbox, token, { walletId: wallet.id, asset_id: UP, recipient: STRANGER, quantity: '1', gas_price: '1' });
  const after = await demoWallets(sandbox, token);
  expect(walletHolding(after, UP, 3).balances.map(({ asset_id }) => asset_id)).toEqual([UP]);
  const create = { asset_id: ETHER, password: sandbox.demo.password, index: 3 };
  const opened = (await (await call(sandbox, 'kms/wallets/', token, create)).json()) as Wallet;
  expect(amountIn(opened, ETHER)).toBeGreaterThan(0n);
});

test('the fee rules of the contract', async () => {
  await using world = await setUp();
  const { sandbox, token, wallets } = world;
  const walletId = walletHolding(wallets, ETHER).id;
  const body = { walletId, asset_id: ETHER, recipient: STRANGER, quantity: '1' };
  const terms = async (fields: object) => {
    const { fee, fee_info } = await send(sandbox, token, { ...body, ...fields });
    return [fee, fee_info?.gas_limit, fee_info?.gas_price];
  };
  expect(await terms({})).toEqual(['42000000000000', '21000', '2000000000']);
  expect(await terms({ gas_limit: '30000' })).toEqual(['60000000000000', '30000', '2000000000']);
  expect(await terms({ gas_price: 5_000_000 })).toEqual(['105000000000', '21000', '5000000']);
  expect(await terms({ gas_price: 'slow' })).toEqual(['21000000000000', '21000', '1000000000']);
  expect(await terms({ gas_price: 'fast', gas_limit: '22000' })).toEqual(['110000000000000', '22000', '5000000000']);
  expect(await terms({ gas_price: 'fastest', gas_limit: '21000' })).toEqual([
    '210000000000000',
    '21000',
    '10000000000',
  ]);
  expect(await terms({ fee: '1000000000000000' })).toEqual(['1000000000000000', '25000', '40000000000']);
  expect(await terms({ fee: '0' })).toEqual(['0', '21000', '0']);
  expect((await terms({ fee: '42000000000017' }))[0]).toBe('42000000000017');
  expect(await terms({ asset_id: COIN, walletId: walletHolding(wallets, COIN).id, fee: '200000000000' })).toContain(
    '200000000000',
  );
});

/** One for all the cases that do not disturb each other. */
const shared = setUp();
afterAll(async () => (await shared).sandbox.close());

test.each([
  [{ fee: '42000000000000', gas_limit: '21000' }, 'fee', 'invalid'],
  [{ fee: '0', gas_price: 'fast' }, 'fee', 'invalid'],
  [{ fee: '20999' }, 'fee', 'invalid'],
  [{ fee: '-1' }, 'fee', 'invalid'],
  [{ gas_price: 'default' }, 'gas_price', 'invalid'],
  [{ gas_price: '0x10' }, 'gas_price', 'invalid'],
  [{ gas_limit: '20999' }, 'gas_limit', 'gasTooLow'],
  [{ gas_limit: '99999999999' }, 'gas_limit', 'invalid'],
  [{ quantity: '1e18' }, 'quantity', 'invalid'],
  [{ quantity: 1.5 }, 'quantity', 'invalid'],
  [{ quantity: '' }, 'quantity', 'required'],
  [{ quantity: '1'.repeat(79) }, 'quantity', 'invalid'],
  [{ quantity: (2n ** 256n).toString() }, 'quantity', 'invalid'],
  [{ quantity: '1500000000000000000' }, 'quantity', 'insufficientFunds'],
  [{ recipient: undefined }, 'recipient', 'required'],
  [{ recipient: STRANGER.slice(2) }, 'recipient', 'invalid'],
  [{ recipient: `${STRANGER}0` }, 'recipient', 'invalid'],
  [{ recipient: STRANGER.replace('B', 'b') }, 'recipient', 'invalid'],
  [{ recipient: 'mrCDrCybB6J1vRfbwM5hemdJz73FwDBC8r' }, 'recipient', 'invalid'],
  [{ asset_id: 'a3c18f74-935e-5d75-bd3c-ce0fb5464414' }, 'asset_id', 'invalid'],
  [{ async: 'yes' }, 'async', 'invalid'],
  [{ inputs: [{ txhash: 'x', index: 0 }] }, 'inputs', 'invalid'],
])('%j is a 400 that names the field, and nothing happens', async (fields, location, reason) => {
  const { sandbox, token, wallets } = await shared;
  const walletId = walletHolding(wallets, ETHER, null).id;
  const response = await post(sandbox, token, {
    walletId,
    asset_id: ETHER,
    recipient: STRANGER,
    quantity: '1',
    ...fields,
  });
  expect(response.status).toBe(400);
  expect((await failure(response)).details).toMatchObject([{ location, reason }]);
  expect(await history(sandbox, token, walletId)).toEqual([]);
  expect(await balanceOf(sandbox, token, walletId, ETHER)).toBe(1_500_000_000_000_000_000n);
});

test('a quantity that came as a JSON integer is taken to the last digit', async () => {
  await using world = await setUp();
  const { sandbox, token, wallets } = world;
  const { id } = walletHolding(wallets, ETHER, 0);
  const text = JSON.stringify({ password: sandbox.demo.password, asset_id: ETHER, recipient: STRANGER });
  const response = await fetch(`${sandbox.baseUrl}kms/wallets/${id}/transactions/`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}` },
    body: text.replace('}', ',"quantity":12345678901234567890123}'),
  });
  expect(await response.json()).toMatchObject({ quantity: '12345678901234567890123' });
});

test('an asynchronous transfer is QUEUED without a hash, and goes on to CONFIRMED', async () => {
  await using world = await setUp({ transactionStepMs: 100 });
  const { sandbox, token, wallets, wait } = world;
  const [from, to] = [walletHolding(wallets, ETHER, null), walletHolding(wallets, ETHER, 4)];
  const body = { walletId: from.id, asset_id: ETHER, recipient: addressOf(to), quantity: '5', async: true };
  const queued = await send(sandbox, token, body);
  expect(queued).toMatchObject({ status: 'QUEUED', txhash: null });
  expect(queued).not.toHaveProperty('fee_info');
  const seen: unknown[] = [];
  for (let step = 0; step < 4; step++) {
    const { status } = await retrieve(sandbox, token, from.id, queued.id);
    const incoming = (await history(sandbox, token, to.id)).length;
    seen.push([status, incoming, await balanceOf(sandbox, token, to.id, ETHER)]);
    wait(100);
  }
  expect(seen).toEqual([
    ['QUEUED', 0, 0n],
    ['PENDING', 1, 0n],
    ['CONFIRMING', 1, 5n],
    ['CONFIRMED', 1, 5n],
  ]);
  const [incoming] = await history(sandbox, token, to.id);
  expect(incoming).toMatchObject({ id: queued.id, wallet_id: to.id, sender: from.address, recipient: to.address });
  expect(await retrieve(sandbox, token, to.id, queued.id)).toEqual(incoming);
});

test('an asynchronous transfer without funds ends as REJECTED, uses no nonce and costs nothing', async () => {
  await using world = await setUp({ transactionStepMs: 100 });
  const { sandbox, token, wallets, wait } = world;
  const wallet = walletHolding(wallets, ETHER, null);
  const body = { walletId: wallet.id, asset_id: ETHER, recipient: STRANGER };
  const rejected = await send(sandbox, token, { ...body, quantity: '2000000000000000000', async: true });
  expect(rejected).toMatchObject({ status: 'QUEUED', txhash: null });
  wait(100);
  expect(await retrieve(sandbox, token, wallet.id, rejected.id)).toMatchObject({ status: 'REJECTED', txhash: null });
  expect(sandbox.rawTransaction(rejected.id)).toBeUndefined();
  expect(await balanceOf(sandbox, token, wallet.id, ETHER)).toBe(amountIn(wallet, ETHER));
  expect((await decode(sandbox, await send(sandbox, token, { ...body, quantity: '1' }))).nonce ?? 0).toBe(0);
});

test.each(['hex', 'base64'] as const)('a raw transaction in %s is signed as it is', async (inputFormat) => {
  await using world = await setUp();
  const { sandbox, token, wallets, wait } = world;
  const { id } = walletHolding(wallets, ETHER, null);
  const unsigned = {
    type: 'legacy',
    nonce: 0,
    gas: 50_000n,
    gasPrice: 9n,
    to: STRANGER,
    value: 77n,
    data: '0xabcd',
  } as const;
  for (const [nonce, chain] of [
    [0, {}],
    [1, { chainId: 3 }],
  ] as const) {
    const hex = serializeTransaction({ ...unsigned, nonce, ...chain });
    const raw_tx = inputFormat === 'hex' ? hex : Buffer.from(hex.slice(2), 'hex').toString('base64');
    const body = { walletId: id, kind: 'raw' as const, raw_tx, input_format: inputFormat, fund: false };
    const queued = await send(sandbox, token, body);
    expect(queued).toMatchObject({ status: 'QUEUED', recipient: STRANGER });
    for (const absent of ['asset_id', 'quantity', 'fee']) expect(queued).not.toHaveProperty(absent);
    wait(1_000);
    const sent = await retrieve(sandbox, token, id, queued.id);
    expect(sent).toMatchObject({
      status: 'PENDING',
      fee_info: { gas_limit: '50000', gas_price: '9', gas_used: '21032' },
    });
    const decoded = await decode(sandbox, sent);
    expect(decoded).toMatchObject({ chainId: 3, gas: 50_000n, gasPrice: 9n, value: 77n, data: '0xabcd' });
    expect(decoded.nonce ?? 0).toBe(nonce);
  }
});

test('a raw transaction without a recipient creates a contract and shows none', async () => {
  await using world = await setUp();
  const { sandbox, token, wallets, wait } = world;
  const { id } = walletHolding(wallets, ETHER, 0);
  const raw_tx = serializeTransaction({
    type: 'legacy',
    nonce: 0,
    gas: 30_000_000n,
    gasPrice: 10n ** 18n,
    value: 3n,
    data: '0x6000',
  });
  const queued = await send(sandbox, token, { walletId: id, kind: 'raw', raw_tx, input_format: 'hex' });
  wait(1_000);
  const sent = await retrieve(sandbox, token, id, queued.id);
  expect(sent).toMatchObject({ status: 'PENDING', recipient: null });
  const decoded = await decode(sandbox, sent);
  expect(decoded).toMatchObject({ value: 3n, data: '0x6000' });
  expect(decoded).not.toHaveProperty('to');
});

test('a raw transaction with a nonce that is not the next one is REJECTED; what is none is a 400', async () => {
  await using world = await setUp();
  const { sandbox, token, wallets, wait } = world;
  const { id } = walletHolding(wallets, ETHER, null);
  const future = serializeTransaction({
    type: 'legacy',
    nonce: 5,
    gas: 21_000n,
    gasPrice: 9n,
    to: STRANGER,
    value: 1n,
  });
  const raw = { walletId: id, kind: 'raw' as const, input_format: 'hex' };
  const { id: rejected } = await send(sandbox, token, { ...raw, raw_tx: future });
  wait(1_000);
  expect(await retrieve(sandbox, token, id, rejected)).toMatchObject({ status: 'REJECTED' });
  const typed = serializeTransaction({ type: 'eip1559', chainId: 3, gas: 21_000n, maxFeePerGas: 9n, to: STRANGER });
  const foreign = serializeTransaction({ type: 'legacy', chainId: 1, gas: 21_000n, gasPrice: 9n, to: STRANGER });
  for (const raw_tx of [
    typed,
    foreign,
    '0x',
    '0xc0',
    '0x80',
    future.slice(0, -2),
    `${future}00`,
    'zz',
    '0xc6c0c0c0c0c0c0',
  ]) {
    const response = await post(sandbox, token, { ...raw, raw_tx });
    expect(response.status).toBe(400);
    expect((await failure(response)).details).toMatchObject([{ location: 'raw_tx' }]);
  }
});

test('a complex transaction encodes its parameters as ethers does', async () => {
  await using world = await setUp();
  const { sandbox, token, wallets, wait } = world;
  const { id } = walletHolding(wallets, ETHER, null);
  const abi = {
    type: 'function',
    name: 'everything',
    inputs: [
      { name: 'a', type: 'uint256' },
      { name: 'b', type: 'int8[]' },
      { name: 'c', type: 'address[2]' },
      { name: 'd', type: 'bytes' },
      { name: 'e', type: 'bytes4' },
      {
        name: 'f',
        type: 'tuple[]',
        components: [
          { name: 'x', type: 'string' },
          { name: 'y', type: 'bool' },
        ],
      },
    ],
    outputs: [{ name: '', type: 'bool' }],
    stateMutability: 'payable',
  };
  const parameters = [
    '115792089237316195423570985008687907853269984665640564039457584007913129639935',
    ['-1', 7],
    [STRANGER, COIN_CONTRACT],
    '0x010203',
    '0xdeadbeef',
    [
      ['žuž', true],
      ['', false],
    ],
  ];
  const tx = {
    type: 'ethereum_function_call',
    to: STRANGER,
    value: '12',
    gas_limit: '200000',
    gas_price: '5',
    abi,
    parameters,
  };
  const queued = await send(sandbox, token, { walletId: id, kind: 'complex', fund: true, tx });
  expect(queued).toMatchObject({ status: 'QUEUED', recipient: null, txhash: null });
  wait(1_000);
  const decoded = await decode(sandbox, await retrieve(sandbox, token, id, queued.id));
  expect(decoded.data).toBe(new Interface([abi]).encodeFunctionData('everything', parameters));
  expect(decoded).toMatchObject({ to: STRANGER.toLowerCase(), value: 12n, gas: 200_000n, gasPrice: 5n });
});

test('a complex call of a token’s transfer moves tokens; one without them is REJECTED', async () => {
  await using world = await setUp();
  const { sandbox, token, wallets, wait } = world;
  const [from, to] = [walletHolding(wallets, COIN, null), walletHolding(wallets, COIN, 2)];
  const before = amountIn(to, COIN) ?? 0n;
  const [abi] = erc20Abi.filter((entry) => entry.type === 'function' && entry.name === 'transfer');
  const call = (quantity: bigint) => {
    const tx = {
      type: 'ethereum_function_call',
      to: COIN_CONTRACT,
      value: '0',
      abi,
      parameters: [to.address, String(quantity)],
    };
    return send(sandbox, token, { walletId: from.id, kind: 'complex', tx });
  };
  const [moved, rejected] = [await call(1_000n), await call(10n ** 20n)];
  wait(3_000);
  expect(await retrieve(sandbox, token, from.id, moved.id)).toMatchObject({ status: 'CONFIRMED' });
  expect(await retrieve(sandbox, token, from.id, rejected.id)).toMatchObject({ status: 'REJECTED' });
  expect(await balanceOf(sandbox, token, to.id, COIN)).toBe(before + 1_000n);
});

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Sandbox, startSandbox } from '../../../src/sandbox/index.ts';
import type { ListEnvelope, Transaction, Wallet } from '../../../src/wire.ts';
import { scaled } from '../../support/scale.ts';
import { ARWEAVE, BITCOIN, COIN, ETHER } from '../known.ts';
import { call, failure, json, logIn } from '../support.ts';
import { signedCall } from '../tenancy/signed.ts';
import { balanceOf, demoWallets, history, post, retrieve, send, utxosOf, walletHolding } from './support.ts';

const STRANGER = '0x2B5AD5c4795c026514f8317c7a215E218DcCD6cF';
const TWO = { users: [{ username: 'other', password: 'pass', wallets: 3 }] };

async function demoToken(sandbox: Sandbox): Promise<string> {
  return (await logIn(sandbox)).access_token;
}

interface Books {
  held: Map<string, bigint>;
  spent: Map<string, bigint>;
}

/** What the wallets hold of each asset, and what their transactions cost. */
async function books(sandbox: Sandbox, token: string): Promise<Books> {
  const [held, spent] = [new Map<string, bigint>(), new Map<string, bigint>()];
  const add = (to: Map<string, bigint>, asset: string, amount: string) =>
    to.set(asset, (to.get(asset) ?? 0n) + BigInt(amount));
  for (const wallet of await demoWallets(sandbox, token)) {
    for (const { asset_id, amount } of wallet.balances) add(held, asset_id, amount);
    for (const { sender, status, asset_id, fee, fee_info } of await history(sandbox, token, wallet.id)) {
      if (sender !== wallet.address || status === 'REJECTED') continue;
      if (asset_id === BITCOIN) add(spent, BITCOIN, fee ?? '0');
      else add(spent, ETHER, fee_info?.fee ?? '0');
    }
  }
  return { held, spent };
}

test('value is neither made nor lost: what the wallets hold and what they paid stay the same, over any transfers', async () => {
  let nowMs = Date.UTC(2030, 0, 1);
  await using sandbox = await startSandbox({ clock: () => nowMs, tokenTtlSeconds: 1_000_000, transactionStepMs: 50 });
  const token = await demoToken(sandbox);
  const wallets = (await demoWallets(sandbox, token)).filter(({ status }) => status === 'ACTIVE');
  const before = await books(sandbox, token);
  const holders = (assetId: string) =>
    wallets.filter(
      ({ balances }) => balances.some(({ asset_id }) => asset_id === assetId) && balances[0]?.asset_id !== COIN,
    );
  const transfer = fc.record({
    assetId: fc.constantFrom(ETHER, COIN, BITCOIN),
    from: fc.nat(9),
    to: fc.nat(9),
    quantity: fc.oneof(fc.nat(100_000), fc.bigInt(0n, 10n ** 31n)).map(String),
    fee: fc.option(fc.nat(10 ** 9).map(String), { nil: undefined }),
    async: fc.boolean(),
    passMs: fc.nat(120),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(transfer, { minLength: 1, maxLength: 8 }), async (transfers) => {
      for (const { assetId, from, to, passMs, ...fields } of transfers) {
        const candidates = holders(assetId);
        const [sender, recipient] = [candidates[from % candidates.length], candidates[to % candidates.length]];
        const body = {
          walletId: sender?.id ?? '',
          asset_id: assetId,
          recipient: recipient?.address,
          fund: false,
          ...fields,
        };
        const response = await post(sandbox, token, body);
        expect([201, 400]).toContain(response.status);
        nowMs += passMs;
      }
      nowMs += 1_000;
      const after = await books(sandbox, token);
      for (const assetId of [ETHER, COIN, BITCOIN]) {
        expect((after.held.get(assetId) ?? 0n) + (after.spent.get(assetId) ?? 0n)).toBe(before.held.get(assetId));
      }
      for (const wallet of holders(BITCOIN)) {
        const utxos = await utxosOf(sandbox, token, wallet.id);
        const sum = utxos.reduce((total, { value }) => total + BigInt(value), 0n);
        expect(sum).toBe(await balanceOf(sandbox, token, wallet.id, BITCOIN));
      }
    }),
    { numRuns: scaled(4, 20) },
  );
});

test('of many simultaneous sends no two spend the same coin, and no more goes out than there is', async () => {
  await using sandbox = await startSandbox();
  const token = await demoToken(sandbox);
  const wallet = walletHolding(await demoWallets(sandbox, token), BITCOIN, null);
  const body = { walletId: wallet.id, asset_id: BITCOIN, recipient: 'mrCDrCybB6J1vRfbwM5hemdJz73FwDBC8r', fee: '10' };
  const answers = await Promise.all(
    Array.from({ length: 12 }, () => post(sandbox, token, { ...body, quantity: '5000000' })),
  );
  expect(answers.map(({ status }) => status).sort()).toEqual([...Array(9).fill(201), 400, 400, 400]);
  expect(await balanceOf(sandbox, token, wallet.id, BITCOIN)).toBe(50_000_000n - 9n * 5_000_010n);
  const sent = await history(sandbox, token, wallet.id);
  expect(new Set(sent.map(({ txhash }) => txhash)).size).toBe(9);
});

test('another user’s wallet receives, sees the sender’s address and learns nothing of its wallet', async () => {
  await using sandbox = await startSandbox({ ...TWO, transactionStepMs: 0 });
  const token = await demoToken(sandbox);
  const otherToken = (await logIn(sandbox, TWO.users[0])).access_token;
  const from = walletHolding(await demoWallets(sandbox, token), ETHER, null);
  const to = walletHolding(await demoWallets(sandbox, otherToken), ETHER);
  const held = await balanceOf(sandbox, otherToken, to.id, ETHER);
  const sent = await send(sandbox, token, { walletId: from.id, asset_id: ETHER, recipient: to.address, quantity: '9' });
  expect(sent.status).toBe('PENDING');
  expect(await balanceOf(sandbox, otherToken, to.id, ETHER)).toBe(held + 9n);
  const seen = await retrieve(sandbox, otherToken, to.id, sent.id);
  expect(seen).toMatchObject({ status: 'CONFIRMED', sender: from.address, wallet_id: to.id, txhash: sent.txhash });
  expect(JSON.stringify(seen)).not.toContain(from.id);
  expect((await call(sandbox, `kms/wallets/${from.id}/transactions/${sent.id}`, otherToken)).status).toBe(404);
  expect(
    (await post(sandbox, otherToken, { walletId: from.id, asset_id: ETHER, recipient: STRANGER, quantity: '1' }))
      .status,
  ).toBe(404);
});

test('a tenant sends, signs and looks into the wallets of its users with its API key', async () => {
  await using sandbox = await startSandbox();
  const { id } = walletHolding(await demoWallets(sandbox, await demoToken(sandbox)), ETHER);
  const { password } = sandbox.demo;
  const body = { password, asset_id: ETHER, recipient: STRANGER, quantity: '1' };
  const path = `kms/wallets/${id}`;
  const sent = await signedCall(sandbox, { method: 'POST', path: `${path}/transactions/`, body });
  expect(sent.status).toBe(201);
  const list = await signedCall(sandbox, { method: 'GET', path: `${path}/transactions/` });
  expect(JSON.parse(list.text).results).toHaveLength(1);
  const sign = { password, to_sign: '00'.repeat(31).concat('01'), input_format: 'hex' };
  expect((await signedCall(sandbox, { method: 'POST', path: `${path}/sign`, body: sign })).status).toBe(200);
  expect((await signedCall(sandbox, { method: 'GET', path: `${path}/utxos/` })).status).toBe(200);
});

test('the history is newest first, in pages that neither repeat nor lose one', async () => {
  await using sandbox = await startSandbox();
  const token = await demoToken(sandbox);
  const { id } = walletHolding(await demoWallets(sandbox, token), ETHER);
  const body = { walletId: id, asset_id: ETHER, recipient: STRANGER };
  const sent: string[] = [];
  for (let n = 0; n < 5; n++) sent.unshift((await send(sandbox, token, { ...body, quantity: String(n) })).id);
  const seen: string[] = [];
  let path: string | undefined = `kms/wallets/${id}/transactions/?page_size=2`;
  while (path !== undefined) {
    const page: ListEnvelope<Transaction> = await json(await call(sandbox, path, token));
    seen.push(...page.results.map((transaction) => transaction.id));
    path = page.next?.slice(sandbox.baseUrl.length);
  }
  expect(seen).toEqual(sent);
  expect((await call(sandbox, `kms/wallets/${id}/transactions/?cursor=nonsense`, token)).status).toBe(404);
});

test('strict mode asks for the scopes of the contract', async () => {
  await using sandbox = await startSandbox({ strict: true });
  const full = await demoToken(sandbox);
  const { id } = walletHolding(await demoWallets(sandbox, full), ETHER);
  const bare = (await logIn(sandbox, { scope: 'read write transaction' })).access_token;
  const noMoney = (await logIn(sandbox, { scope: 'read write wallet' })).access_token;
  const statuses = (token: string) =>
    Promise.all(
      [
        call(sandbox, `kms/wallets/${id}/transactions/`, token),
        call(sandbox, `kms/wallets/${id}/transactions/`, token, {}),
        call(sandbox, `kms/wallets/${id}/transactions/raw`, token, {}),
        call(sandbox, `kms/wallets/${id}/transactions/complex`, token, {}),
        call(sandbox, `kms/wallets/${id}/utxos/`, token),
        call(sandbox, `kms/wallets/${id}/sign`, token, {}),
      ].map(async (answer) => (await answer).status),
    );
  expect(await statuses(full)).toEqual([200, 400, 400, 400, 200, 400]);
  expect(await statuses(bare)).toEqual([200, 400, 400, 400, 403, 403]);
  expect(await statuses(noMoney)).toEqual([403, 403, 403, 403, 200, 400]);
});

test('a wrong password is 403, a PENDING wallet 409, Arweave 400; none of them leaves a trace', async () => {
  await using sandbox = await startSandbox({ clock: () => Date.UTC(2030, 0, 1), activationDelayMs: 1_000 });
  const token = await demoToken(sandbox);
  const wallets = await demoWallets(sandbox, token);
  const [ether, arweave] = [walletHolding(wallets, ETHER), walletHolding(wallets, ARWEAVE)];
  const create = { asset_id: ETHER, password: sandbox.demo.password, index: 77 };
  const pending = await json<Wallet>(await call(sandbox, 'kms/wallets/', token, create));
  const body = { asset_id: ETHER, recipient: STRANGER, quantity: '0' };
  const cases: [Parameters<typeof post>[2], number, string, string][] = [
    [{ ...body, walletId: ether.id, password: 'wrong' }, 403, 'password', 'invalidPassword'],
    [{ ...body, walletId: pending.id }, 409, 'wallet', 'walletPending'],
    [{ ...body, walletId: arweave.id, asset_id: ARWEAVE }, 400, 'asset_id', 'notSupported'],
  ];
  for (const [request, status, location, reason] of cases) {
    const response = await post(sandbox, token, request);
    expect(response.status).toBe(status);
    expect((await failure(response)).details).toMatchObject([{ location, reason }]);
    expect(await history(sandbox, token, request.walletId)).toEqual([]);
  }
});

test('the ledger survives a restart, with what was under way', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'sandbox-ledger-'));
  let nowMs = Date.UTC(2030, 0, 1);
  const options = { data: join(folder, 'state.json'), clock: () => nowMs, transactionStepMs: 1_000 };
  const before = await startSandbox(options);
  const token = await demoToken(before);
  const wallets = await demoWallets(before, token);
  const [from, to] = [walletHolding(wallets, BITCOIN, null), walletHolding(wallets, BITCOIN, 0)];
  const body = { walletId: from.id, asset_id: BITCOIN, recipient: to.address, quantity: '1000' };
  const sent = await send(before, token, { ...body, async: true });
  const raw = before.rawTransaction(sent.id);
  const change = await balanceOf(before, token, from.id, BITCOIN);
  await before.close();

  await using after = await startSandbox(options);
  expect(after.rawTransaction(sent.id)).toBe(raw);
  expect(await retrieve(after, token, from.id, sent.id)).toMatchObject({ status: 'QUEUED', txhash: null });
  nowMs += 3_000;
  expect(await retrieve(after, token, from.id, sent.id)).toMatchObject({ status: 'CONFIRMED' });
  expect(await balanceOf(after, token, from.id, BITCOIN)).toBe(change);
  expect(await balanceOf(after, token, to.id, BITCOIN)).toBe(1001n);
  const ether = { walletId: walletHolding(wallets, ETHER).id, asset_id: ETHER, recipient: STRANGER, quantity: '1' };
  expect((await send(after, token, ether)).id).not.toBe(sent.id);
  await rm(folder, { recursive: true });
});

test('the same seed, clock and requests make the same bytes', async () => {
  const run = async () => {
    await using sandbox = await startSandbox({ seed: 'mine', clock: () => Date.UTC(2030, 0, 1) });
    const token = await demoToken(sandbox);
    const wallets = await demoWallets(sandbox, token);
    const bitcoin = walletHolding(wallets, BITCOIN, null);
    const sent = [
      await send(sandbox, token, {
        walletId: walletHolding(wallets, COIN, 1).id,
        asset_id: COIN,
        recipient: STRANGER,
        quantity: '1',
      }),
      await send(sandbox, token, {
        walletId: bitcoin.id,
        asset_id: BITCOIN,
        recipient: bitcoin.address,
        quantity: '1',
      }),
    ];
    return sent.map((transaction) => [transaction, sandbox.rawTransaction(transaction.id)]);
  };
  expect(await run()).toEqual(await run());
});

test('no body makes the endpoints fail: what is garbage in it is a 400', async () => {
  const failures: unknown[] = [];
  await using sandbox = await startSandbox({ onRequest: ({ failure: bug }) => bug && failures.push(bug) });
  const token = await demoToken(sandbox);
  const wallets = await demoWallets(sandbox, token);
  const walletIds = [walletHolding(wallets, ETHER).id, walletHolding(wallets, BITCOIN).id];
  const fields = [
    'asset_id',
    'recipient',
    'quantity',
    'fee',
    'gas_limit',
    'gas_price',
    'async',
    'fund',
    'inputs',
    'raw_tx',
    'input_format',
    'tx',
    'to_sign',
    'output_format',
  ];
  const good: Record<string, unknown> = {
    asset_id: ETHER,
    recipient: STRANGER,
    quantity: '1',
    raw_tx: '0xc0',
    to_sign: '00',
    tx: {
      type: 'ethereum_function_call',
      to: STRANGER,
      abi: { name: 'f', inputs: [{ type: 'uint8' }] },
      parameters: ['1'],
    },
  };
  const junk = fc.oneof(
    fc.jsonValue(),
    fc.string(),
    fc.constantFrom('__proto__', '-0', '0x', '', '9'.repeat(100), { abi: { name: '__proto__', inputs: [] } }, [[[[]]]]),
    fc.record({
      type: fc.constant('ethereum_function_call'),
      to: fc.constant(STRANGER),
      value: fc.jsonValue(),
      parameters: fc.jsonValue(),
      abi: fc.oneof(
        fc.jsonValue(),
        fc.record({
          type: fc.constant('function'),
          name: fc.constantFrom('f', '__proto__', 'constructor'),
          inputs: fc.array(
            fc.record({
              type: fc.constantFrom(
                'uint',
                'int8',
                'uint7',
                'bytes33',
                'bytes',
                'tuple',
                'string[0]',
                'bool[9999]',
                'x',
              ),
            }),
          ),
        }),
      ),
    }),
  );
  const kinds = ['transactions/', 'transactions/raw', 'transactions/complex', 'sign'];
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...walletIds),
      fc.constantFrom(...kinds),
      fc.constantFrom(...fields),
      junk,
      async (walletId, kind, field, value) => {
        const body = { password: sandbox.demo.password, ...good, [field]: value };
        const response = await call(sandbox, `kms/wallets/${walletId}/${kind}`, token, body);
        expect([200, 201, 400]).toContain(response.status);
      },
    ),
    { numRuns: scaled(40, 400) },
  );
  expect(failures).toEqual([]);
});

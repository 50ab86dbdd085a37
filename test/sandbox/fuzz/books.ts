import { InvestmentClient, loadSigningKey } from '../../../src/investment/index.ts';
import type { Sandbox } from '../../../src/sandbox/index.ts';
import type { ListEnvelope, Transaction, Wallet } from '../../../src/wire.ts';
import { BITCOIN, COIN, ETHER } from '../known.ts';
import { utxosOf } from '../ledger/support.ts';
import { call, json, logIn } from '../support.ts';

type Sums = Map<string, bigint>;
const ASSETS: Record<string, string> = { ETH: ETHER, BTC: BITCOIN, COIN };

/** What the demo user's wallets held at first, what came and went since, and whether that is what they hold. */
export class Books {
  readonly wallets: Wallet[];
  readonly transactions: Transaction[];
  readonly #sandbox: Sandbox;
  readonly #before: Sums;
  readonly #given: Sums = new Map();

  static async open(sandbox: Sandbox): Promise<Books> {
    const token = (await logIn(sandbox)).access_token;
    const wallets = await all<Wallet>(sandbox, token, 'kms/wallets/');
    const [ether] = wallets.filter(({ protocol, status }) => protocol.startsWith('ethereum') && status === 'ACTIVE');
    const body = {
      password: sandbox.demo.password,
      asset_id: ETHER,
      recipient: ether?.address,
      quantity: '1',
      fund: false,
    };
    const sent = await call(sandbox, `kms/wallets/${ether?.id}/transactions/`, token, body);
    const first = await json<Transaction>(sent);
    return new Books(sandbox, await all<Wallet>(sandbox, token, 'kms/wallets/'), [first]);
  }

  private constructor(sandbox: Sandbox, wallets: Wallet[], transactions: Transaction[]) {
    this.#sandbox = sandbox;
    this.wallets = wallets;
    this.transactions = transactions;
    this.#before = held(wallets);
    // What the first transaction cost is in the balances already, and will be among the costs later.
    for (const { fee_info } of transactions) add(this.#before, ETHER, BigInt(fee_info?.fee ?? 0));
  }

  gave(body: unknown): void {
    const { asset, quantity } = body as { asset: string; quantity: string };
    add(this.#given, ASSETS[asset] ?? '', BigInt(quantity));
  }

  async investmentToken(): Promise<string> {
    const { baseUrl, clientId, clientSecret, keyId, privateKeyPem } = this.#sandbox.investment;
    const signingKey = loadSigningKey({ keyId, key: privateKeyPem });
    const client = new InvestmentClient({ baseUrl, clientId, clientSecret, signingKey });
    const { accessToken } = await client.tokens.token('users:read users:admin reports:read');
    client.close();
    return accessToken;
  }

  /** By asset, what is held and should not be, or the other way round. Empty when the books are right. */
  async difference(): Promise<Record<string, string>> {
    const token = (await logIn(this.#sandbox)).access_token;
    const wallets = await all<Wallet>(this.#sandbox, token, 'kms/wallets/');
    const should = new Map(this.#before);
    for (const [asset, amount] of this.#given) add(should, asset, amount);
    const wrong: Record<string, string> = {};
    for (const wallet of wallets) {
      for (const sent of await all<Transaction>(this.#sandbox, token, `kms/wallets/${wallet.id}/transactions/`)) {
        if (sent.sender !== wallet.address || sent.status === 'REJECTED') continue;
        if (sent.asset_id === BITCOIN) add(should, BITCOIN, -BigInt(sent.fee ?? 0));
        else add(should, ETHER, -BigInt(sent.fee_info?.fee ?? 0));
      }
      if (!wallet.protocol.startsWith('bitcoin')) continue;
      const coins = (await utxosOf(this.#sandbox, token, wallet.id)).reduce(
        (sum, { value }) => sum + BigInt(value),
        0n,
      );
      const balance = held([wallet]).get(BITCOIN) ?? 0n;
      if (coins !== balance) wrong[wallet.id] = `${balance} in ${coins}`;
    }
    const now = held(wallets);
    for (const [asset, amount] of should) {
      if (now.get(asset) !== amount) wrong[asset] = `${now.get(asset)}, not ${amount}`;
    }
    return wrong;
  }
}

function held(wallets: readonly Wallet[]): Sums {
  const sums: Sums = new Map();
  for (const { balances } of wallets) for (const { asset_id, amount } of balances) add(sums, asset_id, BigInt(amount));
  return sums;
}

function add(sums: Sums, asset: string, amount: bigint): void {
  sums.set(asset, (sums.get(asset) ?? 0n) + amount);
}

async function all<T>(sandbox: Sandbox, token: string, path: string): Promise<T[]> {
  const found: T[] = [];
  for (let next: string | null = `${path}?page_size=100`; next !== null; ) {
    const page: ListEnvelope<T> = await json(await call(sandbox, next, token));
    found.push(...page.results);
    next = page.next?.slice(sandbox.baseUrl.length) ?? null;
  }
  return found;
}

import type { ServerResponse } from 'node:http';
import type { Transaction, Wallet, WalletClientOptions } from '../../src/index.ts';
import { loggedInClient, type TestClient } from '../support/client.ts';
import { type SeenRequest, startHttpServer, type TestServer } from '../support/http-server.ts';

export const WALLET: Wallet = {
  id: '5e0f6a6c-3b1d-4f0a-9a53-2c7f1d8e9b10',
  address: '0x7E5F4552091A69125d5DfCb7b8C2659029395Bdf',
  index: null,
  protocol: 'ethereum_ropsten',
  status: 'ACTIVE',
  balances: [
    {
      amount: '1000000000000000000',
      asset_id: 'deaaa6bf-d944-57fa-8ec4-2dd45d1f5d3f',
      name: 'Ether (Ropsten)',
      symbol: 'ETH',
      exponent: 18,
    },
  ],
};

export const RECIPIENT = '0x2B5AD5c4795c026514f8317c7a215E218DcCD6cF';

/** The object of contract 3.5. */
export const TRANSACTION: Transaction = {
  id: '0d8c2f3e-6f21-4f5b-8d43-51b7c0a1e2d4',
  txhash: `0x${'3f'.repeat(32)}`,
  status: 'PENDING',
  wallet_id: WALLET.id,
  asset_id: 'deaaa6bf-d944-57fa-8ec4-2dd45d1f5d3f',
  asset_name: 'Ether (Ropsten)',
  exponent: 18,
  sender: WALLET.address ?? '',
  recipient: RECIPIENT,
  quantity: '10000000000000000',
  fee: '42000000000000',
  fee_info: { fee: '42000000000000', gas_used: '21000', gas_limit: '21000', gas_price: '2000000000' },
};

export const ASSET_ID = 'deaaa6bf-d944-57fa-8ec4-2dd45d1f5d3f';

export interface Api extends AsyncDisposable, TestClient {
  server: TestServer;
  /** Requests other than for tokens. */
  seen(method: 'GET' | 'POST'): SeenRequest[];
  renewals(): number;
}

export type Answer = (response: ServerResponse, seen: SeenRequest, turn: number) => void;

export function json(status: number, value: unknown): Answer {
  return (response) => response.writeHead(status, { 'Content-Type': 'application/json' }).end(JSON.stringify(value));
}

/**
 * An API that is made up answer by answer, to see bytes and to say what no sandbox says. `post` answers every POST but the renewal;
 * GETs answer a wallet and an empty list, unless `get` knows better.
 */
export async function startApi({
  post = json(201, TRANSACTION),
  get,
  wallet = WALLET,
  ...options
}: { post?: Answer; get?: Answer; wallet?: Wallet } & Partial<WalletClientOptions> = {}): Promise<Api> {
  const turns = { GET: 0, POST: 0 };
  let renewals = 0;
  const server = await startHttpServer((_request, response, seen) => {
    if (seen.path.endsWith('/oauth2/token')) {
      renewals += 1;
      const tokens = { access_token: `renewed-${renewals}`, token_type: 'Bearer', refresh_token: `next-${renewals}` };
      json(200, tokens)(response, seen, renewals);
      return;
    }
    const method = seen.method === 'POST' ? 'POST' : 'GET';
    turns[method] += 1;
    if (method === 'POST') post(response, seen, turns.POST);
    else if (get) get(response, seen, turns.GET);
    else if (/\/kms\/wallets\/[^/]+$/.test(seen.path)) json(200, wallet)(response, seen, 0);
    else json(200, { results: [], next: null, previous: null })(response, seen, 0);
  });
  const made = await loggedInClient({ baseUrl: `${server.url}1.0/`, ...options });
  return {
    ...made,
    server,
    seen: (method) => server.requests.filter((seen) => seen.method === method && !seen.path.endsWith('/token')),
    renewals: () => renewals,
    async [Symbol.asyncDispose]() {
      made.client.close();
      await server[Symbol.asyncDispose]();
    },
  };
}

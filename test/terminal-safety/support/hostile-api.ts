import type { IncomingMessage, ServerResponse } from 'node:http';
import { zipSync } from 'fflate';
import { WalletClient } from '../../../src/index.ts';
import { Profiles } from '../../../src/profiles/index.ts';
import { type SeenRequest, startHttpServer, type TestServer } from '../../support/http-server.ts';

/** A wallet, an asset and a transaction that can be worked with, so that money moves. */
export const ETHER_WALLET = 'ether-wallet';
export const ADDRESS = '0x2B5AD5c4795c026514f8317c7a215E218DcCD6cF';
export const USERNAME = 'ada';

/** What an answer is, if not the ordinary one. */
export interface Refusal {
  status: number;
  body: unknown;
  contentType?: string;
  requestId?: string;
}

/** An API every text of whose answers is one of `texts`, in the shape that the contract wants. */
export class HostileApi implements AsyncDisposable {
  readonly #server: TestServer;
  /** A list has one thing for each. */
  texts: readonly string[];
  /** Answers every request but the login's with this. */
  refusal: Refusal | undefined;
  /** The texts are names, and all the rest is harmless. */
  namesOnly = false;
  /** What the token endpoint grants. */
  scope = 'read write echo wallet transaction';
  /** How many logins to come are wrong. */
  refusedLogins = 0;
  signature: object = {};
  /** What a transaction or a wallet that is read again has become. */
  nextStatus: string | undefined;
  /** Passwords and echoes, as they came. */
  readonly seen: string[] = [];

  private constructor(server: TestServer, texts: readonly string[]) {
    this.#server = server;
    this.texts = texts;
  }

  static async start(texts: readonly string[]): Promise<HostileApi> {
    const holder: { api?: HostileApi } = {};
    const server = await startHttpServer((request, response, seen) => holder.api?.answer(request, response, seen));
    holder.api = new HostileApi(server, texts);
    return holder.api;
  }

  get baseUrl(): string {
    return `${this.#server.url}1.0/`;
  }

  get requests(): readonly SeenRequest[] {
    return this.#server.requests;
  }

  /** Saves a login of this API, with a client of its own. */
  async logIn(folder: string, { profile = 'default', username = USERNAME } = {}): Promise<void> {
    const { baseUrl } = this;
    const [clientId, clientSecret] = ['client', 'secret'];
    const client = new WalletClient({ baseUrl, clientId, clientSecret });
    const tokens = await client.login({ username, password: 'password' });
    await client.close();
    const settings = { baseUrl, clientId, username, scope: [...tokens.scope] };
    await new Profiles(folder, { UPVEST_TOKEN_STORE: 'file' }).saveLogin(profile, settings, { clientSecret, tokens });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#server[Symbol.asyncDispose]();
  }

  answer(_request: IncomingMessage, response: ServerResponse, { path, method, body }: SeenRequest): void {
    const { pathname } = new URL(path, 'http://x');
    if (pathname === '/auth/token') {
      const token = { access_token: 'token', token_type: 'Bearer', expires_in: 3_600 };
      send(response, { status: 200, body: token });
      return;
    }
    if (pathname.endsWith('/oauth2/token')) {
      this.seen.push(new URLSearchParams(body.toString()).get('password') ?? '');
      if (this.refusedLogins > 0) {
        this.refusedLogins -= 1;
        send(response, { status: 400, body: { error: 'invalid_grant' } });
        return;
      }
      const token = { access_token: 'token', token_type: 'bearer', expires_in: 3_600, scope: this.scope };
      send(response, { status: 200, body: token });
      return;
    }
    const sent = body.length > 0 ? JSON.parse(body.toString()) : {};
    if (typeof sent.password === 'string') this.seen.push(sent.password);
    send(response, this.refusal ?? { status: 200, body: this.#result(method, decodeURIComponent(pathname), sent) });
  }

  #result(method: string, path: string, sent: { echo?: string }): unknown {
    const list = (make: (index: number) => object) => ({
      results: this.texts.map((_text, index) => make(index)),
      next: null,
      previous: null,
    });
    const transaction = (index: number) => this.#transaction(index);
    if (path.endsWith('/assets/')) return list((index) => this.#asset(index));
    if (path.includes('/assets/')) return this.#assetInFull();
    if (path.endsWith('/utxos/'))
      return { utxos: this.texts.map((txhash, index) => ({ txhash, index, value: '77', confirmations: 1 })) };
    if (path.endsWith('/sign')) return this.signature;
    if (path.endsWith('/transactions/') && method === 'GET') return list(transaction);
    if (path.includes('/transactions')) return { ...transaction(0), ...this.#become(method) };
    if (path.endsWith(`/wallets/${ETHER_WALLET}`))
      return { ...this.#walletInFull(), protocol: 'ethereum_ropsten', address: ADDRESS };
    if (path.endsWith('/wallets/') && method === 'GET') return list((index) => this.#wallet(index));
    if (path.includes('/wallets/')) return this.#walletInFull();
    if (path === '/users') return { users: this.texts, ...Object.fromEntries(this.texts.map((text) => [text, text])) };
    if (path.endsWith('/offboard')) return this.#archive();
    return { echo: sent.echo === '*' ? this.texts.join('') : (sent.echo ?? '') };
  }

  #become(method: string): object {
    return method === 'GET' && this.nextStatus !== undefined ? { status: this.nextStatus } : {};
  }

  #text(index: number): string {
    return this.texts[index % this.texts.length] ?? '';
  }

  #asset(index: number) {
    const harmless = { id: String(index), symbol: 'S', protocol: 'p', exponent: 18, metadata: {} };
    if (this.namesOnly) return { ...harmless, name: this.#text(index) };
    const [id, symbol, name, protocol] = [0, 1, 2, 3].map((field) => this.#text(index + field));
    return { id, symbol, name, protocol, exponent: 18, metadata: { [this.#text(index)]: this.#text(index + 1) } };
  }

  /** The texts as names and as values of its metadata. */
  #assetInFull() {
    const metadata = this.texts.flatMap((text, index) => [
      [`name ${index} ${text}`, 'value'],
      [`value ${index}`, text],
      [`object ${index}`, { [text]: [text] }],
    ]);
    return { ...this.#asset(0), metadata: Object.fromEntries(metadata) };
  }

  #balance(index: number) {
    const [asset_id, symbol, name] = [0, 1, 2].map((field) => this.#text(index + field));
    return { amount: '77', asset_id, symbol, name, exponent: 2 };
  }

  #wallet(index: number) {
    const [id, protocol, status, address] = [0, 1, 2, 3].map((field) => this.#text(index + field));
    return { id, protocol, status, address, index: 0, balances: [this.#balance(index), this.#balance(index + 1)] };
  }

  #walletInFull() {
    const own = { amount: '1500000000000000000', asset_id: 'ETH', symbol: 'ETH', name: this.#text(0), exponent: 18 };
    return { ...this.#wallet(0), balances: [own, ...this.texts.map((_text, index) => this.#balance(index))] };
  }

  #transaction(index: number) {
    const [id, status, wallet_id, asset_id, asset_name, sender, recipient, txhash] = [0, 1, 2, 3, 4, 5, 6, 7].map(
      (field) => this.#text(index + field),
    );
    const texts = { id, status, wallet_id, asset_id, asset_name, sender, recipient, txhash };
    return { ...texts, quantity: '77', exponent: 2, fee: '1', fee_info: null };
  }

  #archive() {
    const zip = Buffer.from(zipSync({ 'keys.json': Buffer.from('{}') })).toString('base64');
    const metadata = {
      username: this.#text(0),
      total_wallet_count: this.#text(1),
      offboarded_wallet_count: { [this.#text(2)]: this.#text(3) },
    };
    return { previous: null, next: null, metadata, results: [], zip_base64: zip };
  }
}

function send(response: ServerResponse, { status, body, contentType = 'application/json', requestId }: Refusal): void {
  response.statusCode = status;
  response.setHeader('content-type', contentType);
  if (requestId !== undefined) response.setHeader('x-up-api-request-id', requestId);
  response.end(typeof body === 'string' ? body : JSON.stringify(body));
}

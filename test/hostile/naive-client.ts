import axios, { type AxiosInstance } from 'axios';
import { SECRETS } from '../support/client.ts';
import { IDS } from './good-answers.ts';

const { password, clientSecret, accessToken } = SECRETS;
const WALLET = `kms/wallets/${IDS.wallet}`;

/**
 * The calls of the library as they are written all over: axios as it comes, the base URL and the token in front, lists that follow `next`,
 * and everything once more when it fails. Nothing here is foolish; it is what one gets.
 */
export class NaiveClient {
  readonly #axios: AxiosInstance;

  constructor(baseUrl: string, signal: AbortSignal) {
    // The signal is the test's: it must come to an end.
    this.#axios = axios.create({ baseURL: baseUrl, signal, headers: { authorization: `Bearer ${accessToken}` } });
  }

  login = () => {
    const form = {
      grant_type: 'password',
      client_id: 'test-client',
      client_secret: clientSecret,
      username: 'ada',
      password,
    };
    return this.#twice(() => this.#axios.post('clientele/oauth2/token', new URLSearchParams(form)));
  };

  listWallets = async () => {
    const all: unknown[] = [];
    for (let url: string | null = 'kms/wallets/'; url && all.length < 30; ) {
      const page: { results: unknown[]; next: string | null } = await this.#twice(() => this.#axios.get(url as string));
      all.push(...page.results);
      url = page.next;
    }
    return all;
  };

  send = () => {
    const body = { password, asset_id: IDS.asset, recipient: IDS.recipient, quantity: '1000' };
    return this.#twice(() => this.#axios.post(`${WALLET}/transactions/`, body));
  };

  // biome-ignore lint/suspicious/noExplicitAny: what the server says is believed
  async #twice(request: () => Promise<{ data: any }>): Promise<any> {
    return (await request().catch(request)).data;
  }
}

import {
  MemoryTokenStore,
  type RequestEvent,
  type ResponseEvent,
  TokenSet,
  WalletClient,
  type WalletClientOptions,
} from '../../src/index.ts';
import { SECRETS } from '../support/client.ts';
import { TestClock } from '../support/test-clock.ts';

export interface HostileClient {
  client: WalletClient;
  tokenStore: MemoryTokenStore;
  clock: TestClock;
  events: (RequestEvent | ResponseEvent)[];
  warnings: string[];
}

/** A logged-in client whose pauses take no time, and everything that it says. @param renew its access token has just ended */
export async function clientAt(
  baseUrl: string,
  { renew = false, ...options }: Partial<WalletClientOptions> & { renew?: boolean } = {},
): Promise<HostileClient> {
  const clock = new TestClock();
  const tokenStore = new MemoryTokenStore();
  const events: (RequestEvent | ResponseEvent)[] = [];
  const warnings: string[] = [];
  const client = new WalletClient({
    baseUrl,
    clientId: 'test-client',
    clientSecret: SECRETS.clientSecret,
    tokenStore,
    clock,
    random: () => 0.5,
    onRequest: (event) => events.push(event),
    onResponse: (event) => events.push(event),
    onWarning: (message) => warnings.push(message),
    ...options,
  });
  const now = clock.now();
  await tokenStore.save(
    new TokenSet({
      baseUrl,
      clientId: 'test-client',
      username: 'ada',
      accessToken: SECRETS.accessToken,
      refreshToken: SECRETS.refreshToken,
      scope: ['read', 'write', 'echo', 'wallet', 'transaction'],
      issuedAt: now - 3_600_000,
      expiresAt: renew ? now - 1 : now + 3_600_000,
    }),
  );
  return { client, tokenStore, clock, events, warnings };
}

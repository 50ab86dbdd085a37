import { MemoryTokenStore, TokenSet, WalletClient, type WalletClientOptions } from '../../src/index.ts';
import { TestClock } from './test-clock.ts';

/** Every secret of {@link loggedInClient}, to be searched for in what it prints. */
export const SECRETS = {
  clientSecret: 'sentinel-client-secret-4711',
  password: 'sentinel päss&word+="4711"',
  accessToken: 'sentinel-access-token-4711',
  refreshToken: 'sentinel-refresh-token-4711',
};

export const NOCK_HOST = 'https://api.upvest.test';

export interface TestClient {
  client: WalletClient;
  clock: TestClock;
  tokenStore: MemoryTokenStore;
}

/** A client of the API that nock or a loopback server stands for, with a clock of its own. */
export function testClient(options: Partial<WalletClientOptions> = {}): TestClient {
  const clock = new TestClock();
  const tokenStore = new MemoryTokenStore();
  const client = new WalletClient({
    baseUrl: `${NOCK_HOST}/1.0/`,
    clientId: 'test-client',
    clientSecret: SECRETS.clientSecret,
    tokenStore,
    clock,
    random: () => 0.5,
    onWarning: () => undefined,
    ...options,
  });
  return { client, clock, tokenStore };
}

/** The same with a session that has an hour to go. */
export async function loggedInClient(
  options: Partial<WalletClientOptions> = {},
  scope: readonly string[] = ['read', 'write', 'echo', 'wallet', 'transaction'],
): Promise<TestClient> {
  const made = testClient(options);
  const { baseUrl } = await made.client.status();
  const issuedAt = made.clock.now();
  await made.tokenStore.save(
    new TokenSet({
      baseUrl,
      clientId: 'test-client',
      username: 'ada',
      accessToken: SECRETS.accessToken,
      refreshToken: SECRETS.refreshToken,
      scope,
      issuedAt,
      expiresAt: issuedAt + 3_600_000,
    }),
  );
  return made;
}

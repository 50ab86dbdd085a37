import { MemoryTokenStore, type TokenStore, WalletClient, type WalletClientOptions } from '../../src/index.ts';
import { type Sandbox, type SandboxOptions, startSandbox } from '../../src/sandbox/index.ts';
import type { Clock } from '../../src/transport/index.ts';

/** A clock that stands where it is put. Sleeping takes no time. */
export class TestClock implements Clock {
  time: number;

  constructor(time = Date.now()) {
    this.time = time;
  }

  now = () => this.time;

  async sleep(): Promise<void> {}

  advance(ms: number): void {
    this.time += ms;
  }
}

export interface TestSession {
  sandbox: Sandbox;
  client: WalletClient;
  store: TokenStore;
  /** The client's wall clock; the server keeps its own. */
  clock: TestClock;
  warnings: string[];
  /** Another client on the same store, as another process would have. */
  another(options?: Partial<WalletClientOptions>): WalletClient;
  [Symbol.asyncDispose](): Promise<void>;
}

/** A logged-in client on a sandbox of its own, over a real socket. */
export async function startSession({
  sandbox: sandboxOptions,
  ...options
}: Partial<WalletClientOptions> & { sandbox?: SandboxOptions } = {}): Promise<TestSession> {
  const sandbox = await startSandbox(sandboxOptions);
  const clock = new TestClock();
  const store = options.tokenStore ?? new MemoryTokenStore();
  const warnings: string[] = [];
  const { clientId, clientSecret, username, password } = sandbox.demo;
  const another = (more: Partial<WalletClientOptions> = {}) =>
    new WalletClient({
      baseUrl: sandbox.baseUrl,
      clientId,
      clientSecret,
      tokenStore: store,
      clock,
      maxAttempts: 1,
      onWarning: (message) => warnings.push(message),
      ...options,
      ...more,
    });
  const client = another();
  await client.login({ username, password });
  return { sandbox, client, store, clock, warnings, another, [Symbol.asyncDispose]: () => sandbox.close() };
}

export const TOKEN_PATH = 'clientele/oauth2/token';

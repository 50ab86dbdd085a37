import { generateKeyPairSync } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import { serve } from '@hono/node-server';
import { Hono } from 'hono';
import type { InvestmentOptions } from '../../src/investment/index.ts';
import { createInvestmentApp } from '../../src/sandbox/investment/index.ts';

export const KEY_ID = '4f3b1e9a-7c55-4f0c-9e52-1f2a3b4c5d6e';
export const CLIENT_ID = 'ebabcf4d-61c3-4942-875c-e265a7c2d062';
export const CLIENT_SECRET = 'SENTINEL-client-secret-WHIW1yic';
export const PASSPHRASE = 'SENTINEL-passphrase-x7';
export const keyPair = generateKeyPairSync('ed25519');
export const publicKeyPem = keyPair.publicKey.export({ format: 'pem', type: 'spki' }).toString();

/** A clock that stands still until it is told to go on; sleeping moves it. */
export class TestClock {
  time = Date.UTC(2024, 4, 1, 12);
  readonly pauses: number[] = [];
  now = (): number => this.time;
  sleep = async (ms: number): Promise<void> => {
    this.pauses.push(ms);
    this.time += ms;
  };
}

export interface SeenRequest {
  method: string;
  target: string;
  headers: Record<string, string>;
  body: string;
}

export interface TestApi {
  options: InvestmentOptions;
  clock: TestClock;
  seen: SeenRequest[];
  /** Answers in the place of the API as long as it returns something. */
  override: ((request: SeenRequest) => Response | undefined | Promise<Response | undefined>) | undefined;
  close(): Promise<void>;
}

/** The sandbox's Investment API on a real socket, and the options of a client for it. */
export async function startTestApi(tokenTtlSeconds = 3600): Promise<TestApi> {
  const clock = new TestClock();
  const scopes = ['users:read', 'users:admin', 'reports:read', 'orders:read'];
  const client = { clientId: CLIENT_ID, clientSecret: CLIENT_SECRET, keyId: KEY_ID, publicKeyPem, scopes };
  const investment = createInvestmentApp({ clients: [client], clock, tokenTtlSeconds });
  const app = new Hono<{ Bindings: { incoming: { url: string } } }>();
  app.all('*', async (context) => {
    const body = await context.req.raw.clone().text();
    const request = {
      method: context.req.method,
      target: context.env.incoming.url,
      headers: Object.fromEntries(context.req.raw.headers),
      body,
    };
    api.seen.push(request);
    return (await api.override?.(request)) ?? investment.fetch(context.req.raw, context.env);
  });
  const server = await new Promise<ReturnType<typeof serve>>((resolve) => {
    const started = serve({ fetch: app.fetch, port: 0, hostname: '127.0.0.1', overrideGlobalObjects: false }, () =>
      resolve(started),
    );
  });
  const { port } = server.address() as AddressInfo;
  const api: TestApi = {
    clock,
    seen: [],
    override: undefined,
    options: {
      baseUrl: `http://127.0.0.1:${port}`,
      clientId: CLIENT_ID,
      clientSecret: CLIENT_SECRET,
      signingKey: { keyId: KEY_ID, key: keyPair.privateKey },
      clock,
      random: () => 1,
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        if ('closeAllConnections' in server) server.closeAllConnections();
      }),
  };
  return api;
}

export function problem(status: number, slug: string, detail: string, more: object = {}): Response {
  const body = { type: `https://docs.upvest.co/errors/${slug}`, status, title: slug, detail, ...more };
  return new Response(JSON.stringify(body), {
    status,
    headers: {
      'content-type': 'application/problem+json',
      'upvest-request-id': '169ae4c7-ebd7-4041-94da-25369653eba7',
    },
  });
}

/** What a promise rejected with, of that class. */
export async function rejection<T extends Error>(
  promise: Promise<unknown>,
  type: abstract new (...given: never[]) => T,
): Promise<T> {
  const outcome = await promise.then(
    () => new Error('it did not reject'),
    (error: unknown) => error,
  );
  if (outcome instanceof type) return outcome;
  throw outcome;
}

/** What a function threw, of that class. */
export function thrown<T extends Error>(fn: () => unknown, type: abstract new (...given: never[]) => T): T {
  try {
    fn();
  } catch (error) {
    if (error instanceof type) return error;
    throw error;
  }
  throw new Error('it did not throw');
}

import type { Server } from 'node:http';
import { createAdaptorServer } from '@hono/node-server';
import type { Hono } from 'hono';
import type { SandboxEnv } from './http-env.ts';

/** How long a closing server waits for requests that are being answered, in milliseconds. */
const CLOSE_GRACE_MS = 500;

/** What a client may take. Real ones need a fraction of it; what would hold the sandbox up is cut off. */
export const LIMITS = {
  /** For the head of a request, from its first byte, in milliseconds. */
  headersTimeoutMs: 10_000,
  /** For the whole of a request. Its answer may take longer: there are faults that let a client wait. */
  requestTimeoutMs: 30_000,
  /** How often the two are looked after. */
  checkIntervalMs: 1_000,
  /** At once; more are cut off as they come. */
  connections: 1_000,
};

export interface ListeningServer {
  port: number;
  close(): Promise<void>;
}

/** `port` 0 takes a free one. Rejects when the address is taken or not ours. */
export async function listen(
  app: Pick<Hono<SandboxEnv>, 'fetch'>,
  port: number,
  host: string,
  limits = LIMITS,
): Promise<ListeningServer> {
  const server = createAdaptorServer({
    fetch: app.fetch,
    serverOptions: {
      headersTimeout: limits.headersTimeoutMs,
      requestTimeout: limits.requestTimeoutMs,
      connectionsCheckingInterval: limits.checkIntervalMs,
    },
    // The adaptor would put its own Request and Response in the place of the process's, under the embedding program's feet.
    overrideGlobalObjects: false,
  });
  if (!('closeAllConnections' in server)) throw new Error('The HTTP adaptor made no HTTP/1 server.');
  server.maxConnections = limits.connections;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve();
    });
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The server has no port.');
  let closed: Promise<void> | undefined;
  return {
    port: address.port,
    close: () => {
      closed ??= closeServer(server);
      return closed;
    },
  };
}

/** Idle keep-alive connections end at once, busy ones when they are answered or the grace is over. */
async function closeServer(server: Server): Promise<void> {
  const done = new Promise<void>((resolve) => server.close(() => resolve()));
  server.closeIdleConnections();
  const sweep = setInterval(() => server.closeIdleConnections(), 10);
  const end = setTimeout(() => server.closeAllConnections(), CLOSE_GRACE_MS);
  await done;
  clearInterval(sweep);
  clearTimeout(end);
}

/** The base URL that a client on this machine uses (contract 1.1), with the prefix and its slash. */
export function baseUrlOf(host: string, port: number): string {
  // A wildcard address is one to listen on, not one to connect to.
  const reachable = host === '0.0.0.0' ? '127.0.0.1' : host === '::' ? '::1' : host;
  return `http://${reachable.includes(':') ? `[${reachable}]` : reachable}:${port}/1.0/`;
}

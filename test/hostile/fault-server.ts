import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import tls from 'node:tls';
import type { SeenRequest } from '../support/http-server.ts';
import { type Fault, isEverywhere, type Place } from './fault.ts';
import { bytesOf } from './faults/answering.ts';
import { cannedApi, type GoodServer } from './good-answers.ts';
import { takeRequest } from './http-requests.ts';
import { certificate, wantsTrust } from './tls-place.ts';

/** Which requests meet the fault; the others are answered well. `nth`: only the nth of those that match, counted from 1. */
export interface Where {
  method?: 'GET' | 'POST';
  /** Of the path, without the query. */
  path?: RegExp;
  nth?: number;
}

export const TOKEN_ENDPOINT: Where = { method: 'POST', path: /\/oauth2\/token$/ };
export const EVERYTHING_ELSE: Where = { path: /^(?!.*\/oauth2\/token$)/ };

export interface FaultServerOptions {
  /** @default none: everything is answered well */
  fault?: Fault | undefined;
  /** @default every request. A fault that stands where the server should be is everywhere anyway. */
  where?: Where | undefined;
  /** @default {@link cannedApi} */
  good?: GoodServer | undefined;
}

export interface HostileRequest extends SeenRequest {
  /** Whether it met the fault. */
  faulty: boolean;
}

export interface FaultServer extends AsyncDisposable {
  /** Ends in `/1.0/`. */
  baseUrl: string;
  /** Every request that arrived whole, in order. */
  requests: HostileRequest[];
  /** Everything that ever reached the other server to which faults point. One entry for each connection. */
  stolen: Buffer[];
  /** For `NODE_EXTRA_CA_CERTS`, where a fault needs a client that trusts its issuer. */
  caFile: string | undefined;
  /** Connections that stand at this moment. */
  openConnections(): number;
  /** From now on, another fault; the base URL stays. Not for faults that stand where the server should be. */
  play(fault: Fault | undefined, where?: Where): void;
  close(): Promise<void>;
}

/** A real server on a loopback port that answers well, except the requests that meet the fault. */
export async function startFaultServer(options: FaultServerOptions = {}): Promise<FaultServer> {
  const { fault, good = cannedApi() } = options;
  const stolen: Buffer[] = [];
  const thief = await listen(createServer(), (socket) => {
    const index = stolen.push(Buffer.alloc(0)) - 1;
    socket.on('data', (chunk) => {
      stolen[index] = Buffer.concat([stolen[index] ?? Buffer.alloc(0), chunk]);
    });
  });
  const state = { fault, where: options.where ?? {}, turn: 0 };
  const requests: HostileRequest[] = [];

  const onRequest = async (socket: Socket, seen: SeenRequest) => {
    const matches = state.fault?.play !== undefined && matchesWhere(state.where, seen);
    if (matches) state.turn += 1;
    const faulty = matches && (state.where.nth === undefined || state.where.nth === state.turn);
    requests.push({ ...seen, faulty });
    const answer = await good(seen);
    if (socket.destroyed) return;
    if (!faulty) socket.write(bytesOf(answer));
    else
      state.fault?.play?.({
        socket,
        request: seen,
        good: answer,
        turn: state.turn,
        thiefUrl: `http://127.0.0.1:${thief.port}/`,
      });
  };
  const onConnection = (socket: Socket, connection: number) => {
    if (state.fault?.accept) state.fault.accept(socket);
    else takeRequest(socket, connection, (seen) => onRequest(socket, seen));
  };

  const place = fault?.place;
  const server = await listen(serverAt(place), typeof place === 'string' ? AT_PLACE[place] : onConnection);
  if (place === 'closed port') await server.close();
  const trusted =
    typeof place === 'object' && wantsTrust(place.certificate) ? certificate(place.certificate) : undefined;
  const close = async () => {
    await Promise.all([server.close(), thief.close()]);
  };
  return {
    baseUrl: baseUrlAt(place, server.port),
    requests,
    stolen,
    caFile: trusted?.file,
    openConnections: server.openConnections,
    play(next, where = {}) {
      if (next && isEverywhere(next)) throw new Error('Such a fault needs a server of its own.');
      Object.assign(state, { fault: next, where, turn: 0 });
    },
    close,
    [Symbol.asyncDispose]: close,
  };
}

/** What the places that speak no HTTP say. The others never get a connection. */
const AT_PLACE: Record<Extract<Place, string>, (socket: Socket) => void> = {
  'silent TLS': (socket) => socket.resume(),
  'plain HTTP at an https URL': (socket) => socket.once('data', () => socket.end(bytesOf({ status: 400 }))),
  'closed port': () => undefined,
  'unknown host': () => undefined,
};

function matchesWhere({ method, path }: Where, seen: SeenRequest): boolean {
  return (
    (method === undefined || method === seen.method) && (path === undefined || path.test(seen.path.split('?')[0] ?? ''))
  );
}

function baseUrlAt(place: Place | undefined, port: number): string {
  if (place === 'unknown host') return 'https://no-such-host.invalid/1.0/';
  const secure = typeof place === 'object' || place === 'silent TLS' || place === 'plain HTTP at an https URL';
  return `${secure ? 'https' : 'http'}://127.0.0.1:${port}/1.0/`;
}

function serverAt(place: Place | undefined): Server {
  if (typeof place !== 'object') return createServer();
  const { key, cert } = certificate(place.certificate) ?? {};
  const demand = place.demandClientCertificate && { requestCert: true, rejectUnauthorized: true };
  // A handshake that fails is the client's business.
  return tls
    .createServer({ ...(key && { key }), ...(cert && { cert }), ...demand })
    .on('tlsClientError', () => undefined);
}

interface Listening {
  port: number;
  openConnections(): number;
  close(): Promise<void>;
}

async function listen(server: Server, onConnection: (socket: Socket, number: number) => void): Promise<Listening> {
  const sockets = new Set<Socket>();
  let count = 0;
  // Of a TLS server also those whose handshake never ends.
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined).once('close', () => sockets.delete(socket));
  });
  server.on(server instanceof tls.Server ? 'secureConnection' : 'connection', (socket: Socket) => {
    count += 1;
    socket.on('error', () => undefined);
    onConnection(socket, count);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    port,
    openConnections: () => sockets.size,
    async close() {
      for (const socket of sockets) socket.destroy();
      if (server.listening) await new Promise((resolve) => server.close(resolve));
    },
  };
}

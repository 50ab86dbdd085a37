import http, { type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';

/**
 * Where a connection breaks. `refuse`: nobody listens. `accept`: reset as soon as it is made. `request`: half of the body reaches the
 * server. `lost`: the server does the work, its answer never comes. `head`, `body`: the answer breaks off after its headers, or so many
 * bytes before its end. `end`: reset after the whole answer. `after`: the server does the work and another answer comes in its place.
 */
export type Trouble =
  | { at: 'refuse' | 'accept' | 'request' | 'lost' | 'head' | 'end' }
  | { at: 'body'; missing: number }
  | { at: 'after'; status: number; headers?: Record<string, string>; body?: string };

export interface Gate extends AsyncDisposable {
  /** As a client's base URL. */
  baseUrl: string;
  /** Creates that came through, whole or in part. */
  creates: number;
  /** For the next create. To be called when it is about to be sent: two of the troubles begin before it. */
  strike(trouble: Trouble | undefined): void;
  /** Called with each create once its body is here, before it goes on. */
  onCreate: () => void;
  /** Listens again. */
  restore(): Promise<void>;
}

export function isCreate(method: string | undefined, url: string | undefined): boolean {
  return method === 'POST' && /\/transactions\/(raw|complex)?$/.test(url ?? '');
}

/** Stands between a client and the server, and breaks the connection of creates; everything else passes. */
export async function startGate(target: { port: number }): Promise<Gate> {
  let armed: Trouble | undefined;
  const sockets = new Set<Socket>();
  const take = () => {
    const trouble = armed;
    armed = undefined;
    return trouble;
  };
  const server = http.createServer((request, response) => {
    request.on('error', () => undefined);
    const create = isCreate(request.method, request.url);
    if (create) gate.creates += 1;
    const trouble = create ? take() : undefined;
    readWhole(request).then((body) => {
      if (create) gate.onCreate();
      forward(request, body, response, trouble, target.port);
    });
  });
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined).on('close', () => sockets.delete(socket));
    // Each of them: a client that knows that nothing left tries again.
    if (armed?.at === 'accept') socket.resetAndDestroy();
  });
  const listen = (port: number) => new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  await listen(0);
  const { port } = server.address() as AddressInfo;
  const gate: Gate = {
    baseUrl: `http://127.0.0.1:${port}/1.0/`,
    creates: 0,
    onCreate: () => undefined,
    strike(trouble) {
      armed = trouble;
      if (trouble?.at === 'refuse') server.close();
    },
    async restore() {
      armed = undefined;
      if (!server.listening) await listen(port);
    },
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      server.close();
    },
  };
  return gate;
}

async function readWhole(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks);
}

function forward(
  { method, url, headers, socket }: IncomingMessage,
  body: Buffer,
  response: ServerResponse,
  trouble: Trouble | undefined,
  port: number,
): void {
  const upstream = http.request({ port, host: '127.0.0.1', method, path: url, headers, agent: false });
  const giveUp = () => socket.destroy();
  upstream.on('error', giveUp);
  if (trouble?.at === 'request') {
    upstream.write(body.subarray(0, body.length >> 1), () => {
      upstream.destroy();
      socket.resetAndDestroy();
    });
    return;
  }
  upstream.end(body);
  upstream.on('response', (answer) => {
    answer.on('error', giveUp);
    readWhole(answer).then((whole) => reply(answer, whole, response, trouble, socket), giveUp);
  });
}

function reply(
  answer: IncomingMessage,
  whole: Buffer,
  response: ServerResponse,
  trouble: Trouble | undefined,
  socket: Socket,
): void {
  if (trouble?.at === 'lost') {
    socket.resetAndDestroy();
    return;
  }
  if (trouble?.at === 'after') {
    response.writeHead(trouble.status, trouble.headers).end(trouble.body);
    return;
  }
  const { connection: _, 'transfer-encoding': __, ...headers } = answer.headers;
  response.writeHead(answer.statusCode ?? 0, { ...headers, 'content-length': String(whole.length) });
  if (trouble?.at === 'head') {
    response.flushHeaders();
    setImmediate(() => socket.end());
  } else if (trouble?.at === 'body') {
    response.write(whole.subarray(0, whole.length - trouble.missing), () => socket.end());
  } else if (trouble?.at === 'end') {
    response.end(whole, () => setImmediate(() => socket.resetAndDestroy()));
  } else response.end(whole);
}

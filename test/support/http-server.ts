import http, { type IncomingMessage, type ServerResponse } from 'node:http';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';

/** A request as a server on the wire saw it. */
export interface SeenRequest {
  method: string;
  path: string;
  headers: http.IncomingHttpHeaders;
  body: Buffer;
  /** Which of the server's connections it came over, counted from 1. */
  connection: number;
}

export interface TestServer extends AsyncDisposable {
  url: string;
  port: number;
  requests: SeenRequest[];
  /** Connections accepted so far. */
  connections(): number;
}

type Answer = (request: IncomingMessage, response: ServerResponse, seen: SeenRequest) => void;

/** A real HTTP server on a free loopback port that writes down what it saw, whole bodies included, before it answers. */
export async function startHttpServer(answer: Answer, port = 0): Promise<TestServer> {
  const requests: SeenRequest[] = [];
  const numbers = new WeakMap<object, number>();
  const server = http.createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const seen = {
        method: request.method ?? '',
        path: request.url ?? '',
        headers: request.headers,
        body: Buffer.concat(chunks),
        connection: numbers.get(request.socket) ?? 0,
      };
      requests.push(seen);
      answer(request, response, seen);
    });
  });
  return listen(server, requests, { port, onConnection: (socket, number) => numbers.set(socket, number) });
}

/** A real TCP server for what no HTTP server would do: `script` gets the socket and the bytes of the first request. */
export async function startRawServer(
  script: (socket: Socket, request: Buffer) => void,
  onConnection: (socket: Socket) => void = () => undefined,
): Promise<TestServer> {
  const requests: SeenRequest[] = [];
  const server = createServer((socket) => {
    socket.on('error', () => undefined);
    let received = Buffer.alloc(0);
    socket.on('data', (chunk) => {
      received = Buffer.concat([received, chunk]);
      const head = received.indexOf('\r\n\r\n');
      if (head === -1) return;
      const text = received.subarray(0, head).toString('latin1');
      const length = Number(/\r\ncontent-length: *(\d+)/i.exec(text)?.[1] ?? 0);
      if (received.length < head + 4 + length) return;
      const [method = '', path = ''] = text.split(' ');
      requests.push({ method, path, headers: {}, body: received.subarray(head + 4), connection: 0 });
      const request = received;
      received = Buffer.alloc(0);
      script(socket, request);
    });
  });
  return listen(server, requests, { onConnection });
}

/** A free port where nobody listens. */
export async function closedPort(): Promise<number> {
  const server = await startRawServer(() => undefined);
  await server[Symbol.asyncDispose]();
  return server.port;
}

async function listen(
  server: Server,
  requests: SeenRequest[],
  options: { port?: number; onConnection?: (socket: Socket, number: number) => void } = {},
): Promise<TestServer> {
  const sockets = new Set<Socket>();
  let count = 0;
  server.on('connection', (socket: Socket) => {
    count += 1;
    sockets.add(socket);
    options.onConnection?.(socket, count);
    socket.on('close', () => sockets.delete(socket));
  });
  await new Promise<void>((resolve) => server.listen(options.port ?? 0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/`,
    port,
    requests,
    connections: () => count,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

import type { Agent, ClientRequest } from 'node:http';
import type { Duplex } from 'node:stream';

/** What Node's agent does with its sockets, which its documentation has and its types have in part only. */
interface Keeping {
  keepSocketAlive(socket: Duplex): boolean;
  reuseSocket(socket: Duplex, request: ClientRequest): void;
}

/**
 * Makes the agent close a kept connection on which something arrives between two requests. Nobody asked for it, and the rest of it would
 * be taken for the answer to the next request.
 */
export function keepQuiet<T extends Agent>(agent: T): T {
  const node = agent as unknown as Keeping;
  const keep = node.keepSocketAlive.bind(agent);
  const reuse = node.reuseSocket.bind(agent);
  const close = new WeakMap<Duplex, () => void>();
  node.keepSocketAlive = (socket) => {
    if (!keep(socket)) return false;
    const drop = () => socket.destroy();
    close.set(socket, drop);
    socket.once('data', drop);
    return true;
  };
  node.reuseSocket = (socket, request) => {
    const drop = close.get(socket);
    if (drop) socket.off('data', drop);
    reuse(socket, request);
  };
  return agent;
}

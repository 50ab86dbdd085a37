import { sameSecret } from '../constant-time.ts';

/** An OAuth client: an application that logs its users in (contract 2.1). */
export interface OAuthClient {
  clientId: string;
  clientSecret: string;
}

/** An id that no request can carry, to spend the same time on an unknown client as on a known one. */
const NOBODY: OAuthClient = { clientId: '', clientSecret: '' };

export class OAuthClients {
  readonly #clients: ReadonlyMap<string, OAuthClient>;

  constructor(clients: readonly OAuthClient[]) {
    this.#clients = new Map(clients.map((client) => [client.clientId, client]));
  }

  authenticate(clientId: string, clientSecret: string): OAuthClient | undefined {
    const client = this.#clients.get(clientId) ?? NOBODY;
    const right = sameSecret(clientSecret, client.clientSecret);
    return right && client !== NOBODY ? client : undefined;
  }
}

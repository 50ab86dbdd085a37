import { Agent, request } from 'node:http';
import type { Sandbox } from '../../src/sandbox/index.ts';
import type { ErrorEnvelope, TokenResponse } from '../../src/wire.ts';

export type Fields = Record<string, string>;

/** Sends a token request with the demo client's credentials; a field given as undefined is left out. */
export function requestToken(sandbox: Sandbox, fields: Record<string, string | undefined>): Promise<Response> {
  const { clientId, clientSecret } = sandbox.demo;
  const all = Object.entries({ client_id: clientId, client_secret: clientSecret, ...fields });
  const sent = all.filter((entry): entry is [string, string] => entry[1] !== undefined);
  return fetch(`${sandbox.baseUrl}clientele/oauth2/token`, { method: 'POST', body: new URLSearchParams(sent) });
}

export function demoLogin(sandbox: Sandbox): Fields {
  return { grant_type: 'password', username: sandbox.demo.username, password: sandbox.demo.password };
}

export interface Tokens extends TokenResponse {
  refresh_token: string;
}

/** Logs the demo user in, or the one that is named. */
export async function logIn(
  sandbox: Sandbox,
  { username, password, scope }: { username?: string; password?: string; scope?: string } = {},
): Promise<Tokens> {
  const login = demoLogin(sandbox);
  const own = { username: username ?? login.username, password: password ?? login.password, scope };
  return tokens(await requestToken(sandbox, { ...login, ...own }));
}

export function refresh(sandbox: Sandbox, refreshToken: string, fields: Fields = {}): Promise<Response> {
  return requestToken(sandbox, { grant_type: 'refresh_token', refresh_token: refreshToken, ...fields });
}

export async function tokens(response: Response): Promise<Tokens> {
  if (response.status !== 200) throw new Error(`No token: ${response.status} ${await response.text()}`);
  return json<Tokens>(response);
}

/** One API call; `path` is below the base URL. A `body` makes it a POST of JSON. */
export function call(sandbox: Sandbox, path: string, accessToken?: string, body?: unknown): Promise<Response> {
  const headers: Record<string, string> = accessToken === undefined ? {} : { authorization: `Bearer ${accessToken}` };
  if (body === undefined) return fetch(sandbox.baseUrl + path, { headers });
  headers['content-type'] = 'application/json';
  return fetch(sandbox.baseUrl + path, { method: 'POST', headers, body: JSON.stringify(body) });
}

export async function json<T>(response: Response): Promise<T> {
  return (await response.json()) as T;
}

export async function failure(response: Response): Promise<ErrorEnvelope['error']> {
  return (await json<ErrorEnvelope>(response)).error;
}

/** A request that fetch would not send: an own Host header, a GET with odd headers, a kept connection. */
export function rawRequest(
  url: string,
  { method = 'GET', headers = {}, agent }: { method?: string; headers?: Record<string, string>; agent?: Agent } = {},
): Promise<{ status: number; body: string }> {
  return new Promise((resolve, reject) => {
    const outgoing = request(url, { method, headers, ...(agent && { agent }) }, (incoming) => {
      let body = '';
      incoming.setEncoding('utf8').on('data', (chunk: string) => {
        body += chunk;
      });
      incoming.on('end', () => resolve({ status: incoming.statusCode ?? 0, body }));
      incoming.on('error', reject);
    });
    outgoing.on('error', reject).end();
  });
}

export function keepAliveAgent(): Agent {
  return new Agent({ keepAlive: true });
}

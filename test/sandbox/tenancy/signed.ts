import { createHmac } from 'node:crypto';
import { request } from 'node:http';
import type { Sandbox } from '../../../src/sandbox/index.ts';
import type { ErrorEnvelope } from '../../../src/wire.ts';

export interface SignedCall {
  method?: string;
  /** Below the base URL. */
  path: string;
  /** Sent as JSON. */
  body?: unknown;
  /** Sent as it is. */
  rawBody?: string;
  /** What is signed in place of the path that is sent. */
  signedPath?: string;
  secret?: string;
  /** Unix seconds. Default now. */
  timestamp?: string;
  /** In place of the computed ones; undefined leaves one out. */
  headers?: Record<string, string | undefined>;
}

export interface Answer {
  status: number;
  text: string;
}

/** Signs as contract 4.1 has it, on its own and not by the sandbox's code, and sends what `fetch` would not: a GET's body. */
export function signedCall(sandbox: Sandbox, call: SignedCall): Promise<Answer> {
  const { tenant } = sandbox;
  const url = new URL(sandbox.baseUrl + call.path);
  const sentBody = call.rawBody ?? (call.body === undefined ? '' : JSON.stringify(call.body));
  const method = call.method ?? (sentBody === '' ? 'GET' : 'POST');
  const timestamp = call.timestamp ?? String(Math.floor(Date.now() / 1000));
  const signedPath = call.signedPath ?? url.pathname + url.search;
  const mac = createHmac('sha512', call.secret ?? tenant.secret).update(timestamp + method + signedPath + sentBody);
  const headers = {
    'Content-Type': 'application/json',
    'X-UP-API-Key': tenant.key,
    'X-UP-API-Passphrase': tenant.passphrase,
    'X-UP-API-Timestamp': timestamp,
    'X-UP-API-Signature': mac.digest('hex'),
    // Node writes headers as Latin-1; this way the bytes on the wire are the text's UTF-8.
    'X-UP-API-Signed-Path': Buffer.from(signedPath, 'utf8').toString('latin1'),
    'Content-Length': String(Buffer.byteLength(sentBody)),
    ...call.headers,
  };
  const given = Object.entries(headers).filter((entry): entry is [string, string] => entry[1] !== undefined);
  return new Promise((resolve, reject) => {
    const outgoing = request(url, { method, headers: Object.fromEntries(given) }, (incoming) => {
      let text = '';
      incoming.setEncoding('utf8').on('data', (chunk: string) => {
        text += chunk;
      });
      incoming.on('end', () => resolve({ status: incoming.statusCode ?? 0, text }));
      incoming.on('error', reject);
    });
    outgoing.on('error', reject).end(sentBody);
  });
}

/** The body of an answer that must have the status. */
export async function expectJson<T>(answer: Promise<Answer>, status = 200): Promise<T> {
  const { status: got, text } = await answer;
  if (got !== status) throw new Error(`Status ${got}, not ${status}: ${text}`);
  return JSON.parse(text) as T;
}

export async function expectFailure(answer: Promise<Answer>, status: number): Promise<ErrorEnvelope['error']> {
  return (await expectJson<ErrorEnvelope>(answer, status)).error;
}

export interface CreatedUser {
  username: string;
  recoverykit: string;
  wallet_ids?: string[];
}

export function createUser(sandbox: Sandbox, body: Record<string, unknown>): Promise<CreatedUser> {
  return expectJson<CreatedUser>(signedCall(sandbox, { path: 'tenancy/users/', body }), 201);
}

export function userPath(username: string): string {
  return `tenancy/users/${encodeURIComponent(username)}`;
}

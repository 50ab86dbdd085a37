import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import http from 'node:http';
import https from 'node:https';
import { dirname, join } from 'node:path';

export const BASE_URL = 'https://api.upvest.test/1.0/';

// biome-ignore lint/suspicious/noExplicitAny: hand-written tapes may be anything
type Json = any;

export interface Asked {
  request: { method?: string; path: string; [more: string]: Json };
  response?: { status?: number; [more: string]: Json };
}

/** A hand-written tape: GET and 200 where nothing else is said. */
export function writeTapeFile(folder: string, name: string, exchanges: Asked[], header: Json = {}): void {
  const tape = {
    format: 1,
    story: 'A story.',
    against: 'nobody',
    at: '2026-01-15T12:00:00.000Z',
    apiVersion: '1.0',
    baseUrl: BASE_URL,
    ...header,
    exchanges: exchanges.map(({ request, response }) => ({
      request: { method: 'GET', ...request },
      response: { status: 200, ...response },
    })),
  };
  const file = join(folder, `${name}.tape.json`);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, JSON.stringify(tape));
}

export interface Heard {
  status: number;
  headers: http.IncomingHttpHeaders;
  text: string;
}

/** Node's own client, without anything in between. */
export function ask(
  url: string,
  { body, ...options }: http.RequestOptions & { body?: string | Uint8Array } = {},
): Promise<Heard> {
  return new Promise((resolve, reject) => {
    const { request } = url.startsWith('https:') ? https : http;
    const sent = request(url, { method: body === undefined ? 'GET' : 'POST', ...options }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk) => chunks.push(chunk));
      response.on('error', reject);
      response.on('end', () => {
        const text = Buffer.concat(chunks).toString();
        resolve({ status: response.statusCode ?? 0, headers: response.headers, text });
      });
    });
    sent.on('error', reject);
    sent.end(body);
  });
}

export function postForm(url: string, form: Record<string, string>): Promise<Heard> {
  const headers = { 'content-type': 'application/x-www-form-urlencoded' };
  return ask(url, { headers, body: new URLSearchParams(form).toString() });
}

export function postJson(url: string, body: unknown): Promise<Heard> {
  return ask(url, {
    headers: { 'content-type': 'application/json' },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
}

/** Names and contents of everything below a folder, as one text. */
export function everythingIn(folder: string): string {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .map((entry) => {
      const file = join(entry.parentPath, entry.name);
      return `${file}\n${entry.isFile() ? readFileSync(file, 'latin1') : ''}`;
    })
    .join('\n');
}

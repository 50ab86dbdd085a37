import { createHmac } from 'node:crypto';
import { loadSigningKey, signRequest } from '../../../src/investment/index.ts';
import { HEADERS, METHODS, mutatePath, mutateText, mutateValue } from './mutations.ts';
import type { Random } from './random.ts';
import { type Template, template, type World } from './templates.ts';

export interface Tokens {
  bearer: string;
  investment: string;
}

export interface FuzzRequest {
  method: string;
  path: string;
  bytes: Buffer;
  template: Template;
}

/** A good request with up to three things changed, signed afterwards so that it is not merely refused at the door. */
export function structuredRequest(random: Random, world: World, tokens: Tokens): FuzzRequest {
  const kind = template(random, world);
  const changes = kind.whole ? 0 : random.below(4);
  let { method, path } = kind;
  let value = kind.body;
  let disturb = false;
  const extra: [string, string][] = [];
  for (let change = 0; change < changes; change++) {
    const what = random.below(10);
    if (what < 5 && value !== undefined) value = mutateValue(random, value);
    else if (what === 5) path = mutatePath(random, path);
    else if (what === 6) method = random.pick(METHODS);
    else if (what === 7) extra.push([...random.pick(HEADERS)]);
    else if (what === 8) disturb = true;
    else if (value === undefined && kind.form === undefined) value = { stray: mutateValue(random, 'x') };
  }
  const { text, type } = bodyOf(random, kind, value, changes > 0);
  const body = disturb ? mutateText(random, text) : Buffer.from(text);
  const headers: [string, string][] = [
    ['Host', `127.0.0.1:${world.facts.port}`],
    ['Connection', 'close'],
    ...credentials({ kind, method, path, body, world, tokens, type }),
    ...extra,
  ];
  return { method, path, template: kind, bytes: serialize(random, { method, path, headers, body }) };
}

function bodyOf(random: Random, { form }: Template, value: unknown, changed: boolean) {
  if (form === undefined) return { text: value === undefined ? '' : stringify(value), type: 'application/json' };
  const fields = Object.entries(form);
  if (changed && random.chance(0.3)) fields.push([random.pick(fields)[0], 'again']);
  if (changed && random.chance(0.3)) fields.splice(random.below(fields.length), 1);
  const changedField = changed && random.chance(0.5) ? random.below(fields.length) : -1;
  const text = fields
    .map(([name, given], index) => {
      const sent = index === changedField ? asText(mutateValue(random, given)) : given;
      return `${name}=${encodeURIComponent(Buffer.from(sent).toString())}`;
    })
    .join('&');
  return {
    text: changed && random.chance(0.1) ? `${text}&%&=&%zz=%ff` : text,
    type: 'application/x-www-form-urlencoded',
  };
}

function asText(value: unknown): string {
  return typeof value === 'string' ? value : stringify(value);
}

/** Deep values are beyond JSON.stringify. */
function stringify(value: unknown): string {
  try {
    return JSON.stringify(value) ?? '';
  } catch {
    return '{"deep":1}';
  }
}

interface ToSign {
  kind: Template;
  method: string;
  path: string;
  body: Buffer;
  type: string;
  world: World;
  tokens: Tokens;
}

function credentials({ kind, method, path, body, type, world, tokens }: ToSign): [string, string][] {
  const { facts } = world;
  if (kind.credential === 'bearer')
    return [
      ['Content-Type', type],
      ['Authorization', `Bearer ${tokens.bearer}`],
    ];
  if (kind.credential === 'tenant') {
    const timestamp = String(Math.floor(Date.now() / 1000));
    const mac = createHmac('sha512', facts.tenant.secret)
      .update(timestamp + method + path)
      .update(body);
    return [
      ['Content-Type', type],
      ['X-UP-API-Key', facts.tenant.key],
      ['X-UP-API-Passphrase', facts.tenant.passphrase],
      ['X-UP-API-Timestamp', timestamp],
      ['X-UP-API-Signature', mac.digest('hex')],
      ['X-UP-API-Signed-Path', path],
    ];
  }
  if (kind.credential !== 'investment') return [['Content-Type', type]];
  const headers = {
    ...{ accept: 'application/json', 'upvest-client-id': facts.investment.clientId, 'content-type': type },
    ...(path !== '/auth/token' && { authorization: `Bearer ${tokens.investment}` }),
    'idempotency-key': '5f1b1d0e-1111-4000-8000-000000000000',
  };
  const key = loadSigningKey({ keyId: facts.investment.keyId, key: facts.investment.privateKeyPem });
  try {
    const url = `http://127.0.0.1:${facts.port}${path}`;
    const signed = signRequest({ method, url, headers, key, ...(body.length > 0 && { body: new Uint8Array(body) }) });
    return Object.entries({ ...headers, ...signed.headers });
  } catch {
    // What our own client would not sign goes out unsigned.
    return Object.entries(headers);
  }
}

interface Parts {
  method: string;
  path: string;
  headers: [string, string][];
  body: Buffer;
}

function serialize(random: Random, { method, path, headers, body }: Parts): Buffer {
  const framed = headers.filter(([name]) => !/^(content-length|host|connection)$/i.test(name));
  const own = headers.filter(([name]) => /^(host|connection)$/i.test(name));
  const chunked = body.length > 0 && random.chance(0.1);
  const all = [...own, ...framed, chunked ? ['Transfer-Encoding', 'chunked'] : ['Content-Length', String(body.length)]];
  const head = `${method} ${path} HTTP/1.1\r\n${all.map(([name, value]) => `${name}: ${value}\r\n`).join('')}\r\n`;
  return Buffer.concat([Buffer.from(head, 'latin1'), chunked ? chunksOf(random, body) : body]);
}

function chunksOf(random: Random, body: Buffer): Buffer {
  const pieces: Buffer[] = [];
  for (let at = 0; at < body.length; ) {
    const size = Math.min(body.length - at, random.pick([1, 7, 1_000, 70_000]));
    pieces.push(Buffer.from(`${size.toString(16)}\r\n`), body.subarray(at, at + size), Buffer.from('\r\n'));
    at += size;
  }
  return Buffer.concat([...pieces, Buffer.from('0\r\n\r\n')]);
}

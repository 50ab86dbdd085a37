import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import axios, { type AxiosInstance, type AxiosRequestConfig } from 'axios';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { InvalidInputError } from '../../src/errors.ts';
import { RequestSigner, SignatureError, signWith, verifyRequest } from '../../src/investment/index.ts';
import { KEY_ID, keyPair, publicKeyPem, rejection } from './support.ts';

interface Raw {
  method: string;
  target: string;
  rawHeaders: string[];
  body: Buffer;
}

let received: Raw[];
let close: () => void;
let baseURL: string;
let statuses: number[];
beforeEach(async () => {
  received = [];
  statuses = [];
  const server = createServer(async (request: IncomingMessage, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const { method = '', url = '', rawHeaders } = request;
    received.push({ method, target: url, rawHeaders, body: Buffer.concat(chunks) });
    response
      .writeHead(statuses.shift() ?? 200, { 'content-type': 'application/json', location: '/elsewhere' })
      .end('{}');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  baseURL = `http://127.0.0.1:${(server.address() as AddressInfo).port}/base`;
  close = () => {
    server.close();
    server.closeAllConnections();
  };
});
afterEach(() => close());

const signer = new RequestSigner({ signingKey: { keyId: KEY_ID, key: keyPair.privateKey } });

function create(config: AxiosRequestConfig = {}): AxiosInstance {
  const headers = { 'upvest-client-id': 'c', Authorization: 'Bearer t' };
  return axios.create({ baseURL, headers, proxy: false, ...config });
}

/** Verifies the last request from nothing but what came over the wire. */
function verifyLast() {
  const raw = received.at(-1);
  if (!raw) throw new Error('nothing was received');
  const headers = raw.rawHeaders.flatMap((name, index): [string, string][] =>
    index % 2 === 0 ? [[name, raw.rawHeaders[index + 1] ?? '']] : [],
  );
  return verifyRequest({
    method: raw.method,
    url: raw.target,
    headers,
    body: raw.body,
    keys: { [KEY_ID]: publicKeyPem },
  });
}

describe('the bytes on the wire verify', () => {
  it.each<[string, AxiosRequestConfig]>([
    ['a plain GET', { url: '/users' }],
    ['parameters', { url: '/users', params: { a: [1, 2], text: 'ü b&c', no: undefined } }],
    ['parameters besides a query', { url: '/users?x=%7E', params: { y: 1 } }],
    ['an encoded path', { url: '/a%2Fb/ü' }],
    ['an object as JSON', { method: 'post', url: '/users', data: { name: 'Jürgen', list: [1] } }],
    [
      'JSON text',
      { method: 'post', url: '/users', data: '{ "a" : 1 }', headers: { 'Content-Type': 'application/json' } },
    ],
    ['a form', { method: 'post', url: '/auth/token', data: new URLSearchParams('a=1&b=ü') }],
    ['bytes', { method: 'put', url: '/users', data: Buffer.from([0, 1, 255]) }],
    ['a typed array', { method: 'put', url: '/users', data: new Uint8Array([9, 8]).subarray(1) }],
    ['an array buffer', { method: 'put', url: '/users', data: new Uint8Array([7]).buffer }],
    ['PATCH in lower case', { method: 'patch', url: '/users', data: {} }],
    ['POST without a body', { method: 'post', url: '/users' }],
    ['DELETE with a body', { method: 'delete', url: '/users', data: { a: 1 } }],
    ['DELETE without a body', { method: 'delete', url: '/users' }],
    ['PUT with an empty text', { method: 'put', url: '/users', data: '' }],
    [
      'a transformation of one’s own',
      { method: 'post', url: '/x', data: 'a', transformRequest: [(text: string) => `<${text}>`] },
    ],
  ])('%s', async (_what, config) => {
    const instance = create();
    signWith(instance, signer);
    await instance.request(config);
    const { coveredComponents } = verifyLast();
    expect(coveredComponents).toContain('accept');
    const raw = received.at(-1);
    const contentType = raw?.rawHeaders.some((name) => name.toLowerCase() === 'content-type');
    expect(contentType).toBe(raw !== undefined && raw.body.length > 0);
    expect(coveredComponents.includes('content-type')).toBe(contentType);
  });

  it('a signing key alone is a signer, and signing can be taken off again', async () => {
    const instance = create();
    const remove = signWith(instance, signer.key);
    await instance.get('/users');
    expect(verifyLast().keyId).toBe(KEY_ID);
    remove();
    await instance.get('/users');
    expect(verifyLast).toThrow(SignatureError);
  });

  it('sending the same config again signs it anew', async () => {
    const instance = create();
    signWith(instance, signer);
    const first = await instance.post('/users', { a: 1 });
    const one = verifyLast();
    await instance.request(first.config);
    const two = verifyLast();
    expect(two.nonce).not.toBe(one.nonce);
    expect(two.coveredComponents.toSorted()).toEqual(one.coveredComponents.toSorted());
  });

  it('an interceptor added afterwards is signed too', async () => {
    const instance = create();
    signWith(instance, signer);
    instance.interceptors.request.use((config) => {
      config.headers.set('Idempotency-Key', 'k');
      config.data = { changed: true };
      return config;
    });
    await instance.post('/users', {});
    expect(verifyLast().coveredComponents).toContain('idempotency-key');
    expect(received.at(-1)?.body.toString()).toBe('{"changed":true}');
  });

  it('the counter-example: an interceptor added before changes what was signed, and it does not verify', async () => {
    const instance = create();
    instance.interceptors.request.use((config) => {
      config.data = Buffer.from('{"changed":true}');
      config.headers.delete('content-length');
      return config;
    });
    signWith(instance, signer);
    await instance.post('/users', {});
    expect(verifyLast).toThrow(SignatureError);
  });
});

it('the accept of axios, which the API refuses, becomes JSON; one’s own stays', async () => {
  const instance = create();
  signWith(instance, signer);
  await instance.get('/users');
  expect(verifyLast().signatureBase).toContain('"accept": application/json\n');
  await instance.get('/users', { headers: { Accept: 'application/pdf' } });
  expect(verifyLast().signatureBase).toContain('"accept": application/pdf\n');
});

it('redirects are not followed', async () => {
  const instance = create({ validateStatus: () => true });
  signWith(instance, signer);
  statuses.push(307);
  expect((await instance.get('/users')).status).toBe(307);
  expect(received).toHaveLength(1);
});

it.each<[string, AxiosRequestConfig]>([
  ['a form with files', { method: 'post', url: '/x', data: new FormData() }],
  ['a stream', { method: 'post', url: '/x', data: new Blob(['x']).stream() }],
  ['a blob', { method: 'post', url: '/x', data: new Blob(['x']) }],
  ['the auth option', { url: '/x', auth: { username: 'a', password: 'SENTINEL' } }],
  ['a user in the URL', { url: 'http://a:SENTINEL@127.0.0.1/x' }],
  ['a URL that is not full', { url: '/x', baseURL: '' }],
])('%s is refused before anything is sent', async (_what, config) => {
  const instance = create();
  signWith(instance, signer);
  const error = await rejection(instance.request(config), InvalidInputError);
  expect(error.message + error.hint).not.toContain('SENTINEL');
  expect(received).toEqual([]);
});

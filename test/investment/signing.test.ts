import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { InvalidInputError } from '../../src/errors.ts';
import {
  loadSigningKey,
  SignatureError,
  type SignedRequest,
  type SignRequestOptions,
  signRequest,
  verifyRequest,
} from '../../src/investment/index.ts';
import { thrown } from './support.ts';
import { vectorKey } from './vectors.ts';

const CREATED = 1714564800;
const key = loadSigningKey({ keyId: 'key-1', key: vectorKey('ed25519').privateKeyPem });
const HEADERS = { accept: 'application/json', 'upvest-client-id': 'c', authorization: 'Bearer t' };

function sign(options: Partial<SignRequestOptions> = {}): SignedRequest {
  const url = 'https://sandbox.upvest.co/users';
  return signRequest({ method: 'GET', url, headers: HEADERS, key, created: CREATED, nonce: 'n-1', ...options });
}

function verify({ request }: SignedRequest, more: object = {}) {
  const keys = { 'key-1': vectorKey('ed25519').publicKeyPem };
  return verifyRequest({ ...request, keys, now: () => CREATED * 1000, ...more });
}

const refused = (options: Partial<SignRequestOptions>) => thrown(() => sign(options), InvalidInputError);

describe('headers', () => {
  it('outer blanks are neither signed nor sent, inner ones are', () => {
    const { signatureBase, request } = sign({ headers: { ...HEADERS, 'some-text': ' \t a  b\t ' } });
    expect(signatureBase).toContain('"some-text": a  b\n');
    expect(request.headers['some-text']).toBe('a  b');
  });

  it('an empty value is covered', () => {
    expect(sign({ headers: { ...HEADERS, empty: '' } }).signatureBase).toContain('"empty": \n');
  });

  it.each(['\r', '\n', '\0', 'a\r\n"@method": DELETE', '\x07', '€'])(
    'a value with %j is refused and not quoted',
    (value) => {
      const error = refused({ headers: { ...HEADERS, secret: `SENTINEL${value}` } });
      expect(error.message).toContain('secret');
      expect(error.message).not.toContain('SENTINEL');
      expect(error.hint).toBeDefined();
    },
  );

  it.each(['', 'a b', 'a:b', 'a"b', 'ä'])('a name like %j is refused', (name) => {
    expect(refused({ headers: [[name, 'x']] }).message).toContain('name');
  });

  it('names that differ in case only are refused', () => {
    expect(
      refused({
        headers: [
          ['Accept', 'a'],
          ['accept', 'b'],
        ],
      }).message,
    ).toContain('twice');
  });

  it('the prefixes exclude by their letters only, the names exactly', () => {
    const names = [
      'cookie2',
      'priority-hint',
      'sec-x',
      'cdn',
      'cfa',
      'xray',
      'x',
      'secure',
      'te',
      'tea',
      'host',
      'user-agent',
    ];
    const { coveredComponents } = sign({ headers: Object.fromEntries(names.map((name) => [name, '1'])) });
    expect(coveredComponents).toEqual(['@method', '@path', 'cdn', 'cfa', 'xray', 'x', 'secure', 'tea', 'date']);
  });

  it('a signed header set signs again: stale signature headers are dropped, the rest fits', () => {
    const first = sign({ method: 'POST', body: '{}' });
    const again = sign({ method: 'POST', body: '{}', headers: first.request.headers, nonce: 'n-2' });
    expect(again.coveredComponents).not.toContain('signature');
    expect(again.coveredComponents).not.toContain('signature-input');
    expect(verify({ ...again, request: again.request }, { method: 'POST' }).nonce).toBe('n-2');
  });

  it('the date header gives the time of signing, or agrees with it', () => {
    const date = new Date(CREATED * 1000).toUTCString();
    const headers = { ...HEADERS, date };
    const { headers: produced, coveredComponents, signatureBase } = sign({ headers, created: undefined });
    expect(produced).not.toHaveProperty('date');
    expect(coveredComponents.at(-1)).toBe('date');
    expect(signatureBase).toContain(`created=${CREATED};`);
    expect(sign({ headers, created: CREATED + 0.9 }).signatureBase).toBe(signatureBase);
    expect(refused({ headers, created: CREATED + 1 }).message).toContain('date');
    expect(refused({ headers: { date: 'yesterday' } }).message).toContain('HTTP date');
  });
});

describe('body', () => {
  it.each([null, undefined, '', new Uint8Array()])('%j is no body', (body) => {
    expect(Object.keys(sign({ method: 'POST', body }).headers)).toEqual([
      'date',
      'signature-input',
      'signature',
      'upvest-signature-version',
    ]);
  });

  it.each([
    ['{"hello": "world"}', 'WZDPaVn/7XgHaAy8pmojAkGWoRx2UFChF41A2svX+TaPm+AbwAgBWnrIiYllu7BNNyealdVLvRwEmTHWXvJwew=='],
    ['{"key": "value"}', 'Hd9/AvGZkbjitW1+Ml8Fg1ux1mtcDYe6mLQjDyoowIWa3LM/PmwN2v9O+MjtQGrCA3EQWUL54dlgxKHyYbrucw=='],
  ])('the digest of %s is the documented one', (body, digest) => {
    expect(sign({ body }).headers['content-digest']).toBe(`sha-512=:${digest}:`);
  });

  it('text counts in bytes, with a byte order mark and line ends as they are', () => {
    const { headers, request } = sign({ method: 'POST', body: '\ufeffü\r\n' });
    expect(headers['content-length']).toBe('7');
    expect(Buffer.from(request.body ?? []).toString('hex')).toBe('efbbbfc3bc0d0a');
  });

  it('length and digest given by the caller must be right, and are then ignored', () => {
    const body = '{}';
    const right = sign({ body });
    const { 'content-length': length, 'content-digest': digest } = right.headers;
    const given = { 'Content-Length': length ?? '', 'Content-Digest': digest ?? '', ...HEADERS };
    expect(sign({ body, headers: given }).signatureBase).toBe(right.signatureBase);
    expect(refused({ body, headers: { 'content-length': '3' } }).message).toContain('content-length');
    expect(refused({ body, headers: { 'content-digest': 'sha-512=:AA==:' } }).message).toContain('content-digest');
    expect(refused({ headers: { 'content-digest': digest ?? '' } }).message).toContain('content-digest');
  });

  it('anything but text and bytes is refused', () => {
    // @ts-expect-error what a caller without types may pass
    expect(refused({ body: { a: 1 } }).hint).toContain('JSON.stringify');
  });
});

describe('parameters', () => {
  it('the signature ends ten seconds after it was made, unless asked otherwise', () => {
    expect(sign().signatureBase).toContain(`created=${CREATED};expires=${CREATED + 10};`);
    expect(sign({ expiresInSeconds: 60 }).signatureBase).toContain(`expires=${CREATED + 60};`);
    expect(sign({ expiresInSeconds: null }).signatureBase).not.toContain('expires');
  });

  it.each([0, -1, 1.5, Number.NaN])('a validity of %d seconds is refused', (expiresInSeconds) => {
    expect(refused({ expiresInSeconds }).message).toContain('validity');
  });

  it('time is rounded down and comes from the injected clock', () => {
    const { signatureBase } = sign({ created: undefined, now: () => CREATED * 1000 + 999 });
    expect(signatureBase).toContain(`created=${CREATED};`);
    expect(refused({ created: Number.NaN }).hint).toContain('seconds');
  });

  it.each(['a"b', 'a\\b', 'ä', '', 'a\nb'])('a nonce or key id like %j is refused', (text) => {
    expect(refused({ nonce: text }).message).toContain('nonce');
    expect(refused({ key: vectorKey('p256').privateKeyPem, keyId: text }).message).toContain('key id');
  });

  it('without a nonce each signature has its own', () => {
    expect(sign({ nonce: undefined }).signatureBase).not.toBe(sign({ nonce: undefined }).signatureBase);
  });
});

describe('path and query', () => {
  it.each([
    ['https://h', '/', undefined],
    ['https://h/?', '/', undefined],
    ['https://h/a//b/', '/a//b/', undefined],
    ['https://h/a%2Fb%c3?x=1&x=&=&+?#f', '/a%2Fb%c3', '?x=1&x=&=&+?'],
    ['https://h/jürgen/../x', '/x', undefined],
  ])('%s is signed as %s and %s', (url, path, query) => {
    const { signatureBase, coveredComponents } = sign({ url });
    expect(signatureBase).toContain(`"@path": ${path}\n`);
    expect(coveredComponents.includes('@query')).toBe(query !== undefined);
    if (query) expect(signatureBase).toContain(`"@query": ${query}\n`);
  });

  it.each(['/users', 'users', 'ftp://h/x', 'mailto:x'])('the URL %s is refused', (url) => {
    expect(refused({ url }).hint).toContain('in full');
  });
});

describe('verifying', () => {
  const problemOf = (fn: () => unknown) => thrown(fn, SignatureError).problem;

  it('a request target is taken as it came: dots are not resolved', () => {
    const signed = sign({ url: 'https://h/b' });
    expect(verify(signed, { url: '/b' }).coveredComponents).toContain('@path');
    expect(problemOf(() => verify(signed, { url: '/a/../b' }))).toBe('mismatch');
  });

  it('time decides: made in the future, expired, and the edge of both', () => {
    const at = (seconds: number) => ({ now: () => (CREATED + seconds) * 1000 });
    expect(verify(sign(), at(-2)).created).toBe(CREATED);
    expect(problemOf(() => verify(sign(), at(-3)))).toBe('not_yet_valid');
    expect(verify(sign(), at(9.9)).expires).toBe(CREATED + 10);
    expect(problemOf(() => verify(sign(), at(10)))).toBe('expired');
    expect(verify(sign({ expiresInSeconds: null }), at(1e6)).expires).toBeUndefined();
  });

  it('a nonce is asked about once the signature holds, and then needed', () => {
    const asked: string[] = [];
    const isReplayed = (keyId: string, nonce: string) => asked.push(`${keyId} ${nonce}`) > 1;
    expect(verify(sign(), { isReplayed }).nonce).toBe('n-1');
    expect(problemOf(() => verify(sign(), { isReplayed }))).toBe('replayed');
    expect(problemOf(() => verify(sign(), { isReplayed, method: 'PUT' }))).toBe('mismatch');
    expect(asked).toEqual(['key-1 n-1', 'key-1 n-1']);
  });

  it('an unknown or another key does not verify', () => {
    expect(problemOf(() => verify(sign(), { keys: {} }))).toBe('unknown_key');
    expect(problemOf(() => verify(sign(), { keys: () => undefined }))).toBe('unknown_key');
    const { publicKey } = generateKeyPairSync('ed25519');
    expect(problemOf(() => verify(sign(), { keys: { 'key-1': publicKey } }))).toBe('mismatch');
    expect(problemOf(() => verify(sign(), { keys: { 'key-1': vectorKey('p521').publicKeyPem } }))).toBe('mismatch');
  });

  it('what must be covered must be: client id, authorization, and the body', () => {
    expect(problemOf(() => verify(sign({ headers: {} })))).toBe('not_covered');
    expect(problemOf(() => verify(sign({ headers: { 'upvest-client-id': 'c' } })))).toBe('not_covered');
    const token = sign({ url: 'https://h/auth/token', headers: { 'upvest-client-id': 'c' } });
    expect(verify(token).keyId).toBe('key-1');
    expect(problemOf(() => verify(sign(), { body: '{}' }))).toBe('not_covered');
    expect(problemOf(() => verify(sign({ body: '{}' }), { body: null }))).toBe('digest_mismatch');
    expect(problemOf(() => verify(sign({ body: '{}' }), { body: '[]' }))).toBe('digest_mismatch');
  });

  it.each([
    ['signature', undefined, 'missing'],
    ['upvest-signature-version', '6', 'missing'],
    ['signature', 'sig1=:AAAA:, sig2=:AAAA:', 'malformed'],
    ['signature', 'sig2=:AAAA:', 'malformed'],
    ['signature', 'sig1=AAAA', 'malformed'],
    ['signature-input', 'sig1="x"', 'malformed'],
    ['signature-input', 'sig1=("@path" "@path");keyid="key-1";created=1', 'malformed'],
    ['signature-input', 'sig1=("@query-param";name="a");keyid="key-1";created=1', 'malformed'],
    ['signature-input', 'sig1=("@path");created=1', 'malformed'],
    ['signature-input', 'sig1=("@path");keyid="key-1";created="1"', 'malformed'],
    ['signature-input', 'sig1=(', 'malformed'],
  ])('%s: %s is %s', (name, value, problem) => {
    const { [name]: _dropped, ...headers } = sign().request.headers;
    const given = value === undefined ? headers : { ...headers, [name]: value };
    expect(problemOf(() => verify(sign(), { headers: given }))).toBe(problem);
  });

  it('the order of the parameters is the signer’s own affair', () => {
    const { signatureBase, request } = sign();
    const [, list = ''] = /@signature-params": (\([^)]*\))/.exec(signatureBase) ?? [];
    const parameters = `${list};nonce="z";expires=${CREATED + 5};created=${CREATED};keyid="key-1";alg="ed25519"`;
    const signature = key.sign(signatureBase.replace(/@signature-params": .*$/, `@signature-params": ${parameters}`));
    const headers = {
      ...request.headers,
      'signature-input': `other=${parameters}`,
      signature: `other=:${signature.toString('base64')}:`,
    };
    expect(verify(sign(), { headers }).nonce).toBe('z');
  });
});

it('keys of both halves are told apart', () => {
  const publicKey: KeyObject = generateKeyPairSync('ed25519').publicKey;
  expect(refused({ key: publicKey, keyId: 'k' }).message).toContain('public key');
  expect(refused({ keyId: 'another' }).message).toContain('keyId');
  expect(refused({ key: vectorKey('p256').privateKeyPem }).message).toContain('keyId is missing');
});

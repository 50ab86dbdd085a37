import { sign as cryptoSign, verify as cryptoVerify } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { loadSigningKey, signRequest, verifyRequest } from '../../src/investment/index.ts';
import { type VectorCase, vectorBody, vectorKey, vectors } from './vectors.ts';

function signVector({ input, key }: VectorCase) {
  const { keyId, method, url, headers, created, expiresInSeconds, nonce } = input;
  const signingKey = loadSigningKey({ keyId, key: vectorKey(key).privateKeyPem });
  return signRequest({
    method,
    url,
    headers,
    body: vectorBody(input),
    key: signingKey,
    created,
    expiresInSeconds,
    nonce,
  });
}

function rawSignature(header: string | undefined): Buffer {
  return Buffer.from(/^sig1=:(.+):$/.exec(header ?? '')?.[1] ?? '', 'base64');
}

describe.each(vectors.cases.map((vector) => [vector.name, vector] as const))('vector %s', (_name, vector) => {
  const { input, expected } = vector;
  const { publicKeyPem, privateKeyPem, type } = vectorKey(vector.key);
  const hash = type === 'ed25519' ? null : 'sha512';

  it('gives the same components, base and headers, byte for byte', () => {
    const signed = signVector(vector);
    expect(signed.coveredComponents).toEqual(expected.coveredComponents);
    expect(signed.signatureBase).toBe(expected.signatureBase);
    const { signature, ...headers } = signed.headers;
    expect(headers).toEqual(expected.headers);
    expect(Object.keys(signed.headers).sort()).toEqual([...Object.keys(expected.headers), 'signature'].sort());
    expect(signed.headers['signature-input']).toBe(expected.signatureInput);
    expect(signed.headers['content-digest'] ?? null).toBe(expected.contentDigest);
    expect(signed.headers['content-length'] ?? null).toBe(expected.contentLength);
    expect(signed.headers.date ?? null).toBe(expected.date);
    if (expected.signature !== null) expect(signature).toBe(expected.signature);
  });

  it('covers none of the headers that are not to be covered', () => {
    const { coveredComponents } = signVector(vector);
    expect(coveredComponents.filter((name) => expected.ignoredHeaders.includes(name))).toEqual([]);
  });

  it('gives a signature that node:crypto verifies with the public key', () => {
    const { headers, signatureBase } = signVector(vector);
    expect(cryptoVerify(hash, Buffer.from(signatureBase), publicKeyPem, rawSignature(headers.signature))).toBe(true);
  });

  const received = (signature: string) =>
    verifyRequest({
      method: input.method.toUpperCase(),
      url: input.url,
      headers: [
        ...input.headers.filter(([name]) => name.toLowerCase() !== 'upvest-signature-version'),
        ...Object.entries(expected.headers),
        ['signature', signature],
      ],
      body: vectorBody(input),
      keys: { [input.keyId]: publicKeyPem },
      now: () => input.created * 1000,
    });

  it("verifies the official example's signature", () => {
    const signature = expected.signature ?? expected.sampleSignature ?? '';
    expect(received(signature).signatureBase).toBe(expected.signatureBase);
  });

  it('verifies a signature made by node:crypto alone', () => {
    const signature = cryptoSign(hash, Buffer.from(expected.signatureBase), privateKeyPem).toString('base64');
    expect(received(`sig1=:${signature}:`).coveredComponents).toEqual(expected.coveredComponents);
  });
});

it('the vectors hold every kind of key and enough cases to mean something', () => {
  expect(vectors.keys.map((key) => key.id)).toEqual(['p256', 'p521', 'ed25519']);
  expect(vectors.cases.length).toBeGreaterThanOrEqual(14);
});

import { readFileSync } from 'node:fs';

export interface VectorKey {
  id: string;
  type: 'ec' | 'ed25519';
  privateKeyPem: string;
  privateKeySec1Pem?: string;
  publicKeyPem: string;
}

export interface VectorCase {
  name: string;
  key: string;
  input: {
    method: string;
    url: string;
    headers: [string, string][];
    body: null | { text?: string; base64?: string };
    keyId: string;
    created: number;
    expiresInSeconds: number | null;
    nonce: string;
  };
  expected: {
    coveredComponents: string[];
    ignoredHeaders: string[];
    signatureBase: string;
    signatureInput: string;
    contentDigest: string | null;
    contentLength: string | null;
    date: string | null;
    headers: Record<string, string>;
    signature: string | null;
    sampleSignature: string | null;
  };
}

/** Made by running the official Javascript example with fixed inputs; see the file's own note. */
export const vectors: { keys: VectorKey[]; cases: VectorCase[] } = JSON.parse(
  readFileSync(new URL('./signature-vectors.json', import.meta.url), 'utf8'),
);

export function vectorKey(id: string): VectorKey {
  const key = vectors.keys.find((candidate) => candidate.id === id);
  if (!key) throw new Error(`no key ${id} in the vectors`);
  return key;
}

export function vectorBody({ body }: VectorCase['input']): Uint8Array | null {
  if (!body) return null;
  return body.text === undefined ? Buffer.from(body.base64 ?? '', 'base64') : Buffer.from(body.text, 'utf8');
}

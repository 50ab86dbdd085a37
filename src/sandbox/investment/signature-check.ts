import { createHash, createPublicKey, type KeyObject, verify } from 'node:crypto';
import type { NonceBook } from './nonce-book.ts';
import type { InvestmentSandboxClient } from './options.ts';
import { signatureIsIncorrect } from './problem.ts';
import type { ReceivedRequest } from './received-request.ts';
import { parseByteSequence, parseSignatureInput, type SignatureInput } from './signature-input.ts';

const CLOCK_TOLERANCE_SECONDS = 2;
export const TOKEN_PATH = '/auth/token';

/** What the signature says, once it is known to hold. */
export interface CheckedSignature {
  client: InvestmentSandboxClient;
  components: string[];
  base: string;
}

/** The procedure of contract investment 7.8, step by step; every failure is the same answer. */
export class SignatureCheck {
  readonly #keys: Map<string, { client: InvestmentSandboxClient; key: KeyObject }>;
  readonly #nonces: NonceBook;
  readonly #now: () => number;

  /** @param now unix seconds */
  constructor(clients: readonly InvestmentSandboxClient[], nonces: NonceBook, now: () => number) {
    this.#keys = new Map(
      clients.map((client) => [client.keyId, { client, key: createPublicKey(client.publicKeyPem) }]),
    );
    this.#nonces = nonces;
    this.#now = now;
  }

  run(request: ReceivedRequest): CheckedSignature {
    const { headers } = request;
    if (headers.get('upvest-signature-version') !== '15') throw signatureIsIncorrect();
    const input = parseSignatureInput(headers.get('signature-input'));
    const signature = parseByteSequence(headers.get('signature'), input.label);
    const known = this.#keys.get(input.keyId);
    if (!known || known.client.clientId !== headers.get('upvest-client-id')) throw signatureIsIncorrect();
    const now = this.#now();
    if (input.created > now + CLOCK_TOLERANCE_SECONDS) throw signatureIsIncorrect();
    if (input.expires !== undefined && input.expires <= now) throw signatureIsIncorrect();
    requireCoverage(input, request);
    requireBody(request);
    const base = buildBase(input, request);
    const digest = known.key.asymmetricKeyType === 'ed25519' ? null : 'sha512';
    if (!verify(digest, Buffer.from(base, 'utf8'), known.key, signature)) throw signatureIsIncorrect();
    // After the check, so that a forged request cannot use up a nonce.
    if (!this.#nonces.use(input.keyId, input.nonce, input.expires, now)) throw signatureIsIncorrect();
    return { client: known.client, components: input.components, base };
  }
}

function requireCoverage({ components }: SignatureInput, { path, query, body }: ReceivedRequest): void {
  const must = (name: string, when: boolean) => {
    if (components.includes(name) !== when) throw signatureIsIncorrect();
  };
  must('@method', true);
  must('@path', true);
  must('@query', query !== '');
  must('upvest-client-id', true);
  must('content-digest', body.length > 0);
  must('content-length', body.length > 0);
  if (path !== TOKEN_PATH) must('authorization', true);
}

function requireBody({ headers, body }: ReceivedRequest): void {
  if (body.length === 0) return;
  const digest = createHash('sha512').update(body).digest();
  if (!parseByteSequence(headers.get('content-digest'), 'sha-512').equals(digest)) throw signatureIsIncorrect();
  if (headers.get('content-length') !== `${body.length}`) throw signatureIsIncorrect();
}

function buildBase({ components, params }: SignatureInput, request: ReceivedRequest): string {
  const derived = new Map([
    ['@method', request.method],
    ['@path', request.path],
    ['@query', request.query],
  ]);
  const lines = components.map((name) => {
    const value = name.startsWith('@') ? derived.get(name) : request.headers.get(name);
    if (value === undefined) throw signatureIsIncorrect();
    return `"${name}": ${value}`;
  });
  return [...lines, `"@signature-params": ${params}`].join('\n');
}

import { randomUUID } from 'node:crypto';
import type { BodyInput } from './signing/body.ts';
import type { HeadersInput } from './signing/headers.ts';
import { loadSigningKey, SigningKey, type SigningKeyOptions } from './signing/keys.ts';
import { type SignedRequest, signRequest } from './signing/sign-request.ts';

export interface RequestSignerOptions {
  /** Of `loadSigningKey`, or what it takes. */
  signingKey: SigningKey | SigningKeyOptions;
  /** Validity of each signature in seconds; null for no end. @default 10 */
  expiresInSeconds?: number | null | undefined;
  /** Epoch milliseconds. @default Date.now */
  now?: (() => number) | undefined;
  /** A new text each time. @default a random UUID */
  nonce?: (() => string) | undefined;
}

/** Signs requests one after the other with one key: a new time and a new nonce for each. */
export class RequestSigner {
  readonly key: SigningKey;
  readonly #options: RequestSignerOptions;

  /** @throws {InvalidInputError} see `loadSigningKey` */
  constructor(options: RequestSignerOptions) {
    const { signingKey, ...rest } = options;
    this.key = signingKey instanceof SigningKey ? signingKey : loadSigningKey(signingKey);
    this.#options = { ...rest, signingKey: this.key };
  }

  /** @throws {InvalidInputError} see `signRequest` */
  sign(request: { method: string; url: string | URL; headers?: HeadersInput; body?: BodyInput }): SignedRequest {
    const { expiresInSeconds, now, nonce = randomUUID } = this.#options;
    return signRequest({ ...request, key: this.key, expiresInSeconds, now, nonce: nonce() });
  }
}

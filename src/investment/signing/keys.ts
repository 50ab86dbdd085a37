import { createPublicKey, sign as cryptoSign, verify as cryptoVerify, type KeyObject } from 'node:crypto';
import { inspect } from 'node:util';
import { InvalidInputError } from '../../errors.ts';
import {
  algorithmOf,
  type PrivateKeyInput,
  type PublicKeyInput,
  rawEd25519,
  readPrivateKey,
  readPublicKey,
  type SignatureAlgorithm,
} from './key-input.ts';

export interface SigningKeyOptions {
  /** The id under which the public key is registered; goes into `keyid`. */
  keyId: string;
  key: PrivateKeyInput;
  /** Of an encrypted PEM. Used once, not kept. */
  passphrase?: string | undefined;
}

/**
 * A private key, read and checked once, so that signing many requests parses no PEM again. Printing, inspecting or
 * `JSON.stringify` show its id and its algorithm and nothing else. Made by {@link loadSigningKey}.
 */
export class SigningKey {
  readonly #key: KeyObject;
  readonly keyId: string;
  readonly algorithm: SignatureAlgorithm;

  /** Use {@link loadSigningKey}. */
  constructor(keyId: string, key: KeyObject) {
    assertParameterText('key id', keyId);
    this.keyId = keyId;
    this.#key = key;
    this.algorithm = algorithmOf(key);
  }

  /** Ed25519: 64 raw bytes over the text itself. ECDSA: SHA-512, ASN.1 DER, which is Node's default (contract 7.6). */
  sign(signatureBase: string): Buffer {
    return cryptoSign(this.algorithm === 'ed25519' ? null : 'sha512', Buffer.from(signatureBase), this.#key);
  }

  /** The public half as the API wants it registered: base64 of the raw bytes for Ed25519, PEM for ECDSA (contract 7.6). */
  publicKey(): string {
    const publicKey = createPublicKey(this.#key);
    return this.algorithm === 'ed25519'
      ? rawEd25519(publicKey)
      : publicKey.export({ format: 'pem', type: 'spki' }).toString();
  }

  toJSON(): object {
    return { keyId: this.keyId, algorithm: this.algorithm, key: '[redacted]' };
  }

  [inspect.custom](): string {
    return `SigningKey { keyId: '${this.keyId}', algorithm: '${this.algorithm}', key: [redacted] }`;
  }
}

/** A public key, read and checked once. Made by {@link loadVerifyingKey}. */
export class VerifyingKey {
  readonly #key: KeyObject;
  readonly algorithm: SignatureAlgorithm;

  /** Use {@link loadVerifyingKey}. */
  constructor(key: KeyObject) {
    this.#key = key;
    this.algorithm = algorithmOf(key);
  }

  /** The key decides about the algorithm, never the message (contract 7.8). */
  verify(signatureBase: string, signature: Uint8Array): boolean {
    const hash = this.algorithm === 'ed25519' ? null : 'sha512';
    return cryptoVerify(hash, Buffer.from(signatureBase), this.#key, signature);
  }
}

/**
 * Reads a private key for signing.
 *
 * @throws {InvalidInputError} not a private key; a missing or wrong passphrase; RSA, or another curve than P-256, P-521 and
 *   Ed25519; a `keyId` with quotation marks, backslashes or other than printable ASCII characters.
 * @see contract 7.6
 */
export function loadSigningKey(options: SigningKeyOptions): SigningKey {
  return new SigningKey(options.keyId, readPrivateKey(options.key, options.passphrase));
}

/** Reads a public key for verifying. @throws {InvalidInputError} not a public key, or one that the API does not take. */
export function loadVerifyingKey(key: PublicKeyInput | VerifyingKey): VerifyingKey {
  return key instanceof VerifyingKey ? key : new VerifyingKey(readPublicKey(key));
}

/** `keyid` and `nonce` are written between quotation marks without escaping (contract 7.5). */
export function assertParameterText(name: string, text: string): void {
  if (typeof text === 'string' && /^[\x20\x21\x23-\x5b\x5d-\x7e]+$/.test(text)) return;
  throw new InvalidInputError(`The ${name} must be printable ASCII text without quotation marks and backslashes.`, {
    hint: `Give the ${name} exactly as it was issued.`,
  });
}

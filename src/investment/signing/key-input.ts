import { createPrivateKey, createPublicKey, KeyObject } from 'node:crypto';
import { InvalidInputError } from '../../errors.ts';

/** A private key as it lies in files: PEM text (SEC1, PKCS#8, either of them encrypted), or Node's own object. */
export type PrivateKeyInput = string | Uint8Array | KeyObject;

/** A public key: PEM (SPKI), base64 of the 32 raw bytes of an Ed25519 key (as it is registered), or Node's own object. */
export type PublicKeyInput = string | Uint8Array | KeyObject;

/** What signs and how (contract 7.6). The hash is SHA-512 for both curves. */
export type SignatureAlgorithm = 'ed25519' | 'ecdsa-p256-sha512' | 'ecdsa-p521-sha512';

const ED25519_SPKI_PREFIX = Buffer.from('302a300506032b6570032100', 'hex');
const ALGORITHM_OF_CURVE: Readonly<Record<string, SignatureAlgorithm>> = {
  prime256v1: 'ecdsa-p256-sha512',
  secp521r1: 'ecdsa-p521-sha512',
};
const KEY_HINT = 'Use an ECDSA key on P-521 or P-256, or an Ed25519 key.';

/** @throws {InvalidInputError} when the text is no private key, or the passphrase does not open it. Quotes nothing of either. */
export function readPrivateKey(input: PrivateKeyInput, passphrase: string | undefined): KeyObject {
  if (input instanceof KeyObject) {
    if (input.type === 'private') return input;
    throw new InvalidInputError(`The signing key is a ${input.type} key, and signing needs the private one.`, {
      hint: 'Pass the private key of the pair that you registered.',
    });
  }
  const pem = toText(input);
  refuseOtherPem(pem);
  try {
    return createPrivateKey(passphrase === undefined ? pem : { key: pem, passphrase });
  } catch (error) {
    throw describePemFailure(pem, passphrase, error);
  }
}

/** @throws {InvalidInputError} when the input is no public key in one of the forms of {@link PublicKeyInput}. */
export function readPublicKey(input: PublicKeyInput): KeyObject {
  if (input instanceof KeyObject) {
    if (input.type === 'public') return input;
    if (input.type === 'private') return createPublicKey(input);
    throw notAPublicKey();
  }
  const text = toText(input).trim();
  try {
    if (!/^[A-Za-z0-9+/]{43}=$/.test(text)) return createPublicKey(text);
    const spki = Buffer.concat([ED25519_SPKI_PREFIX, Buffer.from(text, 'base64')]);
    return createPublicKey({ key: spki, format: 'der', type: 'spki' });
  } catch {
    throw notAPublicKey();
  }
}

/** @throws {InvalidInputError} for RSA and every curve but the three of contract 7.6. */
export function algorithmOf(key: KeyObject): SignatureAlgorithm {
  const type = key.asymmetricKeyType ?? 'unknown';
  if (type === 'ed25519') return 'ed25519';
  if (type !== 'ec') {
    throw new InvalidInputError(`The API takes no ${type.toUpperCase()} keys.`, { hint: KEY_HINT });
  }
  const curve = key.asymmetricKeyDetails?.namedCurve ?? 'unknown';
  const algorithm = ALGORITHM_OF_CURVE[curve];
  if (algorithm) return algorithm;
  throw new InvalidInputError(`The API takes no keys on the curve ${curve}.`, { hint: KEY_HINT });
}

/** The 32 raw bytes of an Ed25519 public key in base64. */
export function rawEd25519(publicKey: KeyObject): string {
  return publicKey.export({ format: 'der', type: 'spki' }).subarray(ED25519_SPKI_PREFIX.length).toString('base64');
}

function toText(input: string | Uint8Array): string {
  if (typeof input === 'string') return input;
  if (input instanceof Uint8Array) return Buffer.from(input).toString('utf8');
  throw new InvalidInputError('The key is neither PEM text nor a KeyObject.', {
    hint: 'Pass the content of the key file, such as readFileSync(path).',
  });
}

function refuseOtherPem(pem: string): void {
  if (/-----BEGIN OPENSSH PRIVATE KEY-----/.test(pem)) {
    throw new InvalidInputError('The signing key is in the format of OpenSSH.', {
      hint: 'Make a key with: openssl genpkey -algorithm ed25519',
    });
  }
  if (/-----BEGIN (PUBLIC KEY|CERTIFICATE)-----/.test(pem)) {
    throw new InvalidInputError(
      'The signing key is a public key or a certificate, and signing needs the private key.',
      {
        hint: 'Pass the private key of the pair that you registered.',
      },
    );
  }
  if (!/-----BEGIN [A-Z ]*PRIVATE KEY-----/.test(pem)) {
    throw new InvalidInputError('The signing key is not a private key in PEM form.', {
      hint: 'Pass the content of the key file, beginning with -----BEGIN, not its path.',
    });
  }
}

/** OpenSSL's words say little and change between versions: the text itself tells what went wrong. */
function describePemFailure(pem: string, passphrase: string | undefined, error: unknown): InvalidInputError {
  const encrypted = /-----BEGIN ENCRYPTED PRIVATE KEY-----|Proc-Type: *4, *ENCRYPTED/.test(pem);
  if (!encrypted) {
    return new InvalidInputError('The signing key is damaged: it looks like PEM and cannot be read.', {
      hint: 'Check that the key file is whole, with its line breaks.',
    });
  }
  if (passphrase === undefined) {
    return new InvalidInputError('The signing key is encrypted, and no passphrase was given.', {
      hint: 'Give the passphrase with which the key was encrypted.',
    });
  }
  const { code, message } = error as { code?: unknown; message?: unknown };
  // A wrong passphrase may decrypt to what only its padding tells from a key: then it is the decoder to whom nothing looks like one.
  if (/UNSUPPORTED|UNKNOWN_CIPHER/.test(String(code)) && !/DECODER/.test(String(message))) {
    return new InvalidInputError('The signing key is encrypted in a way that this version of Node cannot read.', {
      hint: 'Convert it with: openssl pkcs8 -topk8 -in OLD -out NEW',
    });
  }
  return new InvalidInputError('The passphrase does not open the signing key, or the key is damaged.', {
    hint: 'Check the passphrase for letter case and for blanks or a line break at its end.',
  });
}

function notAPublicKey(): InvalidInputError {
  return new InvalidInputError('The verification key is not a public key.', {
    hint: 'Pass it as PEM, or an Ed25519 key as base64 of its 32 bytes.',
  });
}

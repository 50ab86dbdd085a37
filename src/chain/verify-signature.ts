import { recoverPublicKey, verify } from '@noble/secp256k1';
import { InvalidInputError } from '../errors.ts';
import type { Protocol, Signature } from '../wire.ts';
import { arweaveAddress } from './arweave-address.ts';
import { bitcoinAddress } from './bitcoin-address.ts';
import { ethereumAddress } from './ethereum-address.ts';
import { type AddressKind, addressKindOf } from './protocol.ts';
import { readSignature, type SignatureParts } from './signature-parts.ts';
import { type HashFormat, parseHash } from './signed-hash.ts';

/** What a signature is held against. */
export interface SignatureExpectation {
  /** The 32-byte hash that was to be signed. */
  toSign: string;
  /** How `toSign` is written. @default 'hex', with or without 0x */
  inputFormat?: HashFormat | undefined;
  /** Whose signature it must be: `wallet.address`. Without it, only that the signature and its own public key fit the hash. */
  address?: string | undefined;
  /** `wallet.protocol`: which kind of address it is. Without it, or with one that is not known here, any kind will do. */
  protocol?: Protocol | undefined;
}

/**
 * Whether a signature is right, computed here (contract 3.6): ECDSA over secp256k1 holds for the hash and the public key in
 * it, `recover` leads to that same key, and the key to the address. Reads the formats `hex`, `decimal`, `base64_bigendian`
 * and `base64_littleendian`; one in the format `int` has lost its digits in JSON and is never right. Both a low and a high
 * `s` are valid here; {@link toEthereumSignature} makes it low.
 *
 * @returns false for whatever else a server may send; {@link signatureProblem} says why
 * @throws {InvalidInputError} when `toSign` is no hash of 32 bytes, or `inputFormat` or `address` can be none
 */
export function verifySignature(signature: Signature, expectation: SignatureExpectation): boolean {
  return signatureProblem(signature, expectation) === undefined;
}

/**
 * As {@link verifySignature}, with the reason: a clause such as `it is for another hash, or by another key`. It holds nothing
 * of what the server sent.
 *
 * @returns undefined when the signature is right
 * @throws {InvalidInputError} as {@link verifySignature}
 */
export function signatureProblem(signature: Signature, expectation: SignatureExpectation): string | undefined {
  const { toSign, inputFormat, address, protocol } = expectation;
  const hash = parseHash(toSign, inputFormat);
  if (address !== undefined && typeof address !== 'string') {
    throw new InvalidInputError('address must be a text.', { hint: 'Give wallet.address, or leave it out.' });
  }
  const parts = readSignature(signature);
  if (typeof parts === 'string') return parts;
  const publicKey = Uint8Array.of(4, ...parts.x, ...parts.y);
  const wrong = ecdsaProblem(parts, publicKey, hash);
  if (wrong !== undefined || address === undefined || isAddressOf(parts, address, protocol)) return wrong;
  return 'its key is not the key of the address';
}

/** `publicKey`: uncompressed, 65 bytes. */
function ecdsaProblem(parts: SignatureParts, publicKey: Uint8Array, hash: Uint8Array): string | undefined {
  const signature = Uint8Array.of(parts.recover, ...parts.r, ...parts.s);
  const signer = recoverSigner(signature, hash);
  if (signer === undefined) return 'its numbers are no signature of any key';
  if (Buffer.compare(signer, publicKey) !== 0) return 'it is for another hash, or by another key than it says';
  const holds = verify(signature, hash, publicKey, { prehash: false, lowS: false, format: 'recovered' });
  return holds ? undefined : 'it does not hold for its own public key';
}

/** Undefined also for r and s outside of 1 to n - 1, and when r belongs to no point of the curve. */
function recoverSigner(signature: Uint8Array, hash: Uint8Array): Uint8Array | undefined {
  try {
    return recoverPublicKey(signature, hash, { prehash: false, isCompressed: false });
  } catch {
    return undefined;
  }
}

const ADDRESS_KINDS: readonly AddressKind[] = ['ethereum', 'bitcoin', 'bitcoin_testnet', 'arweave'];

function isAddressOf(key: SignatureParts, address: string, protocol: Protocol | undefined): boolean {
  const kind = protocol === undefined ? undefined : addressKindOf(protocol);
  return (kind === undefined ? ADDRESS_KINDS : [kind]).some((candidate) => {
    const own = addressOf(key, candidate);
    return candidate === 'ethereum' ? own.toLowerCase() === address.toLowerCase() : own === address;
  });
}

/** The address that the API gives a wallet with this key (contract 3.4, 3.6). */
function addressOf({ x, y }: SignatureParts, kind: AddressKind): string {
  if (kind === 'ethereum') return ethereumAddress(Uint8Array.of(...x, ...y));
  const compressedKey = Uint8Array.of(2 + ((y.at(-1) ?? 0) & 1), ...x);
  return kind === 'arweave' ? arweaveAddress(compressedKey) : bitcoinAddress(compressedKey, kind);
}

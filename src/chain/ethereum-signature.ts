import { Signature as Ecdsa, Point } from '@noble/secp256k1';
import { hex } from '@scure/base';
import { InvalidInputError } from '../errors.ts';
import type { Signature } from '../wire.ts';
import { toBytes32 } from './big-number.ts';
import { readSignature, type SignatureParts } from './signature-parts.ts';

/** A signature in the forms that Ethereum libraries take. The hex numbers are padded to 32 bytes. */
export interface EthereumSignature {
  r: `0x${string}`;
  s: `0x${string}`;
  /** Which of two keys: for typed transactions (EIP-2930, EIP-1559). */
  yParity: 0 | 1;
  /** 27 or 28; with a chain id `yParity + 35 + 2 × chainId`, for a transaction as of EIP-155. */
  v: bigint;
  /** `r ‖ s ‖ v` in 65 bytes, its v always 27 or 28: for EIP-191 and EIP-712, as `personal_sign` and `ecrecover` have it. */
  serialized: `0x${string}`;
}

export interface EthereumSignatureOptions {
  /** Of the network, for {@link EthereumSignature.v} as of EIP-155: `asset.metadata.chain_id`. */
  chainId?: number | bigint | undefined;
}

/**
 * Rewrites a signature of the API (contract 3.6) for Ethereum software. A high `s`, which EIP-2 refuses, is replaced by
 * `n - s` with the other `yParity`: the same signature in its other form. It is not verified: {@link verifySignature}.
 *
 * @throws {InvalidInputError} when the signature cannot be read, or the chain id is no positive integer
 */
export function toEthereumSignature(signature: Signature, options: EthereumSignatureOptions = {}): EthereumSignature {
  const parts = readSignature(signature);
  if (typeof parts === 'string') throw unreadable(parts);
  const { r, s, yParity } = toLowS(parts);
  const legacyV = 27 + yParity;
  return {
    r: `0x${r}`,
    s: `0x${s}`,
    yParity,
    v: options.chainId === undefined ? BigInt(legacyV) : BigInt(yParity) + 35n + 2n * parseChainId(options.chainId),
    serialized: `0x${r}${s}${legacyV.toString(16)}`,
  };
}

function toLowS({ r, s, recover }: SignatureParts): { r: string; s: string; yParity: 0 | 1 } {
  let ecdsa: Ecdsa;
  try {
    ecdsa = Ecdsa.fromBytes(Uint8Array.of(...r, ...s));
  } catch {
    throw unreadable('its r or s is not from 1 to n - 1');
  }
  if (!ecdsa.hasHighS()) return { r: hex.encode(r), s: hex.encode(s), yParity: recover };
  const lowS = toBytes32(Point.CURVE().n - ecdsa.s);
  return { r: hex.encode(r), s: hex.encode(lowS), yParity: recover === 0 ? 1 : 0 };
}

function parseChainId(chainId: number | bigint): bigint {
  if ((typeof chainId === 'bigint' || Number.isSafeInteger(chainId)) && chainId > 0) return BigInt(chainId);
  throw new InvalidInputError('chainId must be a positive whole number.', {
    hint: "Take it from the asset's metadata: asset.metadata.chain_id.",
  });
}

function unreadable(reason: string): InvalidInputError {
  return new InvalidInputError(`The signature cannot be used: ${reason}.`, { hint: 'Ask for it in the format hex.' });
}

/**
 * Mathematics of the blockchains, for checking what goes out and what comes back: pure functions, no network, no secret keys.
 * The curve is @noble/secp256k1, which loads in 2 ms where @noble/curves takes 15 or more; it is also another implementation
 * than the one the sandbox signs with, so that a fault of either shows.
 */
export { assertAddress } from './address.ts';
export type { BigNumberFormat } from './big-number.ts';
export { type EthereumSignature, type EthereumSignatureOptions, toEthereumSignature } from './ethereum-signature.ts';
export { hashMessage, keccak256, sha256 } from './hash.ts';
export type { HashFormat } from './signed-hash.ts';
export { hashTypedData, type TypedData } from './typed-data.ts';
export { readUnsignedTransaction, type UnsignedTransaction } from './unsigned-transaction.ts';
export { type SignatureExpectation, signatureProblem, verifySignature } from './verify-signature.ts';

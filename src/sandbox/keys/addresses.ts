import { secp256k1 } from '@noble/curves/secp256k1.js';
import { ripemd160 } from '@noble/hashes/legacy.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { keccak_256 } from '@noble/hashes/sha3.js';
import { base64urlnopad, createBase58check, hex } from '@scure/base';

/** Addresses of a secp256k1 public key, which is always given compressed (33 bytes). */

const base58check = createBase58check(sha256);
const BITCOIN_TESTNET_P2PKH_VERSION = 0x6f;

/** Last 20 bytes of keccak256 over x and y, in the mixed case of EIP-55 (contract 3.4, 3.6). */
export function ethereumAddress(publicKey: Uint8Array): string {
  const uncompressed = secp256k1.Point.fromBytes(publicKey).toBytes(false);
  return toChecksumAddress(hex.encode(keccak_256(uncompressed.subarray(1)).subarray(-20)));
}

/** EIP-55: a letter is upper case where the keccak256 of the lower-case address has a nibble of 8 or more. */
export function toChecksumAddress(lowerCaseHex: string): string {
  const digest = hex.encode(keccak_256(new TextEncoder().encode(lowerCaseHex)));
  let address = '0x';
  for (let position = 0; position < lowerCaseHex.length; position++) {
    const digit = lowerCaseHex.charAt(position);
    address += Number.parseInt(digest.charAt(position), 16) >= 8 ? digit.toUpperCase() : digit;
  }
  return address;
}

/** Pay-to-public-key-hash of the compressed key (contract 3.4). */
export function bitcoinTestnetAddress(publicKey: Uint8Array): string {
  return bitcoinAddress(publicKey, BITCOIN_TESTNET_P2PKH_VERSION);
}

/** The same for a network's version byte. */
export function bitcoinAddress(publicKey: Uint8Array, version: number): string {
  return base58check.encode(Uint8Array.of(version, ...ripemd160(sha256(publicKey))));
}

/**
 * Arweave's usual keys are RSA, but the sign endpoint promises ECDSA over secp256k1 for every wallet (contract 3.6), and
 * Arweave takes such keys since its release 2.9. So the sandbox's Arweave wallets are of that kind: the address is the
 * SHA-256 of the compressed public key, in the 43 base64url characters that every Arweave address has.
 */
export function arweaveAddress(publicKey: Uint8Array): string {
  return base64urlnopad.encode(sha256(publicKey));
}

import { createCipheriv } from 'node:crypto';
import { sha256 } from '@noble/hashes/sha2.js';
import { createBase58check } from '@scure/base';
import { bitcoinAddress } from '../keys/addresses.ts';
import type { WalletKey } from '../keys/derivation.ts';
import { type ScryptCost, stretch } from './scrypt.ts';

const base58check = createBase58check(sha256);

/** Fixed by BIP-38: some third of a second for each key, since the salt is the key's own. */
const COST: ScryptCost = { n: 16384, r: 8, p: 8 };
/** "Encrypted, no EC multiplication" and the flags of a key whose public key is compressed. */
const PREFIX = [0x01, 0x42];
const COMPRESSED_FLAGS = 0xe0;
/** The version byte of Bitcoin's main network. */
const MAINNET_P2PKH_VERSION = 0x00;

/**
 * A private key under a password by BIP-38, without EC multiplication: 58 characters that begin with `6P`.
 *
 * The salt, which is also the check that a password is right, is made from the key's address. BIP-38 knows one network
 * only, and common software computes the address of the main network whatever the key is for; so does this, or no such
 * software would open a test network's key.
 */
export async function encryptBip38({ privateKey, publicKey }: WalletKey, password: string): Promise<string> {
  const address = bitcoinAddress(publicKey, MAINNET_P2PKH_VERSION);
  const salt = sha256(sha256(new TextEncoder().encode(address))).subarray(0, 4);
  const derived = await stretch(password.normalize('NFC'), salt, 64, COST);
  const masked = privateKey.map((byte, position) => byte ^ derived.readUInt8(position));
  const cipher = createCipheriv('aes-256-ecb', derived.subarray(32), null).setAutoPadding(false);
  const encrypted = Buffer.concat([cipher.update(masked), cipher.final()]);
  return base58check.encode(Uint8Array.of(...PREFIX, COMPRESSED_FLAGS, ...salt, ...encrypted));
}

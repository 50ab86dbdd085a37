import { HDKey } from '@scure/bip32';
import type { KeyFamily } from './families.ts';

/** The pair behind one wallet: 32 secret bytes and the compressed public key (33 bytes). */
export interface WalletKey {
  privateKey: Uint8Array;
  publicKey: Uint8Array;
}

/** Largest non-hardened BIP-32 index. */
export const MAX_WALLET_INDEX = 0x7fffffff;

/**
 * The BIP-32 path of a wallet (contract 3.4). A wallet made without an index is none of the indexed ones, so it has an
 * account of its own.
 */
export function walletPath(family: KeyFamily, index: number | null): string {
  return index === null ? `m/44'/${family.coinType}'/1'/0/0` : `m/44'/${family.coinType}'/0'/0/${index}`;
}

/** Seeds whose keys are kept. */
const MOST_KEPT = 32;

/**
 * All keys of one user. Deriving the hardened part of a path costs far more than its last step, so the branch nodes are
 * kept: a user with a thousand wallets is made in a fraction of a second.
 */
export class UserKeys {
  static readonly #kept = new Map<string, UserKeys>();
  readonly #master: HDKey;
  readonly #branches = new Map<string, HDKey>();
  readonly #keys = new Map<string, WalletKey & { address: string }>();

  private constructor(seed: Uint8Array) {
    this.#master = HDKey.fromMasterSeed(seed);
  }

  /**
   * `seed`: 16 to 64 bytes (BIP-32). What was derived lately is kept: a test-suite starts the same sandbox hundreds of times in one
   * process, and its keys are most of what that takes.
   */
  static of(seed: Uint8Array): UserKeys {
    const name = Buffer.from(seed).toString('hex');
    const keys = UserKeys.#kept.get(name) ?? new UserKeys(seed);
    UserKeys.#kept.delete(name);
    UserKeys.#kept.set(name, keys);
    for (const oldest of UserKeys.#kept.keys()) {
      if (UserKeys.#kept.size > MOST_KEPT) UserKeys.#kept.delete(oldest);
    }
    return keys;
  }

  walletKey(family: KeyFamily, index: number | null): WalletKey {
    return this.#derive(family, index);
  }

  address(family: KeyFamily, index: number | null): string {
    return this.#derive(family, index).address;
  }

  #derive(family: KeyFamily, index: number | null): WalletKey & { address: string } {
    const path = walletPath(family, index);
    const known = this.#keys.get(path);
    if (known !== undefined) return known;
    const cut = path.lastIndexOf('/');
    const { privateKey, publicKey } = this.#branch(path.slice(0, cut)).deriveChild(Number(path.slice(cut + 1)));
    if (privateKey === null || publicKey === null) throw new Error(`No key at ${path}.`);
    const key = { privateKey, publicKey, address: family.address(publicKey) };
    this.#keys.set(path, key);
    return key;
  }

  #branch(path: string): HDKey {
    const known = this.#branches.get(path);
    if (known !== undefined) return known;
    const branch = this.#master.derive(path);
    this.#branches.set(path, branch);
    return branch;
  }
}

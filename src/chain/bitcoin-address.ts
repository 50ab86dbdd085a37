import { createHash } from 'node:crypto';
import { ripemd160 } from '@noble/hashes/legacy.js';
import { bech32, bech32m, createBase58check } from '@scure/base';
import { type AddressProblem, COPY_AGAIN } from './address-problem.ts';

export type BitcoinNetwork = 'bitcoin' | 'bitcoin_testnet';

interface NetworkForm {
  name: string;
  /** Version bytes of base58check addresses: P2PKH, P2SH. */
  publicKeyHash: number;
  scriptHash: number;
  /** Human-readable part of BIP-173. */
  prefix: string;
}

const NETWORKS: Record<BitcoinNetwork, NetworkForm> = {
  bitcoin: { name: "Bitcoin's main network", publicKeyHash: 0x00, scriptHash: 0x05, prefix: 'bc' },
  bitcoin_testnet: { name: "Bitcoin's test network", publicKeyHash: 0x6f, scriptHash: 0xc4, prefix: 'tb' },
};

const base58check = createBase58check(sha256);

/** Pay-to-public-key-hash of the compressed key: base58check of version and hash160 (contract 3.6). */
export function bitcoinAddress(compressedKey: Uint8Array, network: BitcoinNetwork): string {
  return base58check.encode(Uint8Array.of(NETWORKS[network].publicKeyHash, ...ripemd160(sha256(compressedKey))));
}

/** Base58check, bech32 or bech32m, of this network. */
export function bitcoinAddressProblem(address: string, network: BitcoinNetwork): AddressProblem | undefined {
  const form = NETWORKS[network];
  const prefix = /^(bc|tb|bcrt)1/i.exec(address)?.[1]?.toLowerCase();
  return prefix === undefined ? base58Problem(address, form) : segwitProblem(address, prefix, form);
}

function base58Problem(address: string, form: NetworkForm): AddressProblem | undefined {
  if (!/^[1-9A-HJ-NP-Za-km-z]+$/.test(address)) {
    return {
      message: 'This is no Bitcoin address: it has characters that none has.',
      hint: 'Check that the recipient is on Bitcoin, and copy the address again.',
    };
  }
  const bytes = decodeBase58(address);
  if (bytes === undefined) {
    return { message: 'The Bitcoin address has a wrong checksum: a character is mistyped.', hint: COPY_AGAIN };
  }
  if (bytes.length === 21 && isOf(form, bytes)) return undefined;
  if (bytes.length === 21 && Object.values(NETWORKS).some((other) => isOf(other, bytes))) return wrongNetwork(form);
  return {
    message: 'This is no Bitcoin address, although it is written like one.',
    hint: 'It may be a key, or the address of another coin. Ask the recipient for a Bitcoin address.',
  };
}

function isOf(form: NetworkForm, [version]: Uint8Array): boolean {
  return version === form.publicKeyHash || version === form.scriptHash;
}

/** BIP-173 and BIP-350; like them it lets through the witness versions from 2 on, which have no use yet. */
function segwitProblem(address: string, prefix: string, form: NetworkForm): AddressProblem | undefined {
  if (address !== address.toLowerCase() && address !== address.toUpperCase()) {
    return { message: 'The Bitcoin address mixes upper and lower case.', hint: COPY_AGAIN };
  }
  if (prefix !== form.prefix) return wrongNetwork(form);
  const decoded = decodeSegwit(address.toLowerCase());
  if (decoded === undefined) {
    return {
      message: 'The Bitcoin address has a wrong checksum: a character is mistyped or missing.',
      hint: COPY_AGAIN,
    };
  }
  const { version, program, coder } = decoded;
  if (program === undefined || version === undefined || !isWitnessProgram(version, program)) {
    return { message: 'This is no Bitcoin address, although its checksum is right.', hint: COPY_AGAIN };
  }
  if (coder === (version === 0 ? bech32 : bech32m)) return undefined;
  return {
    message: `The Bitcoin address has the checksum of another version than its own, ${version} (BIP-350).`,
    hint: 'The software that made it is in error. Ask the recipient for another address.',
  };
}

/** BIP-141 and BIP-350: versions 0 to 16, 2 to 40 bytes, in version 0 only 20 or 32. */
function isWitnessProgram(version: number, { length }: Uint8Array): boolean {
  return version === 0 ? length === 20 || length === 32 : version <= 16 && length >= 2 && length <= 40;
}

/** The checksum tells which of the two coders wrote it. `program` is undefined when the words are no whole bytes. */
function decodeSegwit(text: string) {
  for (const coder of [bech32, bech32m]) {
    const words = coder.decodeUnsafe(text)?.words;
    if (words) return { version: words[0], program: coder.fromWordsUnsafe(words.slice(1)) || undefined, coder };
  }
  return undefined;
}

function wrongNetwork(form: NetworkForm): AddressProblem {
  return {
    message: `The Bitcoin address belongs to another network; the wallet is on ${form.name}.`,
    hint: 'Ask the recipient for an address of the same network. What is sent to another one does not arrive.',
  };
}

function decodeBase58(address: string): Uint8Array | undefined {
  try {
    return base58check.decode(address);
  } catch {
    return undefined;
  }
}

function sha256(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  return new Uint8Array(createHash('sha256').update(bytes).digest());
}

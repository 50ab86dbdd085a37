import { arweaveAddress, bitcoinTestnetAddress, ethereumAddress } from './addresses.ts';

/**
 * A key family is one blockchain network: all assets of a network share the wallet of an index, and with it one key and
 * one address (contract 3.4, identity rule).
 */
export interface KeyFamily {
  /** Also the protocol that the family's wallets show: an ERC20 asset alone makes an `ethereum_*` wallet (contract 3.4). */
  protocol: string;
  /** SLIP-44 coin type. */
  coinType: number;
  /** `publicKey`: 33 bytes, compressed. */
  address: (publicKey: Uint8Array) => string;
}

/**
 * Bitcoin's testnet has SLIP-44's coin 1. Ropsten has Ether's own 60, which is what Ethereum software uses on every
 * network, so that an exported key is found again by any of it.
 */
const ETHEREUM_ROPSTEN: KeyFamily = { protocol: 'ethereum_ropsten', coinType: 60, address: ethereumAddress };
const BITCOIN_TESTNET: KeyFamily = { protocol: 'bitcoin_testnet', coinType: 1, address: bitcoinTestnetAddress };
const ARWEAVE_TESTNET: KeyFamily = { protocol: 'arweave_testnet', coinType: 472, address: arweaveAddress };

const FAMILY_BY_ASSET_PROTOCOL: ReadonlyMap<string, KeyFamily> = new Map([
  ['ethereum_ropsten', ETHEREUM_ROPSTEN],
  ['erc20_ropsten', ETHEREUM_ROPSTEN],
  ['bitcoin_testnet', BITCOIN_TESTNET],
  ['arweave_testnet', ARWEAVE_TESTNET],
]);

/** The family of an asset's protocol. Throws for a protocol that the sandbox has no keys for: that is a bug here. */
export function familyOf(assetProtocol: string): KeyFamily {
  const family = FAMILY_BY_ASSET_PROTOCOL.get(assetProtocol);
  if (family === undefined) throw new Error(`The sandbox has no key family for the protocol ${assetProtocol}.`);
  return family;
}

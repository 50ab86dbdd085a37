import type { Asset } from '../wire.ts';

export const ARWEAVE_ID = '51bfa4b5-6499-5fe2-998b-5fb3c9403ac7';
export const BITCOIN_ID = 'a3c18f74-935e-5d75-bd3c-ce0fb5464414';
export const ETHER_ID = 'deaaa6bf-d944-57fa-8ec4-2dd45d1f5d3f';
export const EXAMPLE_COIN_ID = 'cfc59efb-3b21-5340-ae96-8cadb4ce31a8';
export const FAUCET_TOKEN_ID = 'cf08564b-8fa3-5c88-a29b-029915471249';

/**
 * Contract section 5, in the order of the list endpoint: Arweave first, since vendor tests look there (contract 3.1).
 * Bitcoin's `genesis` is the hash of the public testnet3 genesis block; the contract has only its form. The faucet
 * token's metadata is not known: no contract address is invented for it.
 */
export const ASSETS: readonly Asset[] = [
  {
    id: ARWEAVE_ID,
    name: 'Arweave (internal testnet)',
    symbol: 'AR',
    exponent: 12,
    protocol: 'arweave_testnet',
    metadata: { genesis: 'AX7fqNywVSYFBjqMiAApi1KOjAz-7JvMoFXAewyabWD1Jk2KdzFroYsqUpxSa0hh' },
  },
  {
    id: BITCOIN_ID,
    name: 'Bitcoin (testnet)',
    symbol: 'BTC',
    exponent: 8,
    protocol: 'bitcoin_testnet',
    metadata: { genesis: '000000000933ea01ad0ee984209779baaec3ced90fa3f408719526f8d77f4943' },
  },
  {
    id: ETHER_ID,
    name: 'Ether (Ropsten)',
    symbol: 'ETH',
    exponent: 18,
    protocol: 'ethereum_ropsten',
    metadata: { chain_id: 3 },
  },
  {
    id: EXAMPLE_COIN_ID,
    name: 'Example coin',
    symbol: 'COIN',
    exponent: 12,
    protocol: 'erc20_ropsten',
    metadata: { chain_id: 3, contract: '0xb95185ca02B704e46721d878EE7f566C6a2a959f' },
  },
  {
    id: FAUCET_TOKEN_ID,
    name: 'Upvest Testing ERC20 Faucet (Ropsten)',
    symbol: 'UP',
    exponent: 18,
    protocol: 'erc20_ropsten',
    metadata: { chain_id: 3 },
  },
];

const BY_ID: ReadonlyMap<string, Asset> = new Map(ASSETS.map((asset) => [asset.id, asset]));

export function findAsset(assetId: string): Asset | undefined {
  return BY_ID.get(assetId);
}

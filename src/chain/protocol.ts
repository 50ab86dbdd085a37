/** What decides how addresses look: a blockchain with its network, whatever the asset. */
export type AddressKind = 'ethereum' | 'bitcoin' | 'bitcoin_testnet' | 'arweave';

/**
 * The kind of a protocol (contract 3.3), or undefined for one that is not known here: the names are an open set. Every
 * Ethereum network and its ERC20 tokens share one form of address; so do Arweave's networks. Of Bitcoin only the bare name
 * is the main network; any suffix is a test network, and all of those share the testnet's forms.
 */
export function addressKindOf(protocol: string): AddressKind | undefined {
  const [family, network] = String(protocol).toLowerCase().split('_');
  switch (family) {
    case 'ethereum':
    case 'erc20':
      return 'ethereum';
    case 'bitcoin':
      return network === undefined || network === 'mainnet' ? 'bitcoin' : 'bitcoin_testnet';
    case 'arweave':
      return 'arweave';
    default:
      return undefined;
  }
}

import type { Wallet } from '../../index.ts';
import type { View } from '../output/listing.ts';
import { cellText } from '../output/sanitize.ts';
import { walletView } from './wallet-view.ts';

/** One wallet in full: also its index, and the assets' names and ids. */
export const walletDetailsView: View<Wallet> = {
  ...walletView,
  table: (wallets) => {
    const { titles, rows } = walletView.table(wallets);
    return {
      titles: [...titles, 'INDEX', 'ASSETS'],
      rows: rows.map((row, position) => {
        const wallet = wallets[position];
        return [...row, [indexName(wallet)], wallet ? assetLines(wallet) : []];
      }),
    };
  },
};

/** No index was asked for: that is another wallet than the one of index 0. */
function indexName(wallet: Wallet | undefined): string {
  return wallet?.index == null ? '(none)' : String(wallet.index);
}

function assetLines({ balances }: Wallet): string[] {
  return balances.map(({ symbol, name, asset_id }) => `${cellText(symbol)}: ${cellText(name)}, ${cellText(asset_id)}`);
}

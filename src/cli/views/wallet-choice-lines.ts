import { formatAmount, type Wallet } from '../../index.ts';
import { ends } from '../output/clip.ts';
import { cellText } from '../output/sanitize.ts';
import { tableLines } from '../output/table.ts';
import { protocolName } from './wallet-view.ts';

/** One line for each wallet, in columns, for a list to choose from; the details tell two similar ones apart. */
export function walletChoiceLines(wallets: readonly Wallet[]): { wallet: Wallet; line: string; details: string }[] {
  const rows = wallets.map((wallet) => [[place(wallet)], [protocolName(wallet.protocol)], [holdings(wallet)]]);
  const [, ...lines] = tableLines({ titles: ['', '', ''], rows });
  return wallets.map((wallet, index) => ({
    wallet,
    line: lines[index] ?? '',
    details: [wallet.id, wallet.address ?? wallet.status].map((text) => cellText(text)).join('  '),
  }));
}

function place({ address, status }: Wallet): string {
  return cellText(address === null ? status : ends(address));
}

function holdings({ balances }: Wallet): string {
  return balances.map((balance) => cellText(formatAmount(balance))).join(', ');
}

import type { Wallet } from '../../index.ts';
import type { Context } from '../context.ts';
import { collect } from '../output/collect.ts';
import type { Choice } from '../prompter/prompter.ts';
import { walletChoiceLines } from '../views/wallet-choice-lines.ts';
import type { Account, Next } from './account.ts';
import { showWallet } from './show-wallet.ts';

const REFRESH = 'refresh';

/** All wallets, as a list to choose from; a chosen one is shown in full, then the list comes back. */
export async function browseWallets(context: Context, account: Account): Promise<Next> {
  let wallets = await fetchAll(context, account);
  for (let last: Wallet | undefined; ; ) {
    if (wallets.length === 0) context.io.notice('There are no wallets yet.');
    const chosen = await context.prompter.choose<Wallet | typeof REFRESH>({
      message: `Wallets (${wallets.length}):`,
      choices: [...walletChoices(wallets), { name: 'Refresh', value: REFRESH }],
      initial: last,
    });
    if (chosen === undefined) return 'menu';
    if (chosen === REFRESH) wallets = await fetchAll(context, account);
    else {
      last = await showWallet(context, account, chosen);
      const shown = last;
      wallets = wallets.map((wallet) => (wallet.id === shown.id ? shown : wallet));
    }
  }
}

async function fetchAll({ io }: Context, { client }: Account): Promise<Wallet[]> {
  io.progress('Fetching wallets…');
  const wallets = await collect(client.wallets.list(), 'wallets', (count) => {
    io.progress(`Fetching wallets: ${count} so far…`);
  });
  io.clearProgress();
  return wallets;
}

function walletChoices(wallets: readonly Wallet[]): Choice<Wallet>[] {
  return walletChoiceLines(wallets).map(({ wallet, line, details }) => ({
    name: line,
    value: wallet,
    description: details,
  }));
}

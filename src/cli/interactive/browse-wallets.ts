import type { Wallet } from '../../index.ts';
import type { Context } from '../context.ts';
import { clip } from '../output/clip.ts';
import { fieldLines } from '../output/table.ts';
import type { Choice } from '../prompter/prompter.ts';
import { walletChoiceLines } from '../views/wallet-choice-lines.ts';
import { walletDetailsView } from '../views/wallet-details-view.ts';
import type { Account, Next } from './account.ts';

const REFRESH = 'refresh';
/** What a list draws before a choice's name. */
const MARGIN = 3;

/** All wallets, as a list to choose from; a chosen one is shown in full, then the list comes back. */
export async function browseWallets(context: Context, account: Account): Promise<Next> {
  let wallets = await fetchAll(context, account);
  for (let last: Wallet | undefined; ; ) {
    if (wallets.length === 0) context.io.notice('There are no wallets yet.');
    const chosen = await context.prompter.choose<Wallet | typeof REFRESH>({
      message: `Wallets (${wallets.length}):`,
      choices: [...walletChoices(context, wallets), { name: 'Refresh', value: REFRESH }],
      initial: last,
    });
    if (chosen === undefined) return 'menu';
    if (chosen === REFRESH) wallets = await fetchAll(context, account);
    else {
      last = chosen;
      await showWallet(context, account, chosen);
    }
  }
}

type WalletAction = 'refresh' | 'back';

/** One wallet in full, and what can be done with it. */
async function showWallet(context: Context, { client }: Account, first: Wallet): Promise<void> {
  for (let wallet = first; ; ) {
    await context.io.writeLines(['', ...fieldLines(walletDetailsView.table([wallet])), '']);
    const action = await context.prompter.choose<WalletAction>({
      message: 'This wallet:',
      choices: [
        { name: 'Back to the list', value: 'back' },
        { name: 'Refresh', value: 'refresh' },
      ],
    });
    if (action !== 'refresh') return;
    context.io.progress('Fetching the wallet…');
    wallet = await client.wallets.retrieve(wallet.id);
  }
}

async function fetchAll({ io }: Context, { client }: Account): Promise<Wallet[]> {
  const wallets: Wallet[] = [];
  io.progress('Fetching wallets…');
  for await (const wallet of client.wallets.list()) {
    wallets.push(wallet);
    io.progress(`Fetching wallets: ${wallets.length} so far…`);
  }
  io.clearProgress();
  return wallets;
}

function walletChoices({ io }: Context, wallets: readonly Wallet[]): Choice<Wallet>[] {
  const room = (io.width ?? 80) - MARGIN;
  return walletChoiceLines(wallets).map(({ wallet, line, details }) => ({
    name: clip(line, room),
    value: wallet,
    description: details,
  }));
}

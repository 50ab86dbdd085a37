import { type Definition, example, runs } from '../../program/define.ts';
import { wholeNumber } from '../../program/options.ts';
import type { ListWalletsOptions } from './list.ts';
import type { ShowWalletOptions } from './show.ts';

export function defineWallets(definition: Definition): void {
  const wallets = definition.program.command('wallets').description('the wallets and what is in them');
  example(wallets, 'upvest-wallet wallets', 'upvest-wallet wallets list --asset ETH --json');

  const list = wallets
    .command('list', { isDefault: true })
    .description('every wallet: id, protocol, status, address and balances')
    .option('--protocol <name>', 'only wallets of this protocol, such as ethereum_ropsten')
    .option('--asset <asset>', 'only wallets that hold this asset, by id or symbol')
    .option('--limit <n>', 'at most so many', wholeNumber(1, 1_000_000));
  example(list, 'upvest-wallet wallets list', 'upvest-wallet wallets list --asset ETH --limit 5 --output csv');
  runs<ListWalletsOptions>(list, definition, () => import('./list.ts'));

  const show = wallets.command('show').description('one wallet in full').argument('<walletId>', 'the id of the wallet');
  example(show, 'upvest-wallet wallets show 3a2bf0b5-2b3c-4a0e-9e3c-0f6f0a4f8a11');
  runs<ShowWalletOptions>(show, definition, () => import('./show.ts'));
}

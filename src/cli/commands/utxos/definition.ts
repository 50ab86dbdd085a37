import { type Definition, example, runs } from '../../program/define.ts';
import type { ListUtxosOptions } from './list.ts';

export function defineUtxos(definition: Definition): void {
  const utxos = definition.program.command('utxos').description('unspent outputs of Bitcoin wallets');
  example(utxos, 'upvest-wallet utxos list 3a2bf0b5-2b3c-4a0e-9e3c-0f6f0a4f8a11');

  const list = utxos
    .command('list', { isDefault: true })
    .description('every unspent output: transaction, index, value and confirmations')
    .argument('<walletId>', 'the id of the wallet');
  example(list, 'upvest-wallet utxos list 3a2bf0b5-2b3c-4a0e-9e3c-0f6f0a4f8a11 --json');
  runs<ListUtxosOptions>(list, definition, () => import('./list.ts'));
}

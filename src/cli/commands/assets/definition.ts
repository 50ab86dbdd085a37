import { type Definition, example, runs } from '../../program/define.ts';
import type { ShowAssetOptions } from './show.ts';

export function defineAssets(definition: Definition): void {
  const assets = definition.program.command('assets').description('what wallets can hold');
  example(assets, 'upvest-wallet assets');

  const list = assets
    .command('list', { isDefault: true })
    .description('every asset: id, symbol, name, protocol and decimals');
  example(list, 'upvest-wallet assets list --output csv');
  runs(list, definition, () => import('./list.ts'));

  const show = assets.command('show').description('one asset in full').argument('<assetId>', 'the id of the asset');
  example(show, 'upvest-wallet assets show deaaa6bf-d944-57fa-8ec4-2dd45d1f5d3f');
  runs<ShowAssetOptions>(show, definition, () => import('./show.ts'));
}

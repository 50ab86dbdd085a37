import type { Context } from '../../context.ts';
import { printList } from '../../output/listing.ts';
import { assetView } from '../../views/asset-view.ts';
import { openWallet } from '../../wallet-access.ts';

export async function run(_options: object, context: Context): Promise<void> {
  const { client } = await openWallet(context);
  await printList(client.assets.list(), assetView, context);
}

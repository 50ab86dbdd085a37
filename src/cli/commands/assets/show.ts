import type { Context } from '../../context.ts';
import { printOne } from '../../output/listing.ts';
import { assetDetailsView } from '../../views/asset-view.ts';
import { openWallet } from '../../wallet-access.ts';

export interface ShowAssetOptions {
  assetId: string;
}

export async function run({ assetId }: ShowAssetOptions, context: Context): Promise<void> {
  const { client } = await openWallet(context);
  await printOne(await client.assets.retrieve(assetId), assetDetailsView, context);
}

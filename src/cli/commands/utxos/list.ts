import type { Context } from '../../context.ts';
import { printList } from '../../output/listing.ts';
import { utxoView } from '../../views/utxo-view.ts';
import { openWallet } from '../../wallet-access.ts';

export interface ListUtxosOptions {
  walletId: string;
}

export async function run({ walletId }: ListUtxosOptions, context: Context): Promise<void> {
  const { client } = await openWallet(context);
  context.io.progress('Fetching unspent outputs…');
  await printList(await client.utxos.list(walletId), utxoView, context);
}

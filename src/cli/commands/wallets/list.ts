import type { Wallet } from '../../../index.ts';
import type { Context } from '../../context.ts';
import { printList } from '../../output/listing.ts';
import { walletView } from '../../views/wallet-view.ts';
import { openWallet } from '../../wallet-access.ts';

export interface ListWalletsOptions {
  protocol?: string;
  /** Id or symbol. */
  asset?: string;
  limit?: number;
}

const LARGEST_PAGE = 100;

export async function run(options: ListWalletsOptions, context: Context): Promise<void> {
  const { client } = await openWallet(context);
  const filtered = options.protocol !== undefined || options.asset !== undefined;
  const pageSize = filtered ? LARGEST_PAGE : Math.min(LARGEST_PAGE, options.limit ?? LARGEST_PAGE);
  await printList(selected(client.wallets.list({ pageSize }), options), walletView, context);
}

/** Those asked for; stops the fetching when there are enough. */
async function* selected(wallets: AsyncIterable<Wallet>, options: ListWalletsOptions): AsyncGenerator<Wallet> {
  let count = 0;
  for await (const wallet of wallets) {
    if (!matches(wallet, options)) continue;
    yield wallet;
    count += 1;
    if (count === options.limit) return;
  }
}

function matches({ protocol, balances }: Wallet, wanted: ListWalletsOptions): boolean {
  if (wanted.protocol !== undefined && protocol.toLowerCase() !== wanted.protocol.toLowerCase()) return false;
  const asset = wanted.asset?.toLowerCase();
  return (
    asset === undefined ||
    balances.some(({ asset_id, symbol }) => asset_id.toLowerCase() === asset || symbol.toLowerCase() === asset)
  );
}

import { MemoryTokenStore } from '../../../index.ts';
import { createClient } from '../../client.ts';
import type { Context } from '../../context.ts';
import { openInteractiveWallet } from '../../interactive/wallet.ts';
import { printList } from '../../output/listing.ts';
import { walletView } from '../../views/wallet-view.ts';
import { start } from './serve.ts';

/** Its own sandbox, its own session in memory: no saved profile and no variable is looked at. */
export async function run(_options: object, context: Context): Promise<void> {
  const { io } = context;
  io.notice('Starting a sandbox of the Blockchain API on this machine…');
  const { baseUrl, demo } = await start(context, {});
  const { clientId, clientSecret, username, password } = demo;
  const client = createClient(context, { baseUrl, clientId, clientSecret, tokenStore: new MemoryTokenStore() });
  const tokens = await client.login({ username, password });
  io.notice(`Logged in to ${baseUrl} as ${tokens.username}, with the scopes ${tokens.scope.join(', ')}.`);
  if (io.isInteractive) await openInteractiveWallet(context, { client, username, baseUrl });
  else await printList(client.wallets.list(), walletView, context);
}

import { actingUser } from '../caller.ts';
import { RequestBody } from '../request-body.ts';
import type { Call, Route, RouteParts } from '../route.ts';
import { isActive } from '../wallet-record.ts';
import { type OffboardMetadata, zipExport } from './archive.ts';
import { type ExportedWallet, exportWallet } from './exported-wallet.ts';

/** Contract 3.8. */
export function offboardRoutes(parts: RouteParts): Route[] {
  return [
    {
      method: 'POST',
      path: 'clientele/offboard',
      scopes: ['write'],
      strictScopes: ['wallet'],
      handle: async (call) => Response.json(await offboard(call, parts)),
    },
  ];
}

/**
 * All keys of the user at once. Wallets that are PENDING and those without a format (Arweave) count in the total only.
 * The wallets stay usable afterwards (contract 3.8).
 */
async function offboard({ context, caller }: Call, { users, clock, randomBytes }: RouteParts): Promise<unknown> {
  const body = RequestBody.parse(context.get('body'));
  const password = body.text('password');
  const user = actingUser(caller, () => body.text('username'));
  const keys = await users.unlock(user, password);
  const wallets = [...user.wallets].reverse();
  const results: ExportedWallet[] = [];
  // One after the other: at once, they would take every thread of the pool, and all logins would wait for them.
  for (const wallet of wallets.filter((candidate) => isActive(candidate, clock()))) {
    const exported = await exportWallet(wallet, { keys, password, randomBytes });
    if (exported !== undefined) results.push(exported);
  }
  const metadata: OffboardMetadata = {
    username: user.username,
    total_wallet_count: wallets.length,
    offboarded_wallet_count: results.length,
  };
  const zip = Buffer.from(zipExport(metadata, results));
  return { previous: null, next: null, metadata, results, zip_base64: zip.toString('base64') };
}

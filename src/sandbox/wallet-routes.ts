import { findAsset } from './assets.ts';
import { actingUser, walletOf, walletsOf } from './caller.ts';
import { invalidField } from './error-envelope.ts';
import { MAX_WALLET_INDEX } from './keys/derivation.ts';
import { paginate } from './pagination.ts';
import { RequestBody } from './request-body.ts';
import type { Call, Route, RouteParts } from './route.ts';
import { showWallet, type WalletRecord, walletPosition } from './wallet-record.ts';

/** Contract 3.4. */
export function walletRoutes(parts: RouteParts): Route[] {
  const { clock } = parts;
  const show = (wallet: WalletRecord) => showWallet(wallet, clock());
  return [
    {
      method: 'GET',
      path: 'kms/wallets/',
      scopes: ['read'],
      strictScopes: ['wallet'],
      handle: ({ caller, linkUrl }) => {
        const items = walletsOf(caller);
        return Response.json(paginate({ items, positionOf: walletPosition, show, url: linkUrl }));
      },
    },
    {
      method: 'POST',
      path: 'kms/wallets/',
      scopes: ['write'],
      strictScopes: ['wallet'],
      handle: async (call) => Response.json(show(await createWallet(call, parts)), { status: 201 }),
    },
    {
      method: 'GET',
      path: 'kms/wallets/:walletId',
      scopes: ['read'],
      strictScopes: ['wallet'],
      handle: ({ context, caller }) => Response.json(show(walletOf(caller, context.req.param('walletId')).wallet)),
    },
  ];
}

/** 201 also for a wallet that was there already (contract section 6). */
async function createWallet({ context, caller }: Call, parts: RouteParts): Promise<WalletRecord> {
  const body = RequestBody.parse(context.get('body'));
  const assetId = body.text('asset_id');
  const password = body.text('password');
  const index = body.optionalIndex('index', MAX_WALLET_INDEX);
  body.optionalChoice('type', ['encrypted']);
  const asset = findAsset(assetId.toLowerCase());
  if (asset === undefined) throw invalidField('asset_id', 'invalid', 'There is no such asset.');
  const owner = actingUser(caller, () => body.text('username'));
  const wallet = parts.wallets.open(owner, await parts.users.unlock(owner, password), asset, index);
  await parts.persist();
  return wallet;
}

import { findAsset } from './assets.ts';
import { invalidField, notFound, wrongPassword } from './error-envelope.ts';
import { MAX_WALLET_INDEX } from './keys/derivation.ts';
import { paginate } from './pagination.ts';
import { RequestBody } from './request-body.ts';
import type { Call, Route, RouteParts } from './route.ts';
import { showWallet, type WalletRecord, walletPosition } from './wallet-record.ts';

/** Contract 3.4. */
export function walletRoutes(parts: RouteParts): Route[] {
  const { wallets, clock } = parts;
  const show = (wallet: WalletRecord) => showWallet(wallet, clock());
  return [
    {
      method: 'GET',
      path: 'kms/wallets/',
      scopes: ['read'],
      strictScopes: ['wallet'],
      handle: ({ caller, linkUrl }) => {
        const items = wallets.newestFirst(caller.user);
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
      handle: ({ context, caller }) => {
        // Another user's wallet is not found either: only the caller's own are looked through (contract 3).
        const wallet = wallets.find(caller.user, context.req.param('walletId') ?? '');
        if (wallet === undefined) throw notFound('The wallet');
        return Response.json(show(wallet));
      },
    },
  ];
}

/** 201 also for a wallet that was there already (contract section 6). `username` is for tenants and ignored here. */
async function createWallet({ context, caller }: Call, parts: RouteParts): Promise<WalletRecord> {
  const body = RequestBody.parse(context.get('body'));
  const assetId = body.text('asset_id');
  const password = body.text('password');
  const index = body.optionalIndex('index', MAX_WALLET_INDEX);
  body.optionalChoice('type', ['encrypted']);
  const asset = findAsset(assetId.toLowerCase());
  if (asset === undefined) throw invalidField('asset_id', 'invalid', 'There is no such asset.');
  const right = await parts.authenticate(caller.user.username, password);
  if (right === undefined) throw wrongPassword();
  const wallet = parts.wallets.open(caller.user, asset, index);
  await parts.persist();
  return wallet;
}

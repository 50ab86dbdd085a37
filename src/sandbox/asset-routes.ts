import type { Asset } from '../wire.ts';
import { ASSETS, findAsset } from './assets.ts';
import { positionOfInstant } from './cursor.ts';
import { notFound } from './error-envelope.ts';
import { paginate } from './pagination.ts';
import type { Route } from './route.ts';

/** Assets have no time of creation in the contract; the list's order is given them as one, a second apart. */
const NEWEST_ASSET_MICROS = Date.UTC(2020, 0, 1) * 1000;
const POSITIONS: ReadonlyMap<string, string> = new Map(
  ASSETS.map((asset, place) => [asset.id, positionOfInstant(NEWEST_ASSET_MICROS - place * 1_000_000)]),
);

/** Contract 3.3. */
export function assetRoutes(): Route[] {
  return [
    {
      method: 'GET',
      path: 'assets/',
      scopes: ['read'],
      strictScopes: [],
      handle: ({ linkUrl }) => Response.json(paginate({ items: ASSETS, positionOf, show: identity, url: linkUrl })),
    },
    {
      method: 'GET',
      path: 'assets/:assetId',
      scopes: ['read'],
      strictScopes: [],
      handle: ({ context }) => {
        const asset = findAsset(context.req.param('assetId')?.toLowerCase() ?? '');
        if (asset === undefined) throw notFound('The asset');
        return Response.json(asset);
      },
    },
  ];
}

function positionOf(asset: Asset): string {
  return POSITIONS.get(asset.id) ?? '';
}

function identity(asset: Asset): Asset {
  return asset;
}

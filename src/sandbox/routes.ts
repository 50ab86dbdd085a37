import { assetRoutes } from './asset-routes.ts';
import { echoRoutes } from './echo-routes.ts';
import { offboardRoutes } from './offboarding/offboard-routes.ts';
import type { Route, RouteParts } from './route.ts';
import { signRoutes } from './sign-routes.ts';
import { tenancyRoutes } from './tenancy/tenancy-routes.ts';
import { transactionRoutes } from './transaction-routes.ts';
import { utxoRoutes } from './utxo-routes.ts';
import { walletRoutes } from './wallet-routes.ts';

/** Every endpoint but the token endpoint. */
export function apiRoutes(parts: RouteParts): Route[] {
  return [
    ...echoRoutes(),
    ...assetRoutes(),
    ...walletRoutes(parts),
    ...signRoutes(parts),
    ...transactionRoutes(parts),
    ...utxoRoutes(parts),
    ...offboardRoutes(parts),
    ...tenancyRoutes(parts),
  ];
}

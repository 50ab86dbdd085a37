import type { Route, RouteParts } from '../route.ts';
import { recoverRoute } from './recover-route.ts';
import { timeRoute } from './time-route.ts';
import { userRoutes } from './user-routes.ts';

/** What an API key unlocks besides the users' own endpoints (contract 4.2), and the time, which is anyone's. */
export function tenancyRoutes(parts: RouteParts): Route[] {
  return [timeRoute(parts.clock), ...userRoutes(parts), recoverRoute(parts)];
}

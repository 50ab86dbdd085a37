import type { Route } from '../route.ts';

/** Contract 4.2: seconds with a fraction, and the same as a text without a zone, which means UTC. */
export function timeRoute(clock: () => number): Route {
  return {
    method: 'GET',
    path: 'time/',
    scopes: [],
    strictScopes: [],
    handle: () => {
      const nowMs = Math.floor(clock());
      const iso8601 = `${new Date(nowMs).toISOString().slice(0, -1)}000`;
      return Response.json({ epoch: nowMs / 1000, iso8601 });
    },
  };
}

import { usersOf } from '../caller.ts';
import { sameSecret } from '../constant-time.ts';
import { notFound } from '../error-envelope.ts';
import { RequestBody } from '../request-body.ts';
import type { Call, Route, RouteParts } from '../route.ts';
import { parseKitSeed } from './kit-seed.ts';

/** Contract 4.2, 4.3. */
export function recoverRoute(parts: RouteParts): Route {
  return {
    method: 'POST',
    path: 'tenancy/recover/',
    scopes: [],
    strictScopes: [],
    handle: async (call) => {
      await recover(call, parts);
      return Response.json({ success: true });
    },
  };
}

/** The seed of the kit takes the place of what the lost password sealed. Tokens stay valid (contract 2.3). */
async function recover({ context, caller }: Call, { users, wallets, kits, persist }: RouteParts): Promise<void> {
  const body = RequestBody.parse(context.get('body'));
  const kitSeed = parseKitSeed(body.object('seed'));
  const seedHash = body.text('seedhash');
  const userId = body.optionalIndex('user_id', 0xffffffff);
  const password = body.text('password');
  if (userId === null) throw body.refuse('user_id', 'required', 'is required');
  const user = usersOf(caller).find((candidate) => candidate.userId === userId);
  if (user === undefined) throw notFound('The user');
  if (user.kitSeedHash === null || !sameSecret(seedHash, user.kitSeedHash))
    throw body.refuse('seedhash', 'invalid', 'is not of this user’s recovery kit');
  const seed = kits.open(user, kitSeed);
  if (seed === undefined) throw body.refuse('seed', 'invalid', 'is not of this user’s recovery kit');
  await users.sealAnew(user, seed, password);
  wallets.reencrypt(user);
  await persist();
}

import type { Wallet } from '../../wire.ts';
import { usersOf } from '../caller.ts';
import { positionOfInstant } from '../cursor.ts';
import { notFound } from '../error-envelope.ts';
import { paginate } from '../pagination.ts';
import { RequestBody } from '../request-body.ts';
import type { Call, Route, RouteParts } from '../route.ts';
import type { User } from '../users.ts';
import { showWallet } from '../wallet-record.ts';
import { createUser } from './new-user.ts';

/** Contract 4.2. */
export function userRoutes(parts: RouteParts): Route[] {
  const { clock } = parts;
  const show = (user: User) => showUser(user, clock());
  const list = { path: 'tenancy/users/', scopes: [], strictScopes: [] };
  const item = { path: 'tenancy/users/:username', scopes: [], strictScopes: [] };
  return [
    {
      ...list,
      method: 'GET',
      handle: ({ caller, linkUrl }) => {
        const items = [...usersOf(caller)].reverse();
        const positionOf = (user: User) => positionOfInstant(user.createdAtMicros);
        return Response.json(paginate({ items, positionOf, show, url: linkUrl }));
      },
    },
    {
      ...list,
      method: 'POST',
      handle: async ({ context }) => Response.json(await createUser(context.get('body'), parts), { status: 201 }),
    },
    { ...item, method: 'GET', handle: (call) => Response.json(show(namedUser(call))) },
    { ...item, method: 'PATCH', handle: async (call) => Response.json(await changePassword(call, parts)) },
    {
      ...item,
      method: 'DELETE',
      handle: async (call) => {
        await deleteUser(call, parts);
        return new Response(null, { status: 204 });
      },
    },
  ];
}

function showUser(user: User, nowMs: number): { username: string; wallets: Wallet[] } {
  const newestFirst = [...user.wallets].reverse();
  return { username: user.username, wallets: newestFirst.map((wallet) => showWallet(wallet, nowMs)) };
}

function namedUser({ context, caller }: Call): User {
  const username = context.req.param('username');
  const user = usersOf(caller).find((candidate) => candidate.username === username);
  if (user === undefined) throw notFound('The user');
  return user;
}

/** The tokens of the old password stay valid (contract 2.3). */
async function changePassword(call: Call, { users, wallets, persist }: RouteParts): Promise<{ username: string }> {
  const user = namedUser(call);
  const body = RequestBody.parse(call.context.get('body'));
  await users.changePassword(user, { oldPassword: body.text('old_password'), newPassword: body.text('new_password') });
  wallets.reencrypt(user);
  await persist();
  return { username: user.username };
}

/** The tokens of the user end (contract section 6). */
async function deleteUser(call: Call, { users, tokens, persist }: RouteParts): Promise<void> {
  const user = namedUser(call);
  users.remove(user);
  tokens.forgetUser(user.username);
  await persist();
}

import { Profiles } from '../../../profiles/index.ts';
import type { Context } from '../../context.ts';

export interface LogoutOptions {
  all?: boolean;
}

/** Needs no client and no network: the API has nothing to revoke tokens with. */
export async function run({ all = false }: LogoutOptions, context: Context): Promise<void> {
  const { global, env, io } = context;
  const profiles = new Profiles(undefined, io.host.env);
  const named = global.profile ?? env.profile ?? profiles.current();
  for (const name of all ? profiles.names() : [named]) {
    const tokenStore = profiles.tokenStore(name);
    const username = await tokenStore.exclusive(async () => {
      const tokens = await tokenStore.load();
      await tokenStore.clear();
      return tokens?.username;
    });
    io.notice(username === undefined ? `Nobody was logged in under ${name}.` : `Logged out ${username} (${name}).`);
  }
}

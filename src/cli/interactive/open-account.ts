import type { Context } from '../context.ts';
import { logIn } from '../login.ts';
import { openProfile } from '../profile-access.ts';
import { clientOf, openHolder } from '../wallet-access.ts';
import type { Account } from './account.ts';

/** The account of the profile in force, logged in first if needed. */
export async function openAccount(context: Context): Promise<Account> {
  const access = await openProfile(context);
  const session = await clientOf(context, access)?.status();
  if (!session?.loggedIn) {
    const where = access.settings.baseUrl === undefined ? '' : ` to ${access.settings.baseUrl}`;
    context.io.notice(`Log in${where} (profile ${access.name}).`);
    await logIn(context, {});
  }
  return { ...(await openHolder(context)), profile: access.name };
}

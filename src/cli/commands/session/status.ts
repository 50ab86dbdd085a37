import type { Context } from '../../context.ts';
import { EXIT } from '../../exit-codes.ts';
import { printOne } from '../../output/listing.ts';
import { openProfile } from '../../profile-access.ts';
import { loginCommand } from '../../report-error.ts';
import { recordView } from '../../views/record-view.ts';
import { clientOf } from '../../wallet-access.ts';

const STATUS = recordView(
  ['profile', 'logged_in', 'base_url', 'username', 'scope', 'expires_at', 'secrets_in', 'secrets_why'],
  'statuses',
);

export async function run(_options: object, context: Context): Promise<number> {
  const access = await openProfile(context);
  const { name, profiles, settings } = access;
  const session = await clientOf(context, access)?.status();
  const loggedIn = session?.loggedIn ?? false;
  await printOne(
    {
      profile: name,
      logged_in: loggedIn,
      base_url: session?.baseUrl ?? settings.baseUrl ?? null,
      username: session?.username ?? settings.username ?? null,
      scope: session?.scope ?? [],
      expires_at: session?.expiresAt?.toISOString() ?? null,
      secrets_in: profiles.get(name) ? profiles.secretsPlace(name) : null,
      secrets_why: profiles.secretsIn(name)?.why ?? null,
    },
    STATUS,
    context,
  );
  if (loggedIn) return EXIT.done;
  context.io.notice(`Nobody is logged in. Run: ${loginCommand(context.global.profile ?? context.env.profile)}`);
  return EXIT.authentication;
}

import type { Context } from '../../context.ts';
import { logIn } from '../../login.ts';
import { printOne } from '../../output/listing.ts';
import { readPassword } from '../../stdin-secret.ts';
import { recordView } from '../../views/record-view.ts';

export interface LoginOptions {
  clientId?: string;
  username?: string;
  scope?: string;
  passwordStdin?: boolean;
}

const RESULT = recordView(['profile', 'base_url', 'username', 'scope'], 'logins');

export async function run(options: LoginOptions, context: Context): Promise<void> {
  const { clientId, username, scope } = options;
  const password = options.passwordStdin ? await readPassword(context.io.host.stdin) : undefined;
  const { profile, tokens } = await logIn(context, { clientId, username, scope, password });
  context.io.notice(`Logged in as ${tokens.username}.`);
  if (context.global.format === 'table') return;
  await printOne(
    { profile, base_url: tokens.baseUrl, username: tokens.username, scope: tokens.scope },
    RESULT,
    context,
  );
}

import { Profiles } from '../../profiles/index.ts';
import type { Context } from '../context.ts';
import { logIn } from '../login.ts';
import type { Account, Next } from './account.ts';
import { openAccount } from './open-account.ts';

const NEW = Symbol('a new profile');

/** Another login of this machine, or a new one. */
export async function switchProfile(context: Context, account: Account): Promise<Next> {
  const profiles = new Profiles(undefined, context.io.host.env);
  const chosen = await context.prompter.choose<string | typeof NEW>({
    message: 'Which profile?',
    choices: [
      ...profiles.names().map((name) => ({ name, value: name, description: describe(profiles, name) })),
      { name: 'A new one', value: NEW, description: 'Asks for its name, then logs in' },
    ],
    initial: account.profile,
  });
  if (chosen === undefined) return 'menu';
  if (chosen !== NEW) return openAccount(withProfile(context, chosen));
  const name = await context.prompter.text({
    message: 'Name of the profile:',
    problem: (text) => nameProblem(profiles, text),
  });
  const other = withProfile(context, name);
  await logIn(other, {});
  return openAccount(other);
}

/** Forgets the session; then somebody may log in, or not. */
export async function logOut(context: Context, { client, username, profile }: Account): Promise<Next> {
  await client.logout();
  context.io.notice(`Logged out ${username}.`);
  if (profile === undefined) return 'quit';
  const again = await context.prompter.choose({
    message: 'And now?',
    choices: [
      { name: 'Log in again', value: true },
      { name: 'Quit', value: false },
    ],
    escape: 'quit',
  });
  return again ? openAccount(withProfile(context, profile)) : 'quit';
}

/** The profile that was chosen decides alone: what the command line and the environment say was for the one before. */
function withProfile(context: Context, profile: string): Context {
  return { ...context, env: {}, global: { ...context.global, profile, baseUrl: undefined } };
}

function describe(profiles: Profiles, name: string): string {
  const settings = profiles.get(name);
  return [settings?.username, settings?.baseUrl].filter((text) => text !== undefined).join(' at ');
}

function nameProblem(profiles: Profiles, name: string): string | undefined {
  try {
    return profiles.get(name) === undefined ? undefined : 'There is such a profile already.';
  } catch (error) {
    return error instanceof Error ? error.message : 'This is no name for a profile.';
  }
}

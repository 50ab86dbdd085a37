import { ALL_SCOPES, type TokenSet } from '../index.ts';
import type { Context } from './context.ts';
import { VARIABLES } from './environment.ts';
import { UsageError } from './errors.ts';
import { askBaseUrl, askClientId, askClientSecret, askScope, askUsername } from './login-questions.ts';
import { type ClientSettings, loginAsking, loginOnce } from './password.ts';
import { normalBaseUrl, openProfile, type ProfileAccess } from './profile-access.ts';

export interface LoginRequest {
  clientId?: string | undefined;
  username?: string | undefined;
  scope?: string | undefined;
  /** Already read from stdin. */
  password?: string | undefined;
}

export interface LoggedIn {
  profile: string;
  tokens: TokenSet;
}

/** Asks for what is missing, logs in and stores the login with the profile. When it fails, nothing of the profile has changed. */
export async function logIn(context: Context, request: LoginRequest): Promise<LoggedIn> {
  const { clientId, username, scope } = request;
  const access = await openProfile(context, { clientId, username, scope });
  const password = request.password ?? context.env.password;
  if (!context.io.canPrompt) assertNothingMissing(access, password);
  const settings = await complete(context, access);
  const user = access.settings.username ?? (await askUsername(context.prompter));
  const wanted = { ...settings, scope: await scopeFor(context, access) };
  const tokens =
    password === undefined
      ? (await loginAsking(context, wanted, user)).tokens
      : await loginOnce(context, wanted, { username: user, password });
  await save(context, access, wanted, tokens);
  return { profile: access.name, tokens };
}

async function complete(context: Context, { settings }: ProfileAccess): Promise<ClientSettings> {
  const { prompter } = context;
  const baseUrl = await normalBaseUrl(settings.baseUrl ?? (await askBaseUrl(prompter)));
  const clientId = settings.clientId ?? (await askClientId(prompter));
  const clientSecret = settings.clientSecret ?? (await askClientSecret(prompter));
  return { baseUrl, clientId, clientSecret };
}

async function scopeFor(context: Context, { settings }: ProfileAccess): Promise<string[]> {
  if (settings.scope === undefined) {
    return context.io.canPrompt ? askScope(context.prompter, ALL_SCOPES) : [...ALL_SCOPES];
  }
  if (settings.scope.length === 0)
    throw new UsageError('The list of scopes is empty.', `Such as: ${ALL_SCOPES.join(' ')}.`);
  return [...settings.scope];
}

function assertNothingMissing({ settings }: ProfileAccess, password: string | undefined): void {
  const needs: [value: string | undefined, how: string][] = [
    [settings.baseUrl, `base URL (--base-url or ${VARIABLES.baseUrl})`],
    [settings.clientId, `client id (--client-id or ${VARIABLES.clientId})`],
    [settings.clientSecret, `client secret (${VARIABLES.clientSecret})`],
    [settings.username, `username (--username or ${VARIABLES.username})`],
    [password, `password (--password-stdin or ${VARIABLES.password})`],
  ];
  const missing = needs.filter(([value]) => value === undefined).map(([, how]) => how);
  if (missing.length === 0) return;
  throw new UsageError(
    `To log in without being asked, these are missing: ${missing.join(', ')}.`,
    'Give them as said in brackets, or run the command on a terminal without --no-input.',
  );
}

async function save(
  context: Context,
  { profiles, name }: ProfileAccess,
  { baseUrl, clientId, clientSecret, scope = [] }: ClientSettings,
  tokens: TokenSet,
): Promise<void> {
  const currentIsEmpty = profiles.get(profiles.current()) === undefined;
  const settings = { baseUrl, clientId, username: tokens.username, scope: [...scope] };
  const saving = profiles.saveLogin(name, settings, { clientSecret, tokens });
  context.unfinished.add({ settled: () => saving, close: () => undefined });
  await saving;
  // The first login of all is what "no profile named" should mean.
  if (currentIsEmpty && profiles.current() !== name) await profiles.use(name);
}

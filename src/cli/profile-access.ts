import { WalletClient } from '../index.ts';
import { Profiles } from '../profiles/index.ts';
import type { Context } from './context.ts';
import { mergeSettings, type SettingSources, type Settings } from './settings.ts';

/** The profile that a command works with, and what is known for it. */
export interface ProfileAccess {
  profiles: Profiles;
  name: string;
  settings: Settings;
}

export async function openProfile(
  context: Context,
  options: Omit<SettingSources['options'], 'baseUrl'> = {},
): Promise<ProfileAccess> {
  const { global, env, io } = context;
  const profiles = new Profiles(undefined, io.host.env);
  const name = global.profile ?? env.profile ?? profiles.current();
  await profiles.settleSecrets(name);
  const saved = profiles.get(name);
  const wanted = global.baseUrl ?? env.baseUrl;
  const baseUrl = wanted === undefined ? undefined : await normalBaseUrl(wanted);
  const sameApi = saved !== undefined && (baseUrl === undefined || baseUrl === saved.baseUrl);
  const settings = mergeSettings({ options: { ...options, baseUrl }, env, saved, sameApi });
  if (settings.clientSecret === undefined && settings.savedSecretFits) {
    settings.clientSecret = await profiles.clientSecret(name);
  }
  return { profiles, name, settings };
}

/** The library decides what a base URL may be, and which spelling is the normal one. @throws {InvalidInputError} */
export async function normalBaseUrl(baseUrl: string): Promise<string> {
  const client = new WalletClient({ baseUrl, clientId: 'none', clientSecret: 'none' });
  return (await client.status()).baseUrl;
}

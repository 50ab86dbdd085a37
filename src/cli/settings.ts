import type { ProfileSettings } from '../profiles/index.ts';
import type { Environment } from './environment.ts';

/** What a login or a call is made with, as far as it is known. */
export interface Settings {
  baseUrl?: string | undefined;
  clientId?: string | undefined;
  username?: string | undefined;
  scope?: readonly string[] | undefined;
  /** Only where it may be used with the above. */
  clientSecret?: string | undefined;
  /** Whether the profile's client secret belongs to the client and the API above. */
  savedSecretFits: boolean;
}

export interface SettingSources {
  /** From the command line. */
  options: {
    baseUrl?: string | undefined;
    clientId?: string | undefined;
    username?: string | undefined;
    scope?: string | undefined;
  };
  env: Environment;
  saved: ProfileSettings | undefined;
  /** Whether the base URL in force is the profile's. */
  sameApi: boolean;
}

/**
 * An option beats the environment, which beats the profile. What the profile knows belongs to the profile's API: for another base
 * URL its client, user and secret are not taken, so that no secret goes to a host that it was not meant for.
 */
export function mergeSettings({ options, env, saved, sameApi }: SettingSources): Settings {
  const baseUrl = options.baseUrl ?? env.baseUrl ?? saved?.baseUrl;
  const own = sameApi ? saved : undefined;
  const clientId = options.clientId ?? env.clientId ?? own?.clientId;
  const scope = options.scope ?? env.scope;
  return {
    baseUrl,
    clientId,
    username: options.username ?? env.username ?? own?.username,
    scope: scope === undefined ? own?.scope : parseScope(scope),
    clientSecret: env.clientSecret,
    savedSecretFits: own !== undefined && own.clientId === clientId,
  };
}

/** Names apart by blanks or commas. */
export function parseScope(text: string): string[] {
  return [...new Set(text.split(/[\s,]+/).filter(Boolean))];
}

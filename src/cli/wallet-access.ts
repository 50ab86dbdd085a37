import { FileSendJournal, type SendJournal, type WalletClient } from '../index.ts';
import { createClient } from './client.ts';
import type { Context } from './context.ts';
import { LoginNeededError, UsageError } from './errors.ts';
import { openProfile, type ProfileAccess } from './profile-access.ts';
import { reauthenticator } from './reauthenticate.ts';
import { loginCommand } from './report-error.ts';

/** A client on the profile's session. */
export interface WalletAccess extends ProfileAccess {
  client: WalletClient;
}

/**
 * Opens the session of the profile in force. Nothing is sent yet.
 * @throws {LoginNeededError} when the profile has no login to work with
 */
export async function openWallet(context: Context): Promise<WalletAccess> {
  const access = await openProfile(context);
  const client = clientOf(context, access);
  if (client) return { ...access, client };
  throw loginNeeded(access);
}

/** Whose session it is, and what the commands that move money need besides the client. */
export interface Holder {
  client: WalletClient;
  username: string;
  /** Normalised. */
  baseUrl: string;
  /** The sends of the profile; absent in the demo, which has no profile. */
  journal?: SendJournal;
}

/** @throws {LoginNeededError} when nobody is logged in. Nothing is sent. */
export async function openHolder(context: Context): Promise<Holder> {
  const access = await openWallet(context);
  const { username, baseUrl } = await access.client.status();
  if (username === undefined) throw loginNeeded(access);
  return { client: access.client, username, baseUrl, journal: journalOf(access) };
}

function journalOf({ profiles, name }: ProfileAccess): SendJournal {
  return new FileSendJournal({ profile: name, folder: profiles.folder });
}

function loginNeeded({ profiles, name, settings }: ProfileAccess): LoginNeededError {
  const saved = profiles.get(name);
  if (saved && settings.baseUrl !== saved.baseUrl) {
    return new LoginNeededError(
      `The login of profile ${name} is for ${saved.baseUrl} and is not used for another base URL.`,
      'Log in there under a profile of its own: upvest-wallet login --profile NAME --base-url URL',
    );
  }
  return new LoginNeededError(
    saved ? `The login of profile ${name} is incomplete.` : `Nobody is logged in under the profile ${name}.`,
    `Run: ${loginCommand(name === profiles.current() ? undefined : name)}`,
  );
}

/** The same, or undefined when something is missing that only a login can provide. */
export function clientOf(context: Context, access: ProfileAccess): WalletClient | undefined {
  const { profiles, name, settings } = access;
  const { baseUrl, clientId, clientSecret, username, scope } = settings;
  if (baseUrl === undefined || clientId === undefined || clientSecret === undefined) return undefined;
  if (scope?.length === 0) throw new UsageError('The list of scopes is empty.', 'Give at least one, such as: read.');
  const options = { baseUrl, clientId, clientSecret, username, scope };
  return createClient(context, {
    ...options,
    tokenStore: profiles.tokenStore(name),
    sendJournal: journalOf(access),
    reauthenticate: reauthenticator(context, options),
  });
}

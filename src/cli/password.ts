import { type Credentials, LoginError, MemoryTokenStore, type TokenSet, type WalletClientOptions } from '../index.ts';
import { createClient } from './client.ts';
import type { Context } from './context.ts';

/** How often a password may be typed. */
const ATTEMPTS = 3;

export type ClientSettings = Pick<WalletClientOptions, 'baseUrl' | 'clientId' | 'clientSecret' | 'scope'>;

/**
 * A login whose password comes from a person: a wrong one is said and asked for again. Nothing is stored here.
 *
 * @param given a password that is there already; it has one attempt, and is asked for only when the person may correct it
 */
export async function loginAsking(
  context: Context,
  settings: ClientSettings,
  username: string,
): Promise<{ tokens: TokenSet; credentials: Credentials }> {
  for (let attempt = 1; ; attempt += 1) {
    const password = await context.prompter.secret({ message: `Password of ${username}:` });
    try {
      return {
        tokens: await loginOnce(context, settings, { username, password }),
        credentials: { username, password },
      };
    } catch (error) {
      if (!isWrongPassword(error) || attempt === ATTEMPTS) throw error;
      context.io.errorLine(`${context.io.errorPaint.red('Wrong:')} ${error.message} Try again.`);
    }
  }
}

/** Logs in and hands the tokens over; no store is touched. */
export async function loginOnce(
  context: Context,
  settings: ClientSettings,
  credentials: Credentials,
): Promise<TokenSet> {
  const client = createClient(context, { ...settings, tokenStore: new MemoryTokenStore() });
  context.io.progress('Logging in…');
  return client.login(credentials);
}

export function isWrongPassword(error: unknown): error is LoginError {
  return error instanceof LoginError && error.oauthError === 'invalid_grant';
}

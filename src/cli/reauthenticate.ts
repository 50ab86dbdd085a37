import type { Credentials } from '../index.ts';
import type { Context } from './context.ts';
import { type ClientSettings, loginAsking } from './password.ts';

/**
 * What the client asks when the session has ended: the password only, on a terminal, then the command goes on. Without a
 * terminal there is nobody to ask, and the client says that the session has ended.
 */
export function reauthenticator(
  context: Context,
  settings: ClientSettings & { username?: string | undefined },
): (() => Promise<Credentials>) | undefined {
  const { io, env, prompter } = context;
  const { username } = settings;
  if (env.password !== undefined && username !== undefined) {
    const { password } = env;
    return async () => ({ username, password });
  }
  if (!io.canPrompt) return undefined;
  return async () => {
    io.notice('The session has ended.');
    const name = username ?? (await prompter.text({ message: 'Username:' }));
    // Tried before it is handed over, so that a typing error can be corrected: the client itself asks once only.
    const { credentials } = await loginAsking(context, settings, name);
    return credentials;
  };
}

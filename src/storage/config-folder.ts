import { homedir } from 'node:os';
import { join, posix, win32 } from 'node:path';
import { InvalidInputError } from '../errors.ts';

const NAME = 'upvest-wallet';
const HINT = 'Set UPVEST_CONFIG_DIR to a folder of your own, written from the root; only the shell knows what ~ means.';

/**
 * The user's folder for this program's files: `UPVEST_CONFIG_DIR`, else the platform's place (`$XDG_CONFIG_HOME` or
 * `~/.config` on Linux, `~/Library/Preferences` on macOS, `%APPDATA%` on Windows). Always from the root: of a relative one it would
 * depend on the working directory whether there is a session, and secrets would be left in whatever that is.
 *
 * @throws {InvalidInputError} UPVEST_CONFIG_DIR is not from the root, or there is no home folder
 */
export function configFolder(env: NodeJS.ProcessEnv = process.env, platform = process.platform): string {
  if (env.UPVEST_CONFIG_DIR) return assertUsable(env.UPVEST_CONFIG_DIR, platform);
  const given = platform === 'win32' ? env.APPDATA : platform === 'darwin' ? undefined : env.XDG_CONFIG_HOME;
  // The XDG specification has relative ones ignored.
  const base = given && isFromRoot(given, platform) ? given : undefined;
  if (platform === 'win32') return join(base ?? join(home(platform), 'AppData', 'Roaming'), NAME, 'Config');
  if (platform === 'darwin') return join(home(platform), 'Library', 'Preferences', NAME);
  return join(base ?? join(home(platform), '.config'), NAME);
}

function assertUsable(folder: string, platform: NodeJS.Platform): string {
  if (isFromRoot(folder, platform)) return folder;
  throw new InvalidInputError(`UPVEST_CONFIG_DIR is ${JSON.stringify(folder)}, which is no folder from the root.`, {
    hint: HINT,
  });
}

function home(platform: NodeJS.Platform): string {
  const folder = homeFolder();
  if (folder !== undefined && isFromRoot(folder, platform)) return folder;
  throw new InvalidInputError('Your home folder is not known here, so there is no place for settings and secrets.', {
    hint: HINT,
  });
}

/** Undefined where there is none: for a user without an account, as in many containers, Node throws. */
export function homeFolder(): string | undefined {
  try {
    return homedir();
  } catch {
    return undefined;
  }
}

function isFromRoot(folder: string, platform: NodeJS.Platform): boolean {
  // A line break in it would make two lines of every message that names it.
  return (platform === 'win32' ? win32 : posix).isAbsolute(folder) && !/\p{Cc}/u.test(folder);
}

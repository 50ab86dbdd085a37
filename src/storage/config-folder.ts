import { homedir } from 'node:os';
import { join } from 'node:path';

const NAME = 'upvest-wallet';

/**
 * The user's folder for this program's files: `UPVEST_CONFIG_DIR`, else the platform's place (`$XDG_CONFIG_HOME` or
 * `~/.config` on Linux, `~/Library/Preferences` on macOS, `%APPDATA%` on Windows).
 */
export function configFolder(env: NodeJS.ProcessEnv = process.env, platform = process.platform): string {
  if (env.UPVEST_CONFIG_DIR) return env.UPVEST_CONFIG_DIR;
  if (platform === 'win32') return join(env.APPDATA || join(homedir(), 'AppData', 'Roaming'), NAME, 'Config');
  if (platform === 'darwin') return join(homedir(), 'Library', 'Preferences', NAME);
  return join(env.XDG_CONFIG_HOME || join(homedir(), '.config'), NAME);
}

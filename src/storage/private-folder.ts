import fs from 'node:fs';
import { dirname, resolve } from 'node:path';
import { TokenStoreError } from '../errors.ts';
import { explained } from './disk-failures.ts';
import { assertOurs, currentUser } from './owner.ts';
import { assertTrustedPath } from './trusted-path.ts';

const FOLDER_MODE = 0o700;
const OTHERS = 0o077;
const WRITABLE_BY_ALL = 0o002;

/**
 * Makes the folder where it is missing, 0700, and tightens one that others could read. Refuses one in whose place somebody else could
 * put another. @throws {TokenStoreError}
 */
export function ensurePrivateFolder(folder: string): string {
  return explained(folder, 'use', () => {
    assertTrustedPath(folder);
    const isNew = makeFolder(folder);
    // What was missing a moment ago may have been put there by somebody else.
    assertTrustedPath(folder);
    const stats = fs.statSync(folder);
    assertOurs(folder, stats, 'folder');
    if (currentUser() === undefined) return folder;
    // Tightening a folder like /tmp would break it for everyone else, and leaving it lets others replace our files.
    if ((stats.mode & WRITABLE_BY_ALL) !== 0) {
      throw new TokenStoreError(`Everyone may write to ${folder}, so secrets are not safe in it.`, {
        failure: 'permissions',
        path: folder,
        hint: 'Set UPVEST_CONFIG_DIR to a folder of your own, or take the right away with: chmod 700',
      });
    }
    // A umask takes rights away from us, too.
    if (isNew || (stats.mode & OTHERS) !== 0) fs.chmodSync(folder, FOLDER_MODE);
    return folder;
  });
}

/**
 * Makes the folder and those above it that are missing. @returns whether it was missing
 *
 * Not with the option `recursive`: below a folder that exists and lets nobody make anything, such as /proc, Node tries for ever.
 */
function makeFolder(folder: string): boolean {
  const path = resolve(folder);
  if (fs.existsSync(path)) return false;
  if (dirname(path) !== path) makeFolder(dirname(path));
  try {
    fs.mkdirSync(path, { mode: FOLDER_MODE });
    return true;
  } catch (error) {
    // Somebody else was quicker.
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

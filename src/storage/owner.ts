import type { Stats } from 'node:fs';
import { TokenStoreError } from '../errors.ts';

/** In a user namespace (many containers) whoever is not in it looks like this user, the true root among them. */
const OVERFLOW_UID = 65_534;

/** The user that this process runs as; undefined where there are none to tell apart (Windows). */
export function currentUser(): number | undefined {
  return process.getuid?.();
}

/** Whether somebody else than this user and root may change it. */
export function belongsToAnother(stats: Stats): boolean {
  const user = currentUser();
  return user !== undefined && ![user, 0, OVERFLOW_UID].includes(stats.uid);
}

/** @throws {TokenStoreError} it is not of this kind, or not this user's own */
export function assertOurs(path: string, stats: Stats, kind: 'file' | 'folder'): void {
  if (kind === 'file' ? !stats.isFile() : !stats.isDirectory()) {
    throw new TokenStoreError(`${path} is not a ${kind}.`, {
      failure: 'io',
      path,
      hint: 'Move it away, or set UPVEST_CONFIG_DIR.',
    });
  }
  const user = currentUser();
  if (user !== undefined && stats.uid !== user) {
    throw new TokenStoreError(`${path} belongs to another user (uid ${stats.uid}), so secrets are not safe in it.`, {
      failure: 'owner',
      path,
      hint: 'Set UPVEST_CONFIG_DIR to a folder of your own, or change its owner.',
    });
  }
}

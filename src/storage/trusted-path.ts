import fs from 'node:fs';
import { dirname, join, parse, resolve, sep } from 'node:path';
import { type StoreFailure, TokenStoreError } from '../errors.ts';
import { codeOf } from './disk-failures.ts';
import { belongsToAnother, currentUser } from './owner.ts';

const MOST_LINKS = 40;
const WRITABLE_BY_ALL = 0o002;
const WRITABLE_BY_GROUP = 0o020;
/** In such a folder (/tmp) everyone may make files, and nobody may rename or remove another's. */
const STICKY = 0o1000;

/**
 * Refuses a folder in whose place somebody else could put another one, or a link, at any time: each folder above it, and each link
 * on the way, has to be this user's or root's, and not for others to write to. So do sshd (StrictModes) and sudo. Then nothing can
 * change between our look at the folder and our use of it. What does not exist yet is not judged.
 *
 * @throws {TokenStoreError} `owner`, `permissions`
 */
export function assertTrustedPath(folder: string): void {
  if (currentUser() === undefined) return;
  const whole = resolve(folder);
  let { root: at } = parse(whole);
  const pending = segments(whole);
  for (let links = 0; pending.length > 0; ) {
    const name = pending.pop() ?? '';
    if (name === '..') {
      at = dirname(at);
      continue;
    }
    const next = join(at, name);
    const stats = lookAt(next);
    if (stats === undefined) return;
    if (stats.isSymbolicLink()) {
      if (belongsToAnother(stats))
        throw untrusted(folder, next, 'owner', `is a link of another user (uid ${stats.uid})`);
      links += 1;
      if (links > MOST_LINKS) throw Object.assign(new Error('too many links'), { code: 'ELOOP' });
      const target = fs.readlinkSync(next);
      if (target.startsWith(sep)) at = parse(whole).root;
      pending.push(...segments(target));
      continue;
    }
    at = next;
    // The folder itself is for the caller to judge.
    if (pending.length > 0) assertFixed(folder, at, stats);
  }
}

/** What is in it stays where it is, unless this user or root moves it. */
function assertFixed(folder: string, above: string, stats: fs.Stats): void {
  if (belongsToAnother(stats)) throw untrusted(folder, above, 'owner', `belongs to another user (uid ${stats.uid})`);
  if ((stats.mode & STICKY) !== 0) return;
  if ((stats.mode & WRITABLE_BY_ALL) !== 0) throw untrusted(folder, above, 'permissions', 'may be written by everyone');
  // Where every user has a group of the same name, which is the usual reason for this right, nobody else is in it.
  if ((stats.mode & WRITABLE_BY_GROUP) !== 0 && ![process.getgid?.(), 0].includes(stats.gid))
    throw untrusted(folder, above, 'permissions', `may be written by its group (gid ${stats.gid})`);
}

function untrusted(folder: string, path: string, failure: StoreFailure, why: string): TokenStoreError {
  const message = `${path} ${why}, who could put something else in the place of ${folder}: secrets are not safe there.`;
  return new TokenStoreError(message, {
    failure,
    path,
    hint: 'Set UPVEST_CONFIG_DIR to a folder of your own whose upper folders only you and root can write to.',
  });
}

/** The last one first, `.` left out. */
function segments(path: string): string[] {
  return path
    .split(sep)
    .filter((name) => name !== '' && name !== '.')
    .reverse();
}

function lookAt(path: string): fs.Stats | undefined {
  try {
    return fs.lstatSync(path);
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw error;
  }
}

import { randomBytes } from 'node:crypto';
import fs from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { TokenStoreError } from '../errors.ts';

/**
 * Files with secrets in them: 0600 in a folder of 0700, ours and nobody's link, written whole or not at all.
 *
 * Our own writer and not conf's: conf's (atomically) ignores how many bytes a write took, so that a full disk leaves half a
 * file and reports success; it is not atomic under `SNAP`, opens its temporary file without O_EXCL, leaves it behind when
 * killed and does not sync the folder. Synchronous on purpose: a few hundred bytes, once in a token's life, and between a
 * renewal's answer and its safe place on the disk nothing else of this process can run.
 */

const FILE_MODE = 0o600;
const FOLDER_MODE = 0o700;
const OTHERS = 0o077;
const WRITABLE_BY_ALL = 0o002;
const LARGEST_FILE = 1024 * 1024;
const { O_RDONLY, O_WRONLY, O_RDWR, O_CREAT, O_EXCL } = fs.constants;
/** Absent on Windows, where links need privileges. */
const O_NOFOLLOW = fs.constants.O_NOFOLLOW ?? 0;

/** The text, or undefined when there is no such file. @throws {TokenStoreError} it is not ours, or cannot be read. */
export function readPrivateFile(path: string): string | undefined {
  return explained(path, 'read', () => {
    const descriptor = openOrUndefined(path);
    if (descriptor === undefined) return undefined;
    try {
      assertOurs(path, fs.fstatSync(descriptor), 'file');
      tighten(descriptor, FILE_MODE);
      return readAll(path, descriptor);
    } finally {
      fs.closeSync(descriptor);
    }
  });
}

/**
 * Puts the text in the file's place in one step and returns when it is on the disk. After a failure or a kill the file is
 * the old one or the new one, whole. @throws {TokenStoreError}
 */
export function writePrivateFile(path: string, text: string): void {
  explained(path, 'write', () => {
    const folder = ensurePrivateFolder(dirname(path));
    const temporary = `${path}.${process.pid}.${randomBytes(6).toString('hex')}.tmp`;
    try {
      writeNewFile(temporary, Buffer.from(text, 'utf8'));
      fs.renameSync(temporary, path);
    } catch (error) {
      fs.rmSync(temporary, { force: true });
      throw error;
    }
    syncFolder(folder);
  });
}

/** Removes the file and returns when that is on the disk. No error when there is none. @throws {TokenStoreError} */
export function removePrivateFile(path: string): void {
  explained(path, 'remove', () => {
    if (!fs.existsSync(path)) return;
    fs.rmSync(path, { force: true });
    syncFolder(dirname(path));
  });
}

/** Gives an unreadable file another name beside its own and returns that name. Never overwrites. @throws {TokenStoreError} */
export function keepAside(path: string): string {
  const aside = `${path}.unreadable-${Date.now()}-${randomBytes(2).toString('hex')}`;
  explained(path, 'set aside', () => {
    fs.renameSync(path, aside);
    syncFolder(dirname(path));
  });
  return aside;
}

/** Removes temporary files that a killed process left. Call it only while holding the file's lock. */
export function sweepTemporaries(path: string): void {
  const folder = dirname(path);
  const prefix = `${basename(path)}.`;
  for (const name of fs.existsSync(folder) ? fs.readdirSync(folder) : []) {
    if (name.startsWith(prefix) && /^\d+\.[0-9a-f]{12}\.tmp$/.test(name.slice(prefix.length))) {
      fs.rmSync(join(folder, name), { force: true });
    }
  }
}

/** Opens a file that stays (a lock file), made 0600 when new. @throws {TokenStoreError} */
export function openPrivateFile(path: string): number {
  return explained(path, 'open', () => {
    ensurePrivateFolder(dirname(path));
    const descriptor = fs.openSync(path, O_RDWR | O_CREAT | O_NOFOLLOW, FILE_MODE);
    try {
      assertOurs(path, fs.fstatSync(descriptor), 'file');
      tighten(descriptor, FILE_MODE);
      return descriptor;
    } catch (error) {
      fs.closeSync(descriptor);
      throw error;
    }
  });
}

/** Makes the folder where it is missing, 0700, and tightens one that others could read. @throws {TokenStoreError} */
export function ensurePrivateFolder(folder: string): string {
  return explained(folder, 'use', () => {
    fs.mkdirSync(folder, { recursive: true, mode: FOLDER_MODE });
    const stats = fs.statSync(folder);
    assertOurs(folder, stats, 'folder');
    if (!hasOtherUsers()) return folder;
    // Tightening a folder like /tmp would break it for everyone else, and leaving it lets others replace our files.
    if ((stats.mode & WRITABLE_BY_ALL) !== 0) {
      throw new TokenStoreError(`Everyone may write to ${folder}, so secrets are not safe in it.`, {
        failure: 'permissions',
        path: folder,
        hint: 'Set UPVEST_CONFIG_DIR to a folder of your own, or take the right away with: chmod 700',
      });
    }
    if ((stats.mode & OTHERS) !== 0) fs.chmodSync(folder, FOLDER_MODE);
    return folder;
  });
}

function openOrUndefined(path: string): number | undefined {
  try {
    return fs.openSync(path, O_RDONLY | O_NOFOLLOW);
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw error;
  }
}

function readAll(path: string, descriptor: number): string {
  const bytes = fs.readFileSync(descriptor);
  if (bytes.length > LARGEST_FILE)
    throw new TokenStoreError(`${path} is far too large for what it should hold.`, { failure: 'unreadable', path });
  return bytes.toString('utf8');
}

function writeNewFile(path: string, bytes: Uint8Array): void {
  const descriptor = fs.openSync(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, FILE_MODE);
  try {
    // The umask may have taken bits away; only 0600 is right.
    tighten(descriptor, FILE_MODE);
    let written = 0;
    while (written < bytes.length) {
      const count = fs.writeSync(descriptor, bytes, written, bytes.length - written);
      if (count <= 0) throw Object.assign(new Error('nothing was written'), { code: 'EIO' });
      written += count;
    }
    fs.fsyncSync(descriptor);
  } finally {
    fs.closeSync(descriptor);
  }
}

/** Makes a rename or a removal last. Windows has no such call for folders and does without. */
function syncFolder(folder: string): void {
  if (process.platform === 'win32') return;
  const descriptor = fs.openSync(folder, O_RDONLY);
  try {
    fs.fsyncSync(descriptor);
  } finally {
    fs.closeSync(descriptor);
  }
}

function tighten(descriptor: number, mode: number): void {
  if (hasOtherUsers() && (fs.fstatSync(descriptor).mode & 0o777) !== mode) fs.fchmodSync(descriptor, mode);
}

function assertOurs(path: string, stats: fs.Stats, kind: 'file' | 'folder'): void {
  if (kind === 'file' ? !stats.isFile() : !stats.isDirectory()) {
    throw new TokenStoreError(`${path} is not a ${kind}.`, {
      failure: 'io',
      path,
      hint: `Move it away, or set UPVEST_CONFIG_DIR.`,
    });
  }
  const user = process.getuid?.();
  if (user !== undefined && stats.uid !== user) {
    throw new TokenStoreError(`${path} belongs to another user (uid ${stats.uid}), so secrets are not safe in it.`, {
      failure: 'owner',
      path,
      hint: 'Set UPVEST_CONFIG_DIR to a folder of your own, or change its owner.',
    });
  }
}

function hasOtherUsers(): boolean {
  return process.platform !== 'win32';
}

const FAILURES: Record<
  string,
  { failure: 'disk_full' | 'read_only' | 'permissions' | 'io'; says: string; hint: string }
> = {
  ENOSPC: {
    failure: 'disk_full',
    says: 'the disk is full',
    hint: 'Free some space and try again; what was stored before is untouched.',
  },
  EDQUOT: {
    failure: 'disk_full',
    says: 'your quota is used up',
    hint: 'Free some space and try again; what was stored before is untouched.',
  },
  EFBIG: {
    failure: 'disk_full',
    says: 'files may not grow that large here',
    hint: 'Raise the limit (ulimit -f) and try again.',
  },
  EROFS: {
    failure: 'read_only',
    says: 'the file system is read-only',
    hint: 'Set UPVEST_CONFIG_DIR to a folder that can be written.',
  },
  EACCES: {
    failure: 'permissions',
    says: 'permission is denied',
    hint: 'Check the permissions, or set UPVEST_CONFIG_DIR.',
  },
  EPERM: {
    failure: 'permissions',
    says: 'the operation is not permitted',
    hint: 'Check the permissions, or set UPVEST_CONFIG_DIR.',
  },
  ELOOP: {
    failure: 'io',
    says: 'it is a symbolic link, which is not followed',
    hint: 'Put the file itself there, or set UPVEST_CONFIG_DIR to where it is.',
  },
  ENOTDIR: { failure: 'io', says: 'a part of the path is not a folder', hint: 'Set UPVEST_CONFIG_DIR to a folder.' },
  EEXIST: {
    failure: 'io',
    says: 'something that is not a folder stands there',
    hint: 'Set UPVEST_CONFIG_DIR to a folder.',
  },
};

function explained<T>(path: string, verb: string, action: () => T): T {
  try {
    return action();
  } catch (error) {
    if (error instanceof TokenStoreError) throw error;
    const code = codeOf(error) ?? 'UNKNOWN';
    const known = FAILURES[code] ?? {
      failure: 'io' as const,
      says: `the system says ${code}`,
      hint: 'Check the disk and try again.',
    };
    throw new TokenStoreError(`Cannot ${verb} ${path}: ${known.says}.`, {
      failure: known.failure,
      path,
      hint: known.hint,
    });
  }
}

function codeOf(error: unknown): string | undefined {
  const code = (error as { code?: unknown } | null)?.code;
  return typeof code === 'string' ? code : undefined;
}

import { randomBytes } from 'node:crypto';
import fs from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { TokenStoreError } from '../errors.ts';
import { codeOf, explained } from './disk-failures.ts';
import { assertOurs, currentUser } from './owner.ts';
import { ensurePrivateFolder } from './private-folder.ts';
import { assertTrustedPath } from './trusted-path.ts';

/**
 * Files with secrets in them: 0600 in a folder of 0700, ours and nobody's link, written whole or not at all.
 *
 * Our own writer and not conf's: conf's (atomically) ignores how many bytes a write took, so that a full disk leaves half a
 * file and reports success; it is not atomic under `SNAP`, opens its temporary file without O_EXCL, leaves it behind when
 * killed and does not sync the folder. Synchronous on purpose: a few hundred bytes, once in a token's life, and between a
 * renewal's answer and its safe place on the disk nothing else of this process can run.
 */

const FILE_MODE = 0o600;
const LARGEST_FILE = 1024 * 1024;
const { O_RDONLY, O_WRONLY, O_RDWR, O_CREAT, O_EXCL } = fs.constants;
/** Absent on Windows, where links need privileges. */
const O_NOFOLLOW = fs.constants.O_NOFOLLOW ?? 0;
/** Opening a named pipe would wait for its other end for ever, and the whole process with it, deaf to Ctrl-C. */
const O_NONBLOCK = fs.constants.O_NONBLOCK ?? 0;

/** The text, or undefined when there is no such file. @throws {TokenStoreError} it is not ours, or cannot be read. */
export function readPrivateFile(path: string): string | undefined {
  return explained(path, 'read', () => {
    const descriptor = openOrUndefined(path);
    if (descriptor === undefined) return undefined;
    try {
      assertTrustedPath(dirname(path));
      assertOurs(path, fs.fstatSync(descriptor), 'file');
      tighten(path, descriptor);
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
  explained(folder, 'clean up', () => {
    for (const name of fs.existsSync(folder) ? fs.readdirSync(folder) : []) {
      if (name.startsWith(prefix) && /^\d+\.[0-9a-f]{12}\.tmp$/.test(name.slice(prefix.length))) {
        fs.rmSync(join(folder, name), { force: true });
      }
    }
  });
}

/** Opens a file that stays (a lock file), made 0600 when new. @throws {TokenStoreError} */
export function openPrivateFile(path: string): number {
  return explained(path, 'open', () => {
    ensurePrivateFolder(dirname(path));
    const descriptor = fs.openSync(path, O_RDWR | O_CREAT | O_NOFOLLOW | O_NONBLOCK, FILE_MODE);
    try {
      assertOurs(path, fs.fstatSync(descriptor), 'file');
      tighten(path, descriptor);
      return descriptor;
    } catch (error) {
      fs.closeSync(descriptor);
      throw error;
    }
  });
}

function openOrUndefined(path: string): number | undefined {
  try {
    return fs.openSync(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK);
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw error;
  }
}

function readAll(path: string, descriptor: number): string {
  const tooLarge = fs.fstatSync(descriptor).size > LARGEST_FILE;
  const bytes = tooLarge ? undefined : fs.readFileSync(descriptor);
  if (bytes === undefined || bytes.length > LARGEST_FILE)
    throw new TokenStoreError(`${path} is far too large for what it should hold.`, { failure: 'unreadable', path });
  return bytes.toString('utf8');
}

function writeNewFile(path: string, bytes: Uint8Array): void {
  const descriptor = fs.openSync(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, FILE_MODE);
  try {
    // The umask may have taken bits away; only 0600 is right.
    tighten(path, descriptor);
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

/** A file that others may read becomes ours alone, but not what is also known by another name: that may be anything of this user's. */
function tighten(path: string, descriptor: number): void {
  const { mode, nlink } = fs.fstatSync(descriptor);
  if (currentUser() === undefined || (mode & 0o777) === FILE_MODE) return;
  if (nlink > 1) {
    throw new TokenStoreError(`${path} has a second name (a hard link), so its rights are not changed to 0600.`, {
      failure: 'permissions',
      path,
      hint: 'Put a copy in its place, or set UPVEST_CONFIG_DIR.',
    });
  }
  fs.fchmodSync(descriptor, FILE_MODE);
}

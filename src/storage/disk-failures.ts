import { type StoreFailure, TokenStoreError } from '../errors.ts';

interface Explanation {
  failure: StoreFailure;
  says: string;
  hint: string;
}

const FREE_SPACE = 'Free some space and try again; what was stored before is untouched.';
const CHECK_PERMISSIONS = 'Check the permissions, or set UPVEST_CONFIG_DIR.';
const NO_FILE: Explanation = {
  failure: 'io',
  says: 'something that is not a file stands there',
  hint: 'Move it away, or set UPVEST_CONFIG_DIR.',
};

/** What the system's codes mean here. */
const EXPLANATIONS: Record<string, Explanation> = {
  ENOSPC: { failure: 'disk_full', says: 'the disk is full', hint: FREE_SPACE },
  EDQUOT: { failure: 'disk_full', says: 'your quota is used up', hint: FREE_SPACE },
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
  EACCES: { failure: 'permissions', says: 'permission is denied', hint: CHECK_PERMISSIONS },
  EPERM: { failure: 'permissions', says: 'the operation is not permitted', hint: CHECK_PERMISSIONS },
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
  EISDIR: NO_FILE,
  ERR_FS_EISDIR: NO_FILE,
  // A socket, or a device without a driver.
  ENXIO: NO_FILE,
  ENODEV: NO_FILE,
};

/** Runs the action and says of its failure which file it was about, what was wrong and what to do. @throws {TokenStoreError} */
export function explained<T>(path: string, verb: string, action: () => T): T {
  try {
    return action();
  } catch (error) {
    if (error instanceof TokenStoreError) throw error;
    const code = codeOf(error) ?? 'UNKNOWN';
    const { failure, says, hint } = EXPLANATIONS[code] ?? {
      failure: 'io',
      says: `the system says ${code}`,
      hint: 'Check the disk and try again.',
    };
    throw new TokenStoreError(`Cannot ${verb} ${path}: ${says}.`, { failure, path, hint });
  }
}

export function codeOf(error: unknown): string | undefined {
  const code = (error as { code?: unknown } | null)?.code;
  return typeof code === 'string' ? code : undefined;
}

import { constants } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';

/** Absent on Windows. Without O_NONBLOCK the opening of a named pipe waits for its other end, and nothing ends it. */
const SAFELY = (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);
const MODE = 0o600;

export function codeOf(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}

/** Opens a file that is this user's own: no link, pipe or device, and nobody else's. Rejects with a sentence that names it. */
export async function openOwnFile(path: string, flags: number): Promise<FileHandle> {
  const file = await open(path, flags | SAFELY, MODE).catch((error: unknown) => {
    const code = codeOf(error);
    if (code === 'ENOENT') throw error;
    if (code === 'ELOOP') throw new Error(`${path} is a link, which is not followed.`, { cause: error });
    throw new Error(`${path} cannot be opened (${code ?? 'unknown reason'}).`, { cause: error });
  });
  try {
    const stats = await file.stat();
    if (!stats.isFile()) throw new Error(`${path} is no file.`);
    const user = process.getuid?.();
    if (user !== undefined && stats.uid !== user)
      throw new Error(`${path} belongs to another user (uid ${stats.uid}).`);
    return file;
  } catch (error) {
    await file.close();
    throw error;
  }
}

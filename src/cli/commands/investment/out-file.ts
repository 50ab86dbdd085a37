import { open, rm } from 'node:fs/promises';
import { UsageError } from '../../errors.ts';

/** A file that is ours before anything is sent, so that no answer is lost for want of a place. */
export interface OutFile {
  write(content: string | Uint8Array): Promise<void>;
  /** Removes it unless something was written. */
  [Symbol.asyncDispose](): Promise<void>;
}

/** Mode 0600, and never one that is there already. @throws {UsageError} */
export async function createOutFile(path: string): Promise<OutFile> {
  const file = await open(path, 'wx', 0o600).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'EEXIST') throw new UsageError(`${path} is there already.`, 'Give the name of a new file.');
    throw new UsageError(`${path} cannot be written (${error.code}).`, 'Give the name of a new file with --out.');
  });
  let written = false;
  return {
    write: async (content) => {
      await file.writeFile(content);
      await file.sync();
      written = true;
    },
    [Symbol.asyncDispose]: async () => {
      await file.close();
      if (!written) await rm(path, { force: true });
    },
  };
}

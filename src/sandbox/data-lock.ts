import { constants } from 'node:fs';
import { codeOf, openOwnFile } from './own-file.ts';

/** A data file for one sandbox alone. */
export interface DataLock {
  release(): Promise<void>;
}

/**
 * Takes the data file for this sandbox: two on one file would each write over what the other has promised to keep. A lock of the
 * kernel on a file of its own beside it, which ends with the process however that ends, and is never deleted. Where the native part
 * cannot be loaded there is no lock.
 */
export async function lockDataFile(path: string): Promise<DataLock> {
  // First, so that nothing is put beside what cannot be a data file.
  await assertUsable(path);
  const kernel = await import('fs-native-extensions').then(
    (module) => module.default,
    () => undefined,
  );
  const file = await openOwnFile(`${path}.lock`, constants.O_RDWR | constants.O_CREAT).catch((error: unknown) => {
    if (codeOf(error) === 'ENOENT') throw new Error(`${path} cannot be written (ENOENT).`, { cause: error });
    throw error;
  });
  if (kernel && !kernel.tryLock(file.fd)) {
    await file.close();
    throw new Error(`${path} is in use by another sandbox.`);
  }
  let released: Promise<void> | undefined;
  return {
    release: () => {
      released ??= file.close();
      return released;
    },
  };
}

async function assertUsable(path: string): Promise<void> {
  const file = await openOwnFile(path, constants.O_RDONLY).catch((error: unknown) => {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw error;
  });
  await file?.close();
}

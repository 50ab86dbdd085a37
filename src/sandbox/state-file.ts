import { randomUUID } from 'node:crypto';
import { constants } from 'node:fs';
import { open, rename, rm } from 'node:fs/promises';
import { codeOf, openOwnFile } from './own-file.ts';
import { parseSavedState, type SavedState } from './saved-state.ts';

/** Keeps the sandbox's state in one file, mode 0600. A write is whole or not at all. */
export class StateFile {
  readonly #path: string;
  readonly #snapshot: () => SavedState;
  #last: Promise<void> = Promise.resolve();
  #waiting: Promise<void> | undefined;
  #closed = false;

  constructor(path: string, snapshot: () => SavedState) {
    this.#path = path;
    this.#snapshot = snapshot;
  }

  /** Undefined if there is no such file. One that cannot be understood is an error and stays as it is. */
  static async read(path: string): Promise<SavedState | undefined> {
    const text = await readOwnFile(path);
    if (text === undefined) return undefined;
    try {
      return parseSavedState(text);
    } catch (error) {
      throw new Error(`${path} is not a state file of this sandbox; move it away or name another.`, { cause: error });
    }
  }

  /**
   * Resolves when the state as of now is on disk. Calls that come while a write is under way share the next one, which
   * takes its snapshot only when it starts.
   */
  save(): Promise<void> {
    // Work that was still going on when its connection was cut; nobody will be told of it.
    if (this.#closed) return Promise.resolve();
    if (this.#waiting === undefined) {
      this.#waiting = this.#last.then(() => {
        this.#waiting = undefined;
        return this.#write();
      });
      this.#last = this.#waiting.catch(() => undefined);
    }
    return this.#waiting;
  }

  /** Resolves when no write is under way, nor will be. Every change was saved before it was answered, so there is nothing to add. */
  close(): Promise<void> {
    this.#closed = true;
    return this.#last;
  }

  async #write(): Promise<void> {
    const temporary = `${this.#path}.${randomUUID()}.tmp`;
    try {
      const file = await open(temporary, 'wx', 0o600);
      try {
        // The umask may have taken bits away.
        await file.chmod(0o600);
        await file.writeFile(`${JSON.stringify(this.#snapshot())}\n`);
        await file.sync();
      } finally {
        await file.close();
      }
      await rename(temporary, this.#path);
    } catch (error) {
      await rm(temporary, { force: true });
      throw new Error(`${this.#path} cannot be written (${codeOf(error) ?? 'unknown reason'}).`, { cause: error });
    }
  }
}

async function readOwnFile(path: string): Promise<string | undefined> {
  const file = await openOwnFile(path, constants.O_RDONLY).catch((error: unknown) => {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw error;
  });
  try {
    return await file?.readFile('utf8');
  } catch (error) {
    throw new Error(`${path} cannot be read (${codeOf(error) ?? 'unknown reason'}).`, { cause: error });
  } finally {
    await file?.close();
  }
}

import { randomUUID } from 'node:crypto';
import { open, readFile, rename, rm, stat } from 'node:fs/promises';
import { parseSavedState, type SavedState } from './saved-state.ts';

/** Keeps the sandbox's state in one file, mode 0600. A write is whole or not at all. */
export class StateFile {
  readonly #path: string;
  readonly #snapshot: () => SavedState;
  #last: Promise<void> = Promise.resolve();
  #waiting: Promise<void> | undefined;

  constructor(path: string, snapshot: () => SavedState) {
    this.#path = path;
    this.#snapshot = snapshot;
  }

  /** Undefined if there is no such file. One that cannot be understood is an error and stays as it is. */
  static async read(path: string): Promise<SavedState | undefined> {
    let text: string;
    try {
      // A device or a pipe may never end.
      if (!(await stat(path)).isFile()) throw new Error(`${path} is no file.`);
      text = await readFile(path, 'utf8');
    } catch (error) {
      const code = codeOf(error);
      if (code === 'ENOENT') return undefined;
      throw code === undefined ? error : new Error(`${path} cannot be read (${code}).`, { cause: error });
    }
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
    if (this.#waiting === undefined) {
      this.#waiting = this.#last.then(() => {
        this.#waiting = undefined;
        return this.#write();
      });
      this.#last = this.#waiting.catch(() => undefined);
    }
    return this.#waiting;
  }

  /** Resolves when no write is under way. Every change was saved before it was answered, so there is nothing to add. */
  flush(): Promise<void> {
    return this.#last;
  }

  async #write(): Promise<void> {
    const temporary = `${this.#path}.${randomUUID()}.tmp`;
    try {
      const file = await open(temporary, 'wx', 0o600);
      try {
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

function codeOf(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}

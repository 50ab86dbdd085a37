import { type FileHandle, lstat, open, unlink } from 'node:fs/promises';
import type { Context, Unfinished } from '../context.ts';
import { TerminalError, UsageError } from '../errors.ts';

/** A private file that did not exist before. Until it is finished, it goes away again however the program ends, but for a kill. */
export class NewFile implements Unfinished {
  readonly #context: Context;
  readonly #path: string;
  readonly #handle: FileHandle;
  #open = true;
  #removed: Promise<void> | undefined;

  /** @throws {UsageError} it exists already, or cannot be made there */
  static async create(context: Context, path: string): Promise<NewFile> {
    // O_EXCL: nothing is ever written over, nor through a link that somebody has put there.
    const handle = await open(path, 'wx', 0o600).catch((error: NodeJS.ErrnoException) => {
      throw error.code === 'EEXIST'
        ? new UsageError(`${path} exists already and is not written over.`, 'Choose another name with --out.')
        : new UsageError(
            `${path} cannot be written (${error.code ?? error.message}).`,
            'Choose another place with --out.',
          );
    });
    const file = new NewFile(context, path, handle);
    context.unfinished.add(file);
    return file;
  }

  private constructor(context: Context, path: string, handle: FileHandle) {
    this.#context = context;
    this.#path = path;
    this.#handle = handle;
  }

  async finish(content: Uint8Array): Promise<void> {
    try {
      // A umask takes rights away only; the file of another system's default may have more.
      await this.#handle.chmod(0o600);
      await this.#handle.writeFile(content);
      await this.#handle.sync();
    } catch (error) {
      const reason = error instanceof Error && 'code' in error ? String(error.code) : 'unknown reason';
      throw new TerminalError(`${this.#path} could not be written (${reason}).`, 'Choose another place with --out.');
    }
    await this.#assertInPlace();
    this.#open = false;
    await this.#handle.close();
    this.#context.unfinished.delete(this);
  }

  /** Who may write to the folder can give the file another name meanwhile, or put another in its place. */
  async #assertInPlace(): Promise<void> {
    if (await this.#isInPlace()) return;
    await this.#handle.truncate(0);
    throw new TerminalError(
      `${this.#path} was moved away or replaced while it was written; nothing was kept.`,
      'Choose a folder with --out that only you can write to.',
    );
  }

  async #isInPlace(): Promise<boolean> {
    const [opened, there] = await Promise.all([
      this.#handle.stat({ bigint: true }),
      lstat(this.#path, { bigint: true }).catch(() => undefined),
    ]);
    return there !== undefined && there.dev === opened.dev && there.ino === opened.ino;
  }

  /** Removes it, unless it is finished. Whoever calls it while it is being removed waits for that, too. */
  abandon(): Promise<void> {
    this.#removed ??= this.#remove();
    return this.#removed;
  }

  async #remove(): Promise<void> {
    if (!this.#open) return;
    this.#open = false;
    // What stands there by now may be another's.
    const ours = await this.#isInPlace().catch(() => false);
    await this.#handle.close();
    if (ours) await unlink(this.#path).catch(() => undefined);
    this.#context.unfinished.delete(this);
  }

  async settled(): Promise<void> {
    if (this.#context.interrupt.aborted) await this.abandon();
  }

  async close(): Promise<void> {
    await this.abandon();
  }
}

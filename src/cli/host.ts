import type { ReadStream, WriteStream } from 'node:tty';

/** What the program runs in: the parts of `process` that it uses. */
export interface Host {
  stdin: ReadStream & { fd: 0 };
  stdout: WriteStream & { fd: 1 };
  stderr: WriteStream & { fd: 2 };
  env: NodeJS.ProcessEnv;
}

import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import type { DemoCredentials, Sandbox } from '../../src/sandbox/index.ts';

const PROGRAM = new URL('session-worker.mjs', import.meta.url).pathname;

interface WorkerAnswer<T> {
  id: number | 'ready';
  value?: T;
  error?: { name: string; code: string; message: string };
}

/** A process of its own that shares the profile in `folder`; see session-worker.mjs. */
export class Worker {
  readonly process: ChildProcess;
  #next = 0;

  private constructor(process: ChildProcess) {
    this.process = process;
  }

  static async start(
    sandbox: Pick<Sandbox, 'baseUrl'> & { demo: DemoCredentials },
    folder: string,
    options: { naive?: boolean; dieAt?: string } = {},
  ): Promise<Worker> {
    const { clientId, clientSecret } = sandbox.demo;
    const child = fork(PROGRAM, {
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
      // Not those of the test runner.
      execArgv: [],
      env: {
        ...process.env,
        NODE_NO_WARNINGS: '1',
        UPVEST_WORKER_OPTIONS: JSON.stringify({
          baseUrl: sandbox.baseUrl,
          clientId,
          clientSecret,
          folder,
          naive: options.naive,
        }),
        UPVEST_WORKER_DIE_AT: options.dieAt ?? '',
      },
    });
    await once(child, 'message');
    return new Worker(child);
  }

  /** Rejects with what went wrong there, or with `killed` when the process ended first. */
  do<T = unknown>(action: string, argument?: unknown): Promise<T> {
    const id = this.#next++;
    return new Promise<T>((resolve, reject) => {
      const onExit = () => reject(Object.assign(new Error('killed'), { code: 'killed' }));
      const onMessage = (answer: unknown) => {
        const { id: answered, value, error } = answer as WorkerAnswer<T>;
        if (answered !== id) return;
        this.process.off('message', onMessage);
        this.process.off('exit', onExit);
        if (error) reject(Object.assign(new Error(error.message), error));
        else resolve(value as T);
      };
      this.process.on('message', onMessage);
      this.process.once('exit', onExit);
      this.process.send({ id, action, argument });
    });
  }

  async stop(): Promise<void> {
    if (this.process.exitCode !== null || this.process.signalCode !== null) return;
    const exited = once(this.process, 'exit');
    this.process.kill('SIGKILL');
    await exited;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.stop();
  }
}

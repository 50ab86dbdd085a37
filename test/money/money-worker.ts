import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import type { Sandbox } from '../../src/sandbox/index.ts';
import type { payment } from './support.ts';

const PROGRAM = new URL('money-worker.mjs', import.meta.url).pathname;

export interface WorkerAnswer {
  /** Of the transaction. */
  id?: string;
  error?: { name: string; code: string; message: string };
}

/** A process that sends; see money-worker.mjs. */
export class MoneyWorker {
  readonly #process: ChildProcess;

  private constructor(process: ChildProcess) {
    this.#process = process;
  }

  static async start(
    sandbox: Sandbox,
    folder: string,
    options: { dieAt?: string; withoutJournal?: boolean } = {},
  ): Promise<MoneyWorker> {
    const { baseUrl, demo } = sandbox;
    const { clientId, clientSecret } = demo;
    const child = fork(PROGRAM, {
      execArgv: [],
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
      env: { ...process.env, MONEY_WORKER: JSON.stringify({ baseUrl, clientId, clientSecret, folder, ...options }) },
    });
    const worker = new MoneyWorker(child);
    if ((await worker.#next()) === 'killed') throw new Error('The worker did not start.');
    return worker;
  }

  /** `killed` when the process ended before it could say. */
  async send(walletId: string, { quantity, ...rest }: ReturnType<typeof payment>): Promise<WorkerAnswer | 'killed'> {
    return this.call('create', walletId, { ...rest, quantity: quantity.toString() });
  }

  /** The same for any method of `client.transactions` that sends. */
  async call(
    method: 'create' | 'createRaw' | 'createComplex',
    walletId: string,
    options: object,
  ): Promise<WorkerAnswer | 'killed'> {
    const answer = this.#next();
    this.#process.send({ method, walletId, options });
    return answer;
  }

  async #next(): Promise<WorkerAnswer | 'killed'> {
    const over = new AbortController();
    const { signal } = over;
    const ended = () => 'killed' as const;
    const outcomes = [
      once(this.#process, 'message', { signal }).then(([message]) => message as WorkerAnswer, ended),
      once(this.#process, 'exit', { signal }).then(ended, ended),
    ];
    return Promise.race(outcomes).finally(() => over.abort());
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#process.exitCode !== null || this.#process.signalCode !== null) return;
    const exited = once(this.#process, 'exit');
    this.#process.kill('SIGKILL');
    await exited;
  }
}

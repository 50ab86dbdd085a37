import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';

const PROGRAM = new URL('terminal-host.mjs', import.meta.url).pathname;
/** On top of a command's own limit: a busy machine. */
const GRACE_MS = 10_000;

export interface CommandLine {
  args: readonly string[];
  /** All of it. */
  env: Record<string, string>;
  /** For stdin, which then ends. */
  input?: string | Uint8Array;
  /** Everything below is watched for changes. */
  folder: string;
  cwd: string;
  /** A command that takes longer counts as hanging. */
  limitMs: number;
  /** For the sandbox: told to end (SIGTERM) as soon as it has printed something. */
  endWhenServing?: boolean;
  /** Makes the program's pauses (before it tries again) shorter; not its time limits, of which the one of this call may be as short. */
  pauses?: { dividedBy: number; butNot: number };
}

export interface Outcome {
  /** null: it did not end in time. */
  exitCode: number | null;
  stdout: string;
  stderr: string;
  durationMs: number;
  /** Every host and port that a connection was tried to, and every name that was asked for. */
  connections: string[];
  /** Paths in the folder that were made, changed or removed. */
  changed: string[];
  /** Folders there that are the same, and have had another file in them meanwhile. */
  touched: string[];
  /** What would have ended a process with a stack trace. */
  uncaught: string[];
  /** What would have kept the process from ending by itself. */
  keptBy: string[];
  residentBytes: number;
}

/**
 * The built terminal in a process that runs many command lines, one after the other: a hundred times cheaper than a process for each.
 *
 * What it cannot show, and real processes must: how a shell's bytes become arguments, streams that are closed or full, signals,
 * terminals, what `ps` shows, memory from a cold start, crashes of Node itself, and what the `bin` file does with the exit code.
 */
export class TerminalDriver implements AsyncDisposable {
  readonly #env: Record<string, string>;
  #process: ChildProcess | undefined;
  #next = 0;

  /** @param env what only counts when Node starts, such as NODE_EXTRA_CA_CERTS */
  constructor(env: Record<string, string> = {}) {
    this.#env = env;
  }

  async run(command: CommandLine): Promise<Outcome> {
    const child = await this.#started();
    const id = this.#next++;
    const answer = new Promise<Outcome>((resolve, reject) => {
      const timer = setTimeout(onExit, command.limitMs + GRACE_MS);
      function onMessage(message: unknown) {
        const { id: answered, ...outcome } = message as Outcome & { id: number };
        if (answered === id) settle(() => resolve(outcome));
      }
      function onExit() {
        const how = child.exitCode ?? child.signalCode ?? 'no answer';
        const line = JSON.stringify(command.args).slice(0, 1_000);
        settle(() => reject(new Error(`The process of the terminal broke down (${how}) at: ${line}`)));
      }
      function settle(action: () => void) {
        clearTimeout(timer);
        child.off('message', onMessage);
        child.off('exit', onExit);
        action();
      }
      child.on('message', onMessage);
      child.once('exit', onExit);
      child.send({ id, ...command });
    });
    const outcome = await answer.catch(async (error: unknown) => {
      await this.#stop();
      throw error;
    });
    // What still goes on would disturb the next one.
    if (outcome.exitCode === null || outcome.uncaught.length > 0 || outcome.keptBy.length > 0) await this.#stop();
    return outcome;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#stop();
  }

  async #started(): Promise<ChildProcess> {
    if (this.#process) return this.#process;
    const child = fork(PROGRAM, {
      // Arguments need not be well-formed text.
      serialization: 'advanced',
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
      // Not those of the test runner.
      execArgv: [],
      env: { PATH: process.env.PATH, ...this.#env },
    });
    this.#process = child;
    await once(child, 'message');
    return child;
  }

  async #stop(): Promise<void> {
    const child = this.#process;
    this.#process = undefined;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const exited = once(child, 'exit');
    child.kill('SIGKILL');
    await exited;
  }
}

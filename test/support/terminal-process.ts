import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const PROGRAM = fileURLToPath(new URL('../../bin/upvest-wallet.js', import.meta.url));
/** How long a program may take to begin, on a machine that is busy. */
const START_MS = 20_000;

export interface ProcessLine {
  args: readonly string[];
  /** All of it. */
  env: Record<string, string>;
  cwd: string;
  /** For stdin, which then ends. */
  input?: string | Uint8Array;
  /** On top of the start. A process that takes longer is killed. */
  limitMs: number;
  /** For the sandbox: told to end (SIGTERM) as soon as it has printed something. */
  endWhenServing?: boolean;
  /** Another program in the place of the terminal. */
  program?: string;
  /** Gets the id of the process as soon as it runs. */
  onStart?: (processId: number) => void;
}

export interface ProcessEnding {
  /** null: it was killed. */
  exitCode: number | null;
  stdout: string;
  stderr: string;
  durationMs: number;
}

/** The built terminal as a process of its own, without a terminal. */
export async function runTerminal(line: ProcessLine): Promise<ProcessEnding> {
  const { args, env, cwd, input = '', limitMs, endWhenServing, program = PROGRAM, onStart } = line;
  const startedAt = performance.now();
  const child = spawn(process.execPath, [program, ...args], { env, cwd, stdio: 'pipe' });
  const timer = setTimeout(() => child.kill('SIGKILL'), START_MS + limitMs);
  const [stdout, stderr]: [Buffer[], Buffer[]] = [[], []];
  child.stdout.on('data', (chunk: Buffer) => {
    if (stdout.push(chunk) === 1 && endWhenServing) child.kill('SIGTERM');
  });
  child.stderr.on('data', (chunk: Buffer) => stderr.push(chunk));
  child.stdin.on('error', () => undefined).end(input);
  if (child.pid !== undefined) onStart?.(child.pid);
  const exitCode = await new Promise<number | null>((resolve) => child.on('close', resolve));
  clearTimeout(timer);
  const text = (chunks: Buffer[]) => Buffer.concat(chunks).toString('utf8');
  return { exitCode, stdout: text(stdout), stderr: text(stderr), durationMs: performance.now() - startedAt };
}

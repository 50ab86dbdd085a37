import { spawn } from 'node:child_process';
import { PROGRAM } from './program.ts';
import type { PromptStage } from './prompt-stage.ts';
import { PROMPTS, type Prompt } from './prompts.ts';

/** Node begins, two cores are busy with other tests. Whatever hangs is there much longer. */
const LONGEST_MS = 15_000;
/** How long a program takes to begin to read; longer each time that it had not. */
const READS_AFTER_MS = [700, 2_000, 6_000, 20_000];

export interface Line {
  args: Prompt['args'];
  login?: Prompt['login'] | undefined;
  env?: Prompt['env'] | undefined;
}

/** Every command line that leads to a prompt, once. */
export const ASKING_LINES: readonly Line[] = [
  ...new Map(
    PROMPTS.map(({ args, login, env }) => [JSON.stringify([args, login, env]), { args, login, env }] as const),
  ).values(),
];

const INVESTMENT = PROMPTS.find(({ args }) => args[1] === 'token')?.env ?? {};
const found = (command: string) => PROMPTS.find(({ args }) => args.join(' ').startsWith(command));

/** Every command that reads a secret from stdin where that is asked for. */
export const READING_LINES: readonly Line[] = [
  ...[
    ['login', '--client-id', '{clientId}', '--username', 'demo', '--base-url', '{baseUrl}', '--password-stdin'],
    ...['wallets create', 'wallets sign', 'offboard'].map((name) => [...(found(name)?.args ?? []), '--password-stdin']),
    ...['send', 'raw', 'complex'].map((name) => [
      ...(found(`transactions ${name}`)?.args ?? []),
      '--yes',
      '--password-stdin',
    ]),
  ].map((args) => ({ args, env: { UPVEST_CLIENT_SECRET: '{clientSecret}' } })),
  ...['configure', 'token', 'request', 'sign'].map((name) => ({
    args: [...(found(`investment ${name}`)?.args ?? []), '--passphrase-stdin'],
    env: INVESTMENT,
  })),
  ...['request', 'sign'].map((name) => ({
    args: [...(found(`investment ${name}`)?.args ?? []), '--body-stdin'],
    env: INVESTMENT,
  })),
];

export interface Ended {
  /** null: it did not end, and was killed. */
  exitCode: number | null;
  stdout: string;
  stderr: string;
  sent: string[];
}

export interface Streams {
  stdin: 'closed' | 'open';
  stdout?: 'closed';
  /** Sent when the program has begun to read. */
  signal?: NodeJS.Signals;
  program?: string;
}

let runs = 0;

/** Runs the command line where there is no terminal. */
export async function runPiped(stage: PromptStage, line: Line, streams: Streams): Promise<Ended> {
  for (const readsAfterMs of READS_AFTER_MS) {
    const ended = await runOnce(stage, line, streams, readsAfterMs);
    if (ended) return ended;
  }
  throw new Error(`It does not begin: ${line.args.join(' ')}`);
}

/** @returns undefined when the signal came before the program had begun */
async function runOnce(
  stage: PromptStage,
  line: Line,
  { stdin, stdout, signal, program = PROGRAM }: Streams,
  readsAfterMs: number,
) {
  const { cwd, env } = stage.furnished(line.login ?? 'logged in', 1_000 + runs++);
  const own = Object.entries(line.env ?? {}).map(([name, value]) => [name, stage.fill(value)]);
  const args = [process.execPath, program, ...line.args.map((arg) => stage.fill(arg))];
  const script = stdin === 'closed' ? 'exec "$@" <&-' : 'exec "$@"';
  const before = stage.writes.length;
  const child = spawn('/bin/sh', ['-c', script, 'sh', ...args], { cwd, env: { ...env, ...Object.fromEntries(own) } });
  const printed = { stdout: '', stderr: '' };
  if (stdout === 'closed') child.stdout.destroy();
  for (const name of ['stdout', 'stderr'] as const) {
    child[name].setEncoding('utf8').on('data', (text: string) => {
      printed[name] += text;
    });
  }
  child.stdin.on('error', () => undefined);
  if (signal) setTimeout(() => child.kill(signal), readsAfterMs).unref();
  const limit = setTimeout(() => child.kill('SIGKILL'), LONGEST_MS + (signal ? readsAfterMs : 0));
  const exitCode = await new Promise<number | null>((resolve) => child.on('exit', resolve));
  clearTimeout(limit);
  child.stdin.destroy();
  if (signal && child.signalCode === signal) return undefined;
  return { exitCode, ...printed, sent: stage.writes.slice(before) };
}

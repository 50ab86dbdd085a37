import { lstatSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { PROGRAM } from './program.ts';
import type { PromptKind } from './prompt-sites.ts';
import type { PromptStage } from './prompt-stage.ts';
import { type Prompt, TYPED_SECRET } from './prompts.ts';
import { KEY, Terminal } from './terminal.ts';

/** Promised are 2 s; a machine that is busy is slower, and what hangs does so for good. */
const LONGEST_MS = 5_000;

/** A way in which a prompt comes to its end. */
export interface EndingWay {
  name: string;
  exitCode: number;
  end(terminal: PromptTerminal): Promise<void> | void;
  /** What is around the program. @default a shell that tells the modes of the terminal before and after */
  around?: 'nothing' | 'shell' | 'closed pipe';
  /** Only an empty line is the end of the input. */
  untyped?: boolean;
  /** Nobody can look at the terminal afterwards. */
  gone?: boolean;
}

const signalled = (signal: NodeJS.Signals, exitCode: number): EndingWay => ({
  name: `${signal} as a signal`,
  exitCode,
  end: ({ programId }) => void process.kill(programId, signal),
});

export const ENDINGS: readonly EndingWay[] = [
  { name: 'Ctrl-C', exitCode: 130, end: ({ terminal }) => terminal.types(KEY.ctrlC) },
  { name: 'Ctrl-D', exitCode: 130, end: ({ terminal }) => terminal.types(KEY.ctrlD), untyped: true },
  signalled('SIGINT', 130),
  signalled('SIGTERM', 143),
  signalled('SIGHUP', 129),
  {
    name: 'the window is closed',
    exitCode: 129,
    end: ({ terminal }) => terminal.hangUp(),
    around: 'nothing',
    gone: true,
  },
  {
    name: 'the terminal goes away without a signal',
    exitCode: 129,
    end: ({ terminal }) => terminal.hangUp(),
    gone: true,
  },
  {
    name: 'Ctrl-C, and stdout is a pipe that nobody reads',
    exitCode: 130,
    end: ({ terminal }) => terminal.types(KEY.ctrlC),
    around: 'closed pipe',
  },
];

/** Keys that reveal a secret elsewhere, or that the shell's line editor has: the history, the clipboard, the line itself. */
const REVEALING = '\t\x14\x12\x1b[A\x1b[B\x1b[D\x0c\x19\x10\x0e\x16\x1b[3~\x1bt\x1b.';

/** Typed at the prompt before it ends: something, but no answer. */
const TYPED: Readonly<Record<PromptKind, readonly string[]>> = {
  text: ['abc'],
  secret: [TYPED_SECRET, REVEALING],
  confirm: ['y'],
  tick: [' '],
  choose: ['\x1b[B'],
};

const LOOK = 'echo "modes $(stty -g)."';
/** What is drawn last has to be read before the end is told: who reads a terminal drops the rest soon after. */
const LAST_LOOK = `${LOOK}; sleep 0.1`;
const INSIDE = 'echo "process $$." >&2; exec "$@"';
const SHELLS = {
  nothing: [],
  shell: [
    '/bin/sh',
    '-c',
    `trap : HUP INT TERM; ${LOOK}; sh -c '${INSIDE}' sh "$@"; code=$?; ${LAST_LOOK}; exit $code`,
    'sh',
  ],
  'closed pipe': [
    '/bin/sh',
    '-c',
    `trap : HUP INT TERM; ${LOOK}; { sh -c '${INSIDE}' sh "$@"; echo "ended $?." >&2; } | true; ${LAST_LOOK}`,
    'sh',
  ],
};

/** What was seen of an ending. */
export interface Seen {
  promised: number;
  /** undefined: it did not end. */
  exitCode: number | undefined;
  afterMs: number;
  /** Every byte that was drawn. */
  bytes: string;
  /** Whether somebody was there to see the modes of the terminal afterwards. */
  modesSeen: boolean;
  /** Files that are not as they were. */
  changed: readonly string[];
  secrets: readonly string[];
}

/** What no ending may come to. */
export function endingProblems(seen: Seen): string[] {
  const { promised, exitCode, afterMs, bytes, modesSeen, changed, secrets } = seen;
  const modes = [...bytes.matchAll(/modes (\S+)\./g)].map(([, mode]) => mode);
  const last = (sequence: string) => bytes.lastIndexOf(sequence);
  return [
    ...(exitCode === promised ? [] : [`exit code ${exitCode} instead of ${promised}`]),
    ...(afterMs < LONGEST_MS ? [] : [`ended after ${Math.round(afterMs)} ms`]),
    ...(/\n\s+at /.test(bytes) ? ['a stack trace'] : []),
    ...(/Error\b/.test(bytes) ? ['an error'] : []),
    ...(modesSeen && (modes.length !== 2 || modes[0] !== modes[1]) ? [`modes ${modes.join(' -> ')}`] : []),
    ...(modesSeen && last('\x1b[?25l') > last('\x1b[?25h') ? ['the cursor is hidden'] : []),
    ...(modesSeen && last('\x1b[?2004h') > last('\x1b[?2004l') ? ['pastes stay marked'] : []),
    ...secrets.filter((secret) => bytes.includes(secret)).map((secret) => `${secret} is on the screen`),
    ...changed.map((path) => `${path} has changed`),
  ];
}

/** A run of the program that has come to a prompt. */
export class PromptTerminal {
  readonly terminal: Terminal;
  readonly #way: EndingWay;
  readonly #secrets: readonly string[];
  readonly #folder: string;
  readonly #before: ReadonlyMap<string, string>;
  #atPrompt: ReadonlyMap<string, string> = new Map();

  constructor(stage: PromptStage, prompt: Prompt, way: EndingWay, index: number, program = PROGRAM) {
    const { folder, cwd, env } = stage.furnished(prompt.login ?? 'logged in', index);
    const own = Object.entries(prompt.env ?? {}).map(([name, value]) => [name, stage.fill(value)]);
    this.#way = way;
    this.#folder = folder;
    this.#secrets = [...secretParts(TYPED_SECRET), ...stage.secrets];
    this.#before = treeOf(folder);
    const through = [...SHELLS[way.around ?? 'shell'], process.execPath, program];
    const args = prompt.args.map((arg) => stage.fill(arg));
    this.terminal = new Terminal(args, { ...env, ...Object.fromEntries(own) }, { columns: 140, cwd, through });
  }

  get programId(): number {
    const [, id] = /process (\d+)\./.exec(this.terminal.text) ?? [];
    return id === undefined ? this.terminal.processId : Number(id);
  }

  /** Goes to the prompt and types something there. */
  async comes(stage: PromptStage, { steps = [], site, asks }: Prompt, kind: PromptKind): Promise<void> {
    for (const [sees, ...keys] of steps) {
      await this.terminal.sees(sees);
      await this.terminal.types(...keys.map((key) => stage.fill(key)));
    }
    await this.terminal.sees(asks ?? questionOf(site));
    if (!this.#way.untyped) await this.terminal.types(...TYPED[kind]);
    await pause(100);
    this.#atPrompt = treeOf(this.#folder);
  }

  async ends(): Promise<Seen> {
    const { exitCode: promised, around } = this.#way;
    const { terminal } = this;
    const startedAt = performance.now();
    await this.#way.end(this);
    const left = await Promise.race([terminal.exited, pause(2 * LONGEST_MS)]);
    const afterMs = performance.now() - startedAt;
    const { bytes } = terminal;
    const ended = /ended (\d+)\./.exec(terminal.text)?.[1];
    return {
      promised,
      exitCode: around === 'closed pipe' ? Number(ended) : left,
      afterMs,
      bytes,
      modesSeen: this.#way.gone !== true,
      changed: this.#changed(),
      secrets: this.#secrets,
    };
  }

  /** The way to the prompt may have logged out or sent something; work that was not done leaves no file. */
  #changed(): string[] {
    const after = treeOf(this.#folder);
    const config = differences(this.#atPrompt, after).filter((path) => path.startsWith('config'));
    const others = differences(this.#before, after).filter((path) => !path.startsWith('config'));
    return [...config, ...others];
  }
}

export function questionOf(site: string): string {
  return site.split(' › ')[1] ?? '';
}

/** Long enough to stand for nothing else. */
function secretParts(secret: string): string[] {
  return secret.split('-');
}

function differences(before: ReadonlyMap<string, string>, after: ReadonlyMap<string, string>): string[] {
  return [...new Set([...before.keys(), ...after.keys()])].filter((path) => before.get(path) !== after.get(path));
}

/** Every file with what tells that it was touched. */
function treeOf(folder: string): Map<string, string> {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  return new Map(
    files.flatMap((file) => {
      const stats = lstatSync(join(folder, file), { throwIfNoEntry: false });
      // Renamed since: it was half of a file.
      if (!stats) return [];
      const { mode, size, ino, mtimeMs } = stats;
      return [[file, stats.isDirectory() ? `folder ${mode}` : `${mode} ${size} ${ino} ${mtimeMs}`]];
    }),
  );
}

function pause(ms: number): Promise<undefined> {
  return new Promise((resolve) => setTimeout(resolve, ms, undefined));
}

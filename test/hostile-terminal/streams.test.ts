import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type FaultServer, startFaultServer } from '../hostile/fault-server.ts';
import { scaled, spread } from '../support/scale.ts';
import { Scene, SECRETS } from '../support/terminal-scene.ts';
import { CALLED, SILENT_COMMANDS } from './commands.ts';
import { goodServer } from './good-server.ts';

const PROGRAM = fileURLToPath(new URL('../../bin/upvest-wallet.js', import.meta.url));
/** Node begins, two cores are busy with other tests. Whatever hangs is there much longer. */
const LONGEST_MS = 15_000;

interface Command {
  name: string;
  args: readonly string[];
  password: boolean;
}

const COMMANDS: readonly Command[] = [
  ...CALLED.filter(({ note }) => note !== 'followed').map(({ command, args, password = false }) => ({
    name: command,
    args: [...command.split(' '), ...args, ...(password ? ['--password-stdin'] : [])],
    password,
  })),
  ...Object.entries(SILENT_COMMANDS).map(([name, args]) => ({
    name,
    args: [...name.split(' '), ...args],
    password: false,
  })),
  { name: '--version', args: ['--version'], password: false },
  { name: '--help', args: ['wallets', 'list', '--help'], password: false },
];

interface Ending {
  exitCode: number | null;
  stdout: string;
  stderr: string;
  durationMs: number;
}

let server: FaultServer;
let scene: Scene;
beforeAll(async () => {
  server = await startFaultServer({ good: goodServer() });
  scene = await Scene.open({ baseUrl: server.baseUrl, investmentUrl: new URL('/', server.baseUrl).href });
});
afterAll(async () => {
  scene[Symbol.dispose]();
  await server[Symbol.asyncDispose]();
});

/** Runs the command in a shell. @param script what to do with `"$@"` @param keepOpen leaves stdin open, with nothing in it */
async function inShell({ args, password }: Command, script: string, keepOpen = false): Promise<Ending> {
  scene.restore();
  const { UPVEST_PASSWORD: _typed, ...env } = scene.env;
  const startedAt = performance.now();
  const shell = spawn('bash', ['-c', script, 'bash', process.execPath, PROGRAM, ...args], {
    env,
    cwd: scene.cwd,
    detached: true,
  });
  const timer = setTimeout(() => process.kill(-(shell.pid ?? 0), 'SIGKILL'), LONGEST_MS);
  let [stdout, stderr] = ['', ''];
  shell.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
  });
  shell.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  shell.stdin.on('error', () => undefined);
  if (!keepOpen) shell.stdin.end(password ? SECRETS.password : '');
  const exitCode = await new Promise<number | null>((resolve) => shell.on('close', resolve));
  clearTimeout(timer);
  shell.stdin.destroy();
  return { exitCode, stdout, stderr, durationMs: performance.now() - startedAt };
}

/** A state of a stream, and what must come of a command whose usual ending is `usual`. */
interface State {
  name: string;
  script: string;
  keepOpen?: boolean;
  /** @default commands that read no password; the others wait for theirs */
  also?: boolean;
  expected(usual: Ending, command: Command): { exitCode: unknown; stdout?: unknown; stderr?: unknown };
}

const same = ({ exitCode, stdout, stderr }: Ending) => ({ exitCode, stdout, stderr });
const refused = (why: RegExp) => ({ exitCode: 2, stdout: '', stderr: expect.stringMatching(why) });

const STATES: readonly State[] = [
  {
    name: 'stdout is a pipe that nobody reads any more',
    // biome-ignore lint/suspicious/noTemplateCurlyInString: of the shell
    script: '"$@" | true; exit "${PIPESTATUS[0]}"',
    also: true,
    expected: ({ exitCode, stderr }) => ({
      exitCode: expect.toSatisfy((code) => code === 0 || code === exitCode),
      stderr: expect.toSatisfy((text: string) => stderr.startsWith(text)),
    }),
  },
  {
    name: 'stdout is full',
    script: '"$@" > /dev/full',
    also: true,
    expected: (usual, { args }) =>
      usual.stdout === ''
        ? { exitCode: usual.exitCode, stderr: usual.stderr }
        : {
            // What has moved money must not look as if nothing was done.
            exitCode: /^(transactions (send|raw|complex)|wallets create|investment request POST)/.test(args.join(' '))
              ? 6
              : expect.toBeOneOf([1, 6]),
            stderr: expect.stringMatching(
              /Error: .*could not be written \(ENOSPC\)\.\n[^\n]+\n$|may have been carried out/,
            ),
          },
  },
  {
    name: 'stdout is closed',
    script: '"$@" >&-',
    also: true,
    expected: ({ exitCode, stderr }) => ({ exitCode, stderr }),
  },
  {
    name: 'stderr is closed',
    script: '"$@" 2>&-',
    also: true,
    expected: ({ exitCode, stdout }) => ({ exitCode, stdout }),
  },
  {
    name: 'stderr is full',
    script: '"$@" 2> /dev/full',
    also: true,
    expected: ({ exitCode, stdout }) => ({ exitCode, stdout }),
  },
  {
    name: 'stderr is a pipe that nobody reads',
    script: '"$@" 2> >(true)',
    also: true,
    expected: ({ exitCode, stdout }) => ({ exitCode, stdout }),
  },
  {
    name: 'both are full',
    script: '"$@" > /dev/full 2>&1',
    also: true,
    expected: ({ exitCode }) => ({ exitCode: expect.toBeOneOf([exitCode, 1, 6]) }),
  },
  { name: 'stdin is an open pipe', script: '"$@"', keepOpen: true, expected: same },
  {
    name: 'stdin is closed',
    script: '"$@" <&-',
    also: true,
    expected: (usual, { password }) => (password ? refused(/from stdin is empty/) : same(usual)),
  },
  {
    name: 'stdin is a folder',
    script: '"$@" < .',
    also: true,
    expected: (usual, { password }) => (password ? refused(/from stdin (is empty|\(EISDIR\))/) : same(usual)),
  },
  {
    name: 'stdin never ends',
    script: '"$@" < /dev/zero',
    also: true,
    expected: (usual, { password }) => (password ? refused(/too long for a password/) : same(usual)),
  },
];

const usualEndings = new Map<string, Promise<Ending>>();

/** What the command does with ordinary streams. */
function usualEnding(command: Command): Promise<Ending> {
  const line = command.args.join(' ');
  const known = usualEndings.get(line) ?? inShell(command, '"$@"');
  usualEndings.set(line, known);
  return known;
}

/** Ids, times, tokens and signatures are new each time. */
function constant(ending: Ending): Ending {
  const same = (text: string) =>
    text
      .replace(/[0-9a-f]{8}-[0-9a-f-]{27}/g, 'ID')
      .replace(/^date: .*$/m, 'date: TIME')
      .replace(/\d{4}-\d\d-\d\dT[\d:.]+Z|(?<=created=|expires=)\d+/g, 'TIME')
      .replace(/(?<=:).*:(?=,|$)/gm, 'SIGNATURE')
      .replace(/less than a minute|\d+ min/g, 'AGE')
      .replace(/(granted-(access|refresh)-)\d+/g, '$1N');
  return { ...ending, stdout: same(ending.stdout), stderr: same(ending.stderr) };
}

const cells = STATES.flatMap((state) =>
  COMMANDS.filter(({ password }) => state.also || !password).map((command) => ({ state, command })),
);

describe.skipIf(process.platform === 'win32')('streams in any state', () => {
  const played = spread(cells, scaled(2, cells.length));

  test(
    `${played.length} of ${cells.length} commands × states: no stack, no hang, the promised exit code`,
    async () => {
      const wrong: string[] = [];
      for (const { state, command } of played) {
        const usual = constant(await usualEnding(command));
        const ending = constant(await inShell(command, state.script, state.keepOpen));
        const [matches, difference] = compare(ending, state.expected(usual, command));
        if (!matches || /\n\s+at |Something unexpected/.test(ending.stderr)) {
          wrong.push(`${command.args.join(' ')}, ${state.name}: ${difference} ${JSON.stringify(ending)}`);
        }
      }
      expect(wrong).toEqual([]);
    },
    scaled(120_000, 1_800_000),
  );
});

function compare(ending: Ending, expected: object): [boolean, string] {
  try {
    expect(ending).toMatchObject(expected);
    return [true, ''];
  } catch (error) {
    return [false, error instanceof Error ? error.message.slice(0, 300) : ''];
  }
}

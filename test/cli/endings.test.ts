import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { commandTree } from '../support/command-tree.ts';
import { FULL_SCALE, scaled } from '../support/scale.ts';
import { ENDINGS, type EndingWay, endingProblems, PromptTerminal } from './support/ending.ts';
import { linesByTheCompiler } from './support/prompt-lines-by-compiler.ts';
import { type PromptKind, promptLines, promptSites } from './support/prompt-sites.ts';
import { PromptStage } from './support/prompt-stage.ts';
import { PROMPTS, type Prompt } from './support/prompts.ts';
import { Terminal } from './support/terminal.ts';
import {
  ASKING_LINES,
  type Ended,
  type Line,
  READING_LINES,
  runPiped,
  type Streams,
} from './support/without-terminal.ts';

const NAIVE = fileURLToPath(new URL('support/naive-prompt.mjs', import.meta.url));
const kinds = new Map(promptSites().map(({ name, kind }) => [name, kind]));

let stage: PromptStage;
beforeAll(async () => {
  stage = await PromptStage.open();
});
afterAll(async () => {
  await stage[Symbol.asyncDispose]();
});

describe('the table of prompts', () => {
  test('has every prompt of the program', () => {
    expect([...new Set(PROMPTS.map(({ site }) => site))].sort()).toEqual([...kinds.keys()].sort());
  });

  test('has every command that can ask for a secret or a confirmation', () => {
    const asking = commandTree().commands.filter(({ options }) =>
      options.some(({ long = '' }) => /^--(password-stdin|passphrase-stdin|yes)$/.test(long ?? '')),
    );
    const missing = asking.filter(({ name }) => !PROMPTS.some(({ args }) => args.join(' ').startsWith(name)));
    expect(asking.length).toBeGreaterThan(8);
    expect(missing.map(({ name }) => name)).toEqual([]);
  });

  test.runIf(FULL_SCALE)('misses none that is called in another way: the compiler finds no others', async () => {
    expect((await linesByTheCompiler()).sort()).toEqual(promptLines().sort());
  });
});

/** What is wrong with a library's own ending, among other things. */
const NAIVE_ENDINGS: readonly [how: string, way: string, problems: unknown[]][] = [
  ['select', 'SIGTERM', ['the cursor is hidden', expect.stringMatching(/^modes /)]],
  ['password', 'Ctrl-C', ['a stack trace', 'an error', expect.stringMatching(/^exit code/)]],
  ['readline', 'Ctrl-C', ['zqXv7 is on the screen', expect.stringMatching(/^exit code/)]],
  ['readline', 'the window is closed', ['zqXv7 is on the screen']],
  ['select', 'goes away', ['exit code 134 instead of 129']],
];

const STREAMS: readonly Streams[] = [{ stdin: 'closed' }, { stdin: 'open' }, { stdin: 'open', stdout: 'closed' }];
const READING_ENDS: readonly [streams: Streams, exitCode: number][] = [
  [{ stdin: 'closed' }, 2],
  [{ stdin: 'open', signal: 'SIGINT' }, 130],
  [{ stdin: 'open', signal: 'SIGTERM' }, 143],
  [{ stdin: 'open', signal: 'SIGHUP' }, 129],
];

const nameOf = ({ site, note }: Prompt) => [site, ...(note ? [note] : [])].join(', ');

/** The menus are only there where stdout is a terminal. */
function waysOf({ args }: Prompt): readonly EndingWay[] {
  const menus = args.length === 0 || args[0] === 'demo';
  return ENDINGS.filter(({ around }) => !menus || around !== 'closed pipe');
}

interface Cell {
  prompt: Prompt;
  way: EndingWay;
}

/** All at once to the prompt, then one after the other to the end: the last one first, since each holds the terminals before it open. */
async function problemsOf(cells: readonly Cell[]): Promise<string[]> {
  const runs = cells.map(({ prompt, way }, index) => ({
    ...{ prompt, way },
    run: new PromptTerminal(stage, prompt, way, index),
  }));
  await Promise.all(runs.map(({ prompt, run }) => run.comes(stage, prompt, kinds.get(prompt.site) as PromptKind)));
  const before = stage.writes.length;
  const problems: string[] = [];
  for (const { prompt, way, run } of runs.reverse()) {
    const found = endingProblems(await run.ends());
    problems.push(...found.map((problem) => `${nameOf(prompt)}, ${way.name}: ${problem}`));
  }
  return [...problems, ...stage.writes.slice(before).map((write) => `sent: ${write}`)];
}

describe.skipIf(process.platform === 'win32')('at a terminal', () => {
  test.each(scaled([], PROMPTS).map((prompt) => [nameOf(prompt), prompt] as const))(
    'ends in every way at: %s',
    async (_name, prompt) => {
      expect(await problemsOf(waysOf(prompt).map((way) => ({ prompt, way })))).toEqual([]);
    },
  );

  test.runIf(!FULL_SCALE)('some prompts end, each in another way', async () => {
    const cell = (name: string, wayName: string): Cell => ({
      prompt: PROMPTS.find((one) => nameOf(one).endsWith(name)) as Prompt,
      way: wayCalled(wayName),
    });
    const cells = [
      cell('Scopes to ask for:', 'SIGTERM'),
      cell('What would you like to do?', 'Ctrl-D'),
      cell('Send it?', 'stdout is a pipe'),
    ];
    expect(await problemsOf(cells)).toEqual([]);
  });

  test.runIf(FULL_SCALE)(
    'a terminal that went away made Node abort, with the password in its core dump, where nothing was asked either',
    async () => {
      const { cwd, env } = stage.furnished('none', 0);
      for (const args of [['sandbox', '--port', '0'], ['demo']]) {
        const terminal = new Terminal(args, env, { cwd });
        await terminal.sees(args[0] === 'demo' ? 'What would you like' : 'Ctrl-C ends it.');
        terminal.hangUp();
        expect([args, await terminal.exited]).toEqual([args, 129]);
      }
    },
  );

  test.each(linesOf(scaled([], READING_LINES)))(
    'takes no secret that would be seen, from stdin: %s',
    async (_name, line) => {
      const { cwd, env } = stage.furnished('logged in', 0);
      const own = Object.entries(line.env ?? {}).map(([name, value]) => [name, stage.fill(value)]);
      const args = line.args.map((arg) => stage.fill(arg));
      const terminal = new Terminal(args, { ...env, ...Object.fromEntries(own) }, { cwd, columns: 200 });
      expect(await terminal.exited).toBe(2);
      expect(terminal.text).toContain('and stdin is a terminal.');
    },
  );

  test('the file that was made for the keys stayed when the window was closed', async () => {
    const prompt = PROMPTS.find(({ args }) => args[0] === 'offboard') as Prompt;
    for (let turn = 0; turn < scaled(1, 5); turn += 1) {
      expect(await problemsOf([{ prompt, way: wayCalled('the window is closed') }])).toEqual([]);
    }
  });

  test.each(scaled(NAIVE_ENDINGS.slice(0, 1), NAIVE_ENDINGS))(
    'the naive way fails the same test: %s and %s',
    async (how, wayName, problems) => {
      const prompt: Prompt = { site: 'naive › Secret:', args: [how], login: 'none' };
      const run = new PromptTerminal(stage, prompt, wayCalled(wayName), 0, NAIVE);
      await run.comes(stage, prompt, how === 'select' ? 'choose' : 'secret');
      expect(endingProblems(await run.ends())).toEqual(expect.arrayContaining(problems));
    },
  );
});

describe.skipIf(process.platform === 'win32')('without a terminal', () => {
  const exitOf = ({ args, login = 'none' }: Line) => {
    if (args[0] === 'demo') return 0;
    return args.length > 0 && login.startsWith('session over') ? 4 : 2;
  };

  test.each(linesOf(scaled(ASKING_LINES.slice(0, 1), ASKING_LINES)))(
    'asks nobody and waits for nothing: %s',
    async (_name, line) => {
      const found = scaled(STREAMS.slice(1, 2), STREAMS).map(async (streams) =>
        brokenPromises(await runPiped(stage, line, streams), exitOf(line)),
      );
      expect((await Promise.all(found)).flat()).toEqual([]);
    },
  );

  test('every option that reads stdin is tried', () => {
    const reading = commandTree().commands.flatMap(({ name, options }) =>
      options.flatMap(({ long }) => (long?.endsWith('-stdin') ? [`${name} ${long}`] : [])),
    );
    const tried = READING_LINES.map(({ args }) => args.join(' '));
    const missing = reading.filter((one) => {
      const at = one.lastIndexOf(' ');
      return !tried.some((line) => line.startsWith(one.slice(0, at)) && line.endsWith(one.slice(at)));
    });
    expect(reading.length).toBeGreaterThan(12);
    expect(missing).toEqual([]);
  });

  test.each(linesOf(scaled([], READING_LINES)))(
    'reads where it was told to, until it is ended: %s',
    async (_name, line) => {
      const found = READING_ENDS.map(async ([streams, exitCode]) =>
        brokenPromises(await runPiped(stage, line, streams), exitCode),
      );
      expect((await Promise.all(found)).flat()).toEqual([]);
    },
  );

  test.runIf(FULL_SCALE)('the naive way waits for an answer, or looks like success', async () => {
    const line: Line = { args: ['readline'], login: 'none' };
    const waiting = brokenPromises(await runPiped(stage, line, { stdin: 'open', program: NAIVE }), 2);
    expect(waiting).toContain('exit code null instead of 2');
    const closed = brokenPromises(await runPiped(stage, line, { stdin: 'closed', program: NAIVE }), 2);
    expect(closed).toContain('exit code 0 instead of 2');
  });
});

function wayCalled(name: string): EndingWay {
  const way = ENDINGS.find((one) => one.name.includes(name));
  if (!way) throw new Error(`There is no such way: ${name}.`);
  return way;
}

function linesOf(lines: readonly Line[]) {
  return lines.map((line) => [nameOfLine(line), line] as const);
}

function nameOfLine({ args, login = 'logged in', env = {} }: Line): string {
  return `${args.join(' ') || 'nothing'} (${[login, ...Object.keys(env)].join(', ')})`;
}

function brokenPromises({ exitCode, stdout, stderr, sent }: Ended, promised: number): string[] {
  return [
    ...(exitCode === promised ? [] : [`exit code ${exitCode} instead of ${promised}`]),
    ...(/\n\s+at |Something unexpected/.test(stdout + stderr) ? ['a stack trace'] : []),
    ...(promised === 2 && stderr === '' ? ['it says nothing'] : []),
    // A session that is over is found to be so by trying to renew it.
    ...(promised === 4 ? [] : sent).map((request) => `sent: ${request}`),
  ];
}

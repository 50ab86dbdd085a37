import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isEverywhere } from '../hostile/fault.ts';
import { type FaultServer, startFaultServer } from '../hostile/fault-server.ts';
import { certificate } from '../hostile/tls-place.ts';
import { tempFolder } from '../support/temp-folder.ts';
import { type CommandLine, type Outcome, TerminalDriver } from '../support/terminal-driver.ts';
import { runTerminal } from '../support/terminal-process.ts';
import { Scene, SECRETS } from '../support/terminal-scene.ts';
import { type Cell, commandLineOf, problemsOf, timeLimitMs } from './cell.ts';
import { goodServer } from './good-server.ts';

/** Runs a command line in some way. */
type Runner = (line: CommandLine) => Promise<Outcome>;

export interface Ran {
  cell: Cell;
  outcome: Outcome;
  problems: string[];
}

/** A certificate file of all who are to be trusted, for `NODE_EXTRA_CA_CERTS`. */
function trustFile(folder: string): string {
  const file = join(folder, 'trusted.pem');
  const names = ['good', 'other name', 'expired', 'not yet valid'] as const;
  writeFileSync(file, names.map((name) => certificate(name)?.cert).join('\n'));
  return file;
}

/** Plays the cells of one fault after the other, each command line with `run`. */
async function playAll(cells: readonly Cell[], run: Runner, done: (ran: Ran) => void): Promise<void> {
  const shared = cells.filter(({ fault }) => !isEverywhere(fault));
  if (shared.length > 0) {
    await using server = await startFaultServer({ good: goodServer() });
    await playAt(server, shared, run, done);
  }
  for (const fault of new Set(cells.map((cell) => cell.fault).filter(isEverywhere))) {
    await using server = await startFaultServer({ fault, good: goodServer() });
    await playAt(
      server,
      cells.filter((cell) => cell.fault === fault),
      run,
      done,
    );
  }
}

async function playAt(
  server: FaultServer,
  cells: readonly Cell[],
  run: Runner,
  done: (ran: Ran) => void,
): Promise<void> {
  const at = { baseUrl: server.baseUrl, investmentUrl: new URL('/', server.baseUrl).href };
  using fresh = await Scene.open(at);
  using expired = await Scene.open({ ...at, expired: true });
  for (const cell of cells) {
    const scene = cell.row.kind === 'renewal' ? expired : fresh;
    done(await play(cell, server, scene, run));
  }
}

async function play(cell: Cell, server: FaultServer, scene: Scene, run: Runner): Promise<Ran> {
  const { fault, row } = cell;
  if (!isEverywhere(fault)) server.play(fault, row.where);
  server.requests.length = 0;
  server.stolen.length = 0;
  const { PATH = '', HOME = '', TMPDIR = '', UPVEST_CONFIG_DIR = '', UPVEST_TOKEN_STORE = '' } = scene.env;
  const limitMs = timeLimitMs(cell) * (row.called.requests.length + 2) + 30_000;
  const outcome = await run({
    args: commandLineOf(cell),
    env: { PATH, HOME, TMPDIR, UPVEST_CONFIG_DIR, UPVEST_TOKEN_STORE },
    folder: scene.folder,
    cwd: scene.cwd,
    limitMs,
    pauses: { dividedBy: 20, butNot: timeLimitMs(cell) },
    ...(row.called.password && { input: SECRETS.password }),
  });
  const problems = problemsOf(cell, { outcome, server, scene });
  if (outcome.changed.length + outcome.touched.length > 0) scene.restore();
  return { cell, outcome, problems };
}

/** Plays the cells, `abreast` at a time, with command lines that share a process. */
export async function playCells(cells: readonly Cell[], abreast: number): Promise<Ran[]> {
  using folder = tempFolder();
  const env = { NODE_EXTRA_CA_CERTS: trustFile(folder.path) };
  return await playAbreast(cells, abreast, async (own, done) => {
    await using driver = new TerminalDriver(env);
    await playAll(own, (line) => driver.run(line), done);
  });
}

/** The same with a process for each. @param watch gets its id as soon as it runs, and answers what it has seen when it has ended */
export async function playProcesses(
  cells: readonly Cell[],
  abreast: number,
  watch: (processId: number) => () => string[],
  program?: string,
): Promise<Ran[]> {
  using folder = tempFolder();
  const trusted = trustFile(folder.path);
  const unseen = { connections: [], changed: [], uncaught: [], keptBy: [], residentBytes: 0 };
  return await playAbreast(cells, abreast, async (own, done) => {
    let seen: () => string[] = () => [];
    const run: Runner = async ({ env, ...line }) => {
      const onStart = (processId: number) => {
        seen = watch(processId);
      };
      const trusting = { ...env, NODE_EXTRA_CA_CERTS: trusted };
      const ending = await runTerminal({ ...line, env: trusting, onStart, ...(program !== undefined && { program }) });
      // Whatever it has done to its files, the next one begins anew.
      return { ...unseen, ...ending, touched: [line.folder] };
    };
    await playAll(own, run, (ran) => done({ ...ran, problems: [...ran.problems, ...seen()] }));
  });
}

async function playAbreast(
  cells: readonly Cell[],
  abreast: number,
  play: (cells: readonly Cell[], done: (ran: Ran) => void) => Promise<void>,
): Promise<Ran[]> {
  const ran: Ran[] = [];
  const shares = Array.from({ length: abreast }, (_, index) => cells.filter((_cell, at) => at % abreast === index));
  await Promise.all(shares.map((own) => play(own, (one) => ran.push(one))));
  return ran;
}

export function describeRan({ cell: { row, fault, format }, problems }: Ran): string {
  return `${row.name} (${format}), when ${fault.name}: ${problems.join('; ')}`;
}

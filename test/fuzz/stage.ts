import { afterAll, beforeAll } from 'vitest';
import { startHttpServer, type TestServer } from '../support/http-server.ts';
import { scaled } from '../support/scale.ts';
import { type CommandLine, type Outcome, TerminalDriver } from '../support/terminal-driver.ts';
import { runTerminal } from '../support/terminal-process.ts';
import { Scene } from '../support/terminal-scene.ts';
import { problems } from './judge.ts';

/** In a process that is warm; for a machine that is busy. */
const LIMIT_MS = 15_000;

export interface Line {
  args: readonly string[];
  /** In addition to the scene's; undefined takes one away. */
  env?: Record<string, string | undefined>;
  input?: string | Uint8Array;
}

/** A terminal, a folder with a login in it, and the server that it belongs to: which knows nothing and counts what it is asked. */
export class Stage implements AsyncDisposable {
  readonly scene: Scene;
  readonly #canary: TestServer;
  readonly #driver = new TerminalDriver();

  static async open(): Promise<Stage> {
    const canary = await startHttpServer((_request, response) => {
      response.writeHead(404, { 'content-type': 'application/json', connection: 'close' });
      response.end('{"error":{"code":404,"message":"Not found.","details":[]}}');
    });
    return new Stage(canary, await Scene.open({ baseUrl: `${canary.url}1.0/`, investmentUrl: canary.url }));
  }

  private constructor(canary: TestServer, scene: Scene) {
    this.#canary = canary;
    this.scene = scene;
  }

  get baseUrl(): string {
    return `${this.#canary.url}1.0/`;
  }

  /** Runs a command line, and finds whatever must never come of any. The scene is as before afterwards. */
  async play(line: Line): Promise<{ outcome: Outcome; found: string[] }> {
    return this.#judge(line, (whole) => this.#driver.run(whole));
  }

  /** The same in a process of its own, of which only the streams and the exit code are seen. */
  async playInProcess(line: Line): Promise<{ outcome: Outcome; found: string[] }> {
    const unseen = { connections: [], changed: [], touched: [], uncaught: [], keptBy: [], residentBytes: 0 };
    const played = await this.#judge(line, async (whole) => ({ ...unseen, ...(await runTerminal(whole)) }));
    this.scene.restore();
    return played;
  }

  async #judge({ args, env = {}, input }: Line, run: (line: CommandLine) => Promise<Outcome>) {
    const given = Object.entries({ ...this.scene.env, ...env }).filter(
      (entry): entry is [string, string] => entry[1] !== undefined,
    );
    const line = {
      args,
      env: Object.fromEntries(given),
      folder: this.scene.folder,
      cwd: this.scene.cwd,
      limitMs: LIMIT_MS,
      endWhenServing: args.includes('sandbox'),
      ...(input !== undefined && { input }),
    };
    const before = this.#canary.requests.length;
    const outcome = await run(line);
    const requests = this.#canary.requests.length - before;
    if (outcome.changed.length + outcome.touched.length > 0) this.scene.restore();
    return { outcome, found: problems({ line, outcome, requests, scene: this.scene, canary: this.#canary.port }) };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#driver[Symbol.asyncDispose]();
    this.scene[Symbol.dispose]();
    await this.#canary[Symbol.asyncDispose]();
  }
}

/** Stages for the tests of a file: as many as there are processors in CI. */
export function useStages(): Stage[] {
  const stages: Stage[] = [];
  beforeAll(async () => {
    for (let count = 0; count < scaled(1, 2); count += 1) stages.push(await Stage.open());
  });
  afterAll(async () => {
    for (const stage of stages.splice(0)) await stage[Symbol.asyncDispose]();
  });
  return stages;
}

/** Hands out the cases to the stages, which work side by side. @returns what was wrong, at most a screen of it */
export async function onStages<T>(
  stages: readonly Stage[],
  cases: readonly T[],
  check: (stage: Stage, one: T) => Promise<string[]>,
): Promise<string[]> {
  const queue = [...cases];
  const wrong: string[] = [];
  const work = async (stage: Stage) => {
    for (let one = queue.shift(); one !== undefined && wrong.length < 20; one = queue.shift()) {
      wrong.push(...(await check(stage, one)));
    }
  };
  await Promise.all(stages.map(work));
  return wrong;
}

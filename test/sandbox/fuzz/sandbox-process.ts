import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { buildSync } from 'esbuild';
import type { Sandbox } from '../../../src/sandbox/index.ts';
import { tempFolder } from '../../support/temp-folder.ts';

export type Facts = Pick<Sandbox, 'baseUrl' | 'port' | 'demo' | 'tenant' | 'investment'>;

export interface Health {
  /** Bugs that ended as a 500. */
  failures: string[];
  statuses: Record<string, number>;
  heapMb: number;
  rssMb: number;
}

export interface SandboxProcess extends AsyncDisposable {
  facts: Facts;
  /** Rejects when it has crashed. */
  health(): Promise<Health>;
  /** What it printed besides. Nothing, in a good sandbox. */
  noise(): string;
}

const REQUIRE = "import{createRequire as __cr}from'node:module';const require=__cr(import.meta.url);";

export async function startSandboxProcess(): Promise<SandboxProcess> {
  const folder = tempFolder();
  const outfile = join(folder.path, 'serve.mjs');
  buildSync({
    entryPoints: [new URL('./serve.ts', import.meta.url).pathname],
    bundle: true,
    platform: 'node',
    target: 'node20.19',
    format: 'esm',
    banner: { js: REQUIRE },
    external: ['fs-native-extensions'],
    outfile,
    logLevel: 'error',
  });
  const child: ChildProcess = spawn(process.execPath, ['--expose-gc', outfile], { stdio: 'pipe' });
  let noise = '';
  const lines: string[] = [];
  const waiting: ((line: string) => void)[] = [];
  if (!child.stdout || !child.stderr || !child.stdin) throw new Error('no pipes');
  child.stderr.on('data', (text) => {
    noise += text;
  });
  createInterface({ input: child.stdout }).on('line', (line) => {
    if (!line.startsWith('{"')) noise += `${line}\n`;
    else if (waiting.length > 0) waiting.shift()?.(line);
    else lines.push(line);
  });
  const ended = once(child, 'close').then(([code, signal]) => {
    throw new Error(`The sandbox ended with ${code ?? signal}: ${noise}`);
  });
  ended.catch(() => undefined);
  const line = () =>
    Promise.race([
      ended,
      new Promise<string>((resolve) => {
        const next = lines.shift();
        if (next === undefined) waiting.push(resolve);
        else resolve(next);
      }),
    ]);
  const facts = JSON.parse(await line()) as Facts;
  return {
    facts,
    health: async () => {
      child.stdin?.write('\n');
      return JSON.parse(await line());
    },
    noise: () => noise,
    [Symbol.asyncDispose]: async () => {
      child.kill('SIGKILL');
      await ended.catch(() => undefined);
      folder[Symbol.dispose]();
    },
  };
}

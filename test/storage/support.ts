import { execFile } from 'node:child_process';
import { chmodSync, chownSync, copyFileSync, existsSync, mkdirSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { buildSync } from 'esbuild';

const REQUIRE = "import{createRequire as __cr}from'node:module';const require=__cr(import.meta.url);";

/** A user without an account, to whom nothing of this machine belongs. */
export const STRANGER = 4242;
/** Only root can give files away and run programs as somebody else. */
export const IS_ROOT = process.getuid?.() === 0;

/** A program of `programs/` as one file that every user can read; `folder` is the test's own. */
export function bundle(name: string, folder: string): string {
  const outfile = join(folder, 'programs', `${name}.mjs`);
  buildSync({
    entryPoints: [new URL(`./programs/${name}.ts`, import.meta.url).pathname],
    bundle: true,
    platform: 'node',
    target: 'node20.19',
    format: 'esm',
    banner: { js: REQUIRE },
    // Loaded from where they are installed.
    external: ['fs-native-extensions', '@napi-rs/keyring'],
    nodePaths: [],
    outfile,
    logLevel: 'error',
  });
  chmodSync(folder, 0o755);
  return outfile;
}

/** A folder of that user's own, below the test's. */
export function folderOf(user: number, folder: string, name: string): string {
  const path = join(folder, name);
  mkdirSync(path, { mode: 0o700 });
  if (IS_ROOT) chownSync(path, user, user);
  return path;
}

/**
 * Runs it as that user and answers with the JSON that it printed. Killed after a while: a process that hangs in `open` hears no other
 * signal.
 */
// biome-ignore lint/suspicious/noExplicitAny: the test knows the program
export async function runAs(user: number, program: string, args: string[], environment = {}): Promise<any> {
  const { stdout } = await promisify(execFile)(nodeFor(user, dirname(program)), [program, ...args], {
    env: { PATH: process.env.PATH, ...environment },
    ...(IS_ROOT && { uid: user, gid: user }),
    cwd: '/',
    timeout: 60_000,
    killSignal: 'SIGKILL',
    maxBuffer: 2 ** 26,
  });
  return JSON.parse(stdout);
}

/** Node for that user: a copy of it where ours lies in a folder of root's own, as that of npx does. */
function nodeFor(user: number, folder: string): string {
  if (!IS_ROOT || user === 0 || isForAll(process.execPath)) return process.execPath;
  const copy = join(folder, 'node');
  if (!existsSync(copy)) copyFileSync(process.execPath, copy);
  chmodSync(copy, 0o755);
  return copy;
}

function isForAll(path: string): boolean {
  const above = dirname(path);
  return (statSync(path).mode & 0o001) !== 0 && (above === path || isForAll(above));
}

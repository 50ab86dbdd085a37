import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { buildSync } from 'esbuild';

const REQUIRE = "import{createRequire as __cr}from'node:module';const require=__cr(import.meta.url);";

/** Bundles a program of `test/support/programs`, or one named relative to it, with the sources as they are. @returns its file */
export function bundleProgram(name: string, folder: string): string {
  const outfile = join(folder, 'program.mjs');
  buildSync({
    entryPoints: [new URL(`./programs/${name}.ts`, import.meta.url).pathname],
    bundle: true,
    platform: 'node',
    target: 'node20.19',
    format: 'esm',
    banner: { js: REQUIRE },
    // Native parts, which no such program comes to load.
    external: ['@napi-rs/keyring', 'fs-native-extensions'],
    outfile,
    logLevel: 'error',
  });
  return outfile;
}

/** Runs such a program in a process of its own, whose environment is exactly `environment`. Answers with the JSON that it printed. */
// biome-ignore lint/suspicious/noExplicitAny: the test knows the program
export async function runProgram(name: string, args: string[], environment: Record<string, string> = {}): Promise<any> {
  const folder = mkdtempSync(join(tmpdir(), 'upvest-wallet-program-'));
  try {
    const program = bundleProgram(name, folder);
    const { stdout } = await promisify(execFile)(process.execPath, ['--expose-gc', program, ...args], {
      env: { PATH: process.env.PATH, ...environment },
      timeout: 300_000,
    });
    return JSON.parse(stdout);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import { VERSION } from '../../src/version.ts';
import { FULL_SCALE } from '../support/scale.ts';

const root = new URL('../..', import.meta.url).pathname;
const readJson = (file: string) => JSON.parse(readFileSync(join(root, file), 'utf8'));

test('the version is the same wherever it stands', () => {
  const lock = readJson('package-lock.json');
  expect([readJson('package.json').version, lock.version, lock.packages[''].version]).toEqual([
    VERSION,
    VERSION,
    VERSION,
  ]);
});

test('the lock file names no host to download from, and a checksum for everything', () => {
  const packages = Object.entries(readJson('package-lock.json').packages as Record<string, Record<string, unknown>>);
  const withHost = packages.filter(([, { resolved }]) => resolved !== undefined);
  const withoutChecksum = packages.filter(([path, { integrity, inBundle }]) => path !== '' && !integrity && !inBundle);
  expect(packages.length).toBeGreaterThan(100);
  expect([withHost, withoutChecksum].map((found) => found.map(([path]) => path))).toEqual([[], []]);
});

/** Loads an entry of the built package in a process of its own and answers with everything that was loaded with it. */
async function loadedWith(code: string): Promise<string[]> {
  const hooks = `export async function load(url, context, next) { process._rawDebug('LOADED ' + url); return next(url, context); }`;
  const register = `import{register}from'node:module';register(${JSON.stringify(`data:text/javascript,${encodeURIComponent(hooks)}`)});`;
  // What CommonJS modules require is not seen by the hook; their cache knows it.
  const program = `import{createRequire}from'node:module';${code};for(const file of Object.keys(createRequire(import.meta.url).cache))process._rawDebug('LOADED file://'+file);`;
  const { stderr } = await promisify(execFile)(
    process.execPath,
    ['--import', `data:text/javascript,${encodeURIComponent(register)}`, '--input-type=module', '--eval', program],
    { cwd: root, maxBuffer: 2 ** 26 },
  );
  return [...stderr.matchAll(/^LOADED file:\/\/(.*)$/gm)].map(([, file = '']) => file.slice(root.length));
}

const packagesIn = (files: string[]) =>
  [...new Set(files.flatMap((file) => /^node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(file)?.[1] ?? []))].sort();

describe("import 'upvest-wallet'", () => {
  test('loads nothing of the terminal, of the sandbox or of testing, and no dependency before its time', async () => {
    const files = await loadedWith("await import('upvest-wallet')");
    expect(files).toContain('dist/index.js');
    expect(files.filter((file) => /^dist\/(cli|sandbox|investment|profiles)\//.test(file))).toEqual([]);
    const loaded = packagesIn(files);
    expect(loaded).toContain('axios');
    const unwanted = [
      'inquirer',
      'commander',
      'nock',
      'hono',
      'conf',
      'openid-client',
      'fs-native-extensions',
      '@napi-rs/keyring',
      'structured-headers',
    ];
    expect(loaded.filter((name) => unwanted.includes(name) || /^@(hono|node-oauth|inquirer)\//.test(name))).toEqual([]);
  });

  test.runIf(FULL_SCALE)(
    'the same look at the sandbox sees its framework, and at a login the library of the grants',
    async () => {
      expect(packagesIn(await loadedWith("await import('upvest-wallet/sandbox')"))).toEqual(
        expect.arrayContaining(['hono', '@hono/node-server']),
      );
      const login =
        "const{WalletClient}=await import('upvest-wallet');await new WalletClient({baseUrl:'http://127.0.0.1:1',clientId:'c',clientSecret:'s',maxAttempts:1}).login({username:'u',password:'p'}).catch(()=>0)";
      expect(packagesIn(await loadedWith(login))).toContain('openid-client');
    },
  );

  test('leaves nothing running and changes nothing of the process', async () => {
    const program = `const before=JSON.stringify([process.eventNames(),Object.keys(globalThis),Object.keys(process.env)]);
      await import('upvest-wallet');
      const after=JSON.stringify([process.eventNames(),Object.keys(globalThis),Object.keys(process.env)]);
      process.stdout.write(String(before===after));`;
    const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', program], {
      cwd: root,
      timeout: 10_000,
    });
    expect(stdout).toBe('true');
  });
});

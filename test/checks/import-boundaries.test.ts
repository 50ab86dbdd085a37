import { execFile } from 'node:child_process';
import { copyFileSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { FULL_SCALE } from '../support/scale.ts';
import { tempFolder } from '../support/temp-folder.ts';

const root = new URL('../..', import.meta.url).pathname;
const configFile = new URL('./import-boundaries.cjs', import.meta.url).pathname;
const { forbidden } = createRequire(import.meta.url)(configFile) as { forbidden: { name: string }[] };

interface Violation {
  rule: { name: string };
  from: string;
  to: string;
}

/** Runs the check over a small project with these sources, and answers with `rule: file` of everything that it found. */
async function check(sources: Record<string, string>): Promise<string[]> {
  using temp = tempFolder();
  const folder = temp.path;
  for (const [file, content] of Object.entries(sources)) {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    writeFileSync(join(folder, file), content);
  }
  copyFileSync(join(root, 'tsconfig.json'), join(folder, 'tsconfig.json'));
  copyFileSync(join(root, 'package.json'), join(folder, 'package.json'));
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
  const args = [join(root, 'node_modules/.bin/depcruise'), '--config', configFile, '--output-type', 'json', 'src'];
  const stdout = await new Promise<string>((resolve) => {
    execFile(process.execPath, args, { cwd: folder, maxBuffer: 2 ** 26 }, (_error, out) => resolve(out));
  });
  const { summary } = JSON.parse(stdout) as { summary: { violations: Violation[] } };
  return summary.violations.map(({ rule, from }) => `${rule.name}: ${from}`);
}

/** A project with every part and every import that is allowed. */
const CLEAN: Record<string, string> = {
  'src/errors.ts': 'export class UpvestError extends Error {}',
  'src/version.ts': "export const VERSION = '1';",
  'src/wire.ts': 'export interface Wallet { id: string }',
  'src/amount.ts': "import { UpvestError } from './errors.ts'; export const amount = UpvestError;",
  'src/token-set.ts': "import { UpvestError } from './errors.ts'; export const TokenSet = UpvestError;",
  'src/storage/index.ts': "export { vault } from './vault.ts';",
  'src/storage/vault.ts':
    "import fs from 'node:fs'; import { TokenSet } from '../token-set.ts'; export const vault = [fs, TokenSet, () => import('fs-native-extensions')];",
  'src/chain/index.ts': "import { hex } from '@scure/base'; export const verify = hex;",
  'src/transport/index.ts': "export { exchange } from './exchange.ts';",
  'src/transport/exchange.ts':
    "import axios from 'axios'; import { VERSION } from '../version.ts'; export const exchange = [axios, VERSION];",
  'src/session/index.ts': "export { grants } from './grants.ts';",
  'src/session/grants.ts':
    "import { vault } from '../storage/index.ts'; import { exchange } from '../transport/index.ts'; export const grants = [vault, exchange, () => import('openid-client')];",
  'src/resources/index.ts':
    "import { verify } from '../chain/index.ts'; import { grants } from '../session/index.ts'; import type { Wallet } from '../wire.ts'; export const list = [verify, grants] as Wallet[] | unknown;",
  'src/profiles/index.ts': "export { settings } from './settings-file.ts';",
  'src/profiles/settings-file.ts':
    "import { grants } from '../session/index.ts'; export const settings = [grants, () => import('conf')];",
  'src/wallet-client.ts': "import { list } from './resources/index.ts'; export const client = list;",
  'src/index.ts': "export { client } from './wallet-client.ts'; export type { Wallet } from './wire.ts';",
  'src/sandbox/index.ts':
    "import { Hono } from 'hono'; import type { Wallet } from '../wire.ts'; export const sandbox = Hono as Wallet | unknown;",
  'src/investment/index.ts':
    "import type { AxiosInstance } from 'axios'; import { exchange } from '../transport/index.ts'; export const sign = exchange as AxiosInstance | unknown;",
  'src/testing/index.ts':
    "import { unzipSync } from 'fflate'; import { UpvestError } from '../errors.ts'; export const replay = [unzipSync, UpvestError, () => import('nock')];",
  'src/cli/main.ts':
    "import { Command } from 'commander'; import { client } from '../index.ts'; import { settings } from '../profiles/index.ts'; import { sandbox } from '../sandbox/index.ts'; export const main = [Command, client, settings, sandbox, () => import('inquirer')];",
};

/** One small file that does what it must not, and the rule that must name it. */
const VIOLATIONS: [rule: string, file: string, source: string][] = [
  ['values-imports-only-what-it-may', 'src/amount.ts', "export { exchange } from './transport/index.ts';"],
  ['values-do-no-io', 'src/amount.ts', "import 'node:fs'; export {};"],
  ['storage-imports-only-what-it-may', 'src/storage/bad.ts', "import '../session/index.ts';"],
  ['transport-imports-only-what-it-may', 'src/transport/bad.ts', "import '../session/index.ts';"],
  ['transport-imports-only-what-it-may', 'src/transport/types.ts', "import type {} from '../session/index.ts';"],
  ['chain-imports-only-what-it-may', 'src/chain/bad.ts', "import '../transport/index.ts';"],
  ['session-imports-only-what-it-may', 'src/session/up.ts', "import '../resources/index.ts';"],
  ['session-imports-only-what-it-may', 'src/session/side-door.ts', "import '../transport/exchange.ts';"],
  ['resources-imports-only-what-it-may', 'src/resources/bad.ts', "import '../profiles/index.ts';"],
  ['resources-imports-only-what-it-may', 'src/resources/side-door.ts', "import '../session/grants.ts';"],
  ['profiles-imports-only-what-it-may', 'src/profiles/bad.ts', "import '../resources/index.ts';"],
  ['client-imports-only-what-it-may', 'src/wallet-client.ts', "import './sandbox/index.ts'; export const client = 1;"],
  ['client-imports-only-what-it-may', 'src/index.ts', "export * from './profiles/index.ts';"],
  ['cli-imports-only-what-it-may', 'src/cli/bad.ts', "import '../session/index.ts';"],
  ['cli-imports-only-what-it-may', 'src/cli/lazy.ts', "export const load = () => import('../wallet-client.ts');"],
  ['cli-imports-only-what-it-may', 'src/cli/deep/side-door.ts', "import '../../profiles/settings-file.ts';"],
  ['sandbox-imports-only-what-it-may', 'src/sandbox/bad.ts', "import '../errors.ts';"],
  ['sandbox-imports-only-what-it-may', 'src/sandbox/deep/bad.ts', "import type {} from '../../amount.ts';"],
  ['investment-imports-only-what-it-may', 'src/investment/bad.ts', "import '../session/index.ts';"],
  ['testing-imports-only-what-it-may', 'src/testing/bad.ts', "import '../sandbox/index.ts';"],
  ['testing-imports-only-what-it-may', 'src/testing/client.ts', "import type {} from '../wallet-client.ts';"],
  ['every-file-belongs-to-a-part', 'src/util/bad.ts', "import '../wire.ts';"],
  ['every-import-belongs-to-a-part', 'src/helpers.ts', 'export {};'],
  ['no-circles', 'src/session/circle.ts', "import type {} from './circle-back.ts'; export type A = 1;"],
  ['axios-in-investment-is-a-type', 'src/investment/client.ts', "import axios from 'axios'; export { axios };"],
  ['every-dependency-has-a-home', 'src/transport/new.ts', "import 'typescript';"],
  ['no-loose-ends', 'src/transport/lost.ts', "import './nowhere.ts';"],
];

/** What a dependency's home is not. */
const STRANGERS = forbidden
  .map(({ name }) => /^(.+)-has-one-home$/.exec(name)?.[1])
  .filter((name) => name !== undefined)
  .map((name) => [name, strangerTo(name)] as const);

function strangerTo(name: string): string {
  if (name === 'uqr') return 'session';
  return name === 'fflate' || /^(hono|@hono|@node-oauth|@noble|@scure|micro)/.test(name) ? 'cli' : 'sandbox';
}

const extras = {
  'src/session/circle-back.ts': "import type {} from './circle.ts'; export type B = 1;",
  'src/wire.ts': `${CLEAN['src/wire.ts']}\nimport './helpers.ts';`,
};

/** How a dependency can be imported: at once, later, or as a type. */
const FORMS = {
  now: (name: string) => `import '${name}';`,
  later: (name: string) => `export const load = () => import('${name}');`,
  typed: (name: string) => `import type {} from '${name}';`,
};
/** Some packages have no entry but their parts. */
const PARTS: Record<string, string> = {
  '@noble/curves': '@noble/curves/secp256k1.js',
  '@noble/hashes': '@noble/hashes/sha3.js',
  '@noble/ciphers': '@noble/ciphers/salsa.js',
};
const IMPORTS = STRANGERS.flatMap(([name, stranger]) =>
  Object.entries(FORMS).map(([form, write]) => ({
    name,
    file: `src/${stranger}/${form}-${name.replace(/\W/g, '')}.ts`,
    source: write(PARTS[name] ?? name),
  })),
);

describe.runIf(FULL_SCALE)('the import boundaries', () => {
  /** Of one project that has everything that is wrong: each look at a project takes over a second. */
  let found: string[];
  beforeAll(async () => {
    const sources: Record<string, string> = { ...CLEAN, ...extras };
    for (const [, file, source] of VIOLATIONS) sources[file] = `${sources[file] ?? ''}\n${source}`;
    for (const { file, source } of IMPORTS) sources[file] = source;
    found = await check(sources);
  });

  test('let through what the table allows', async () => {
    expect(await check(CLEAN)).toEqual([]);
  });

  test('name every file that goes where it must not, by the rule that it breaks', () => {
    for (const [rule, file] of VIOLATIONS) {
      // Who imports the stranger is named, not the stranger; of a circle, any one.
      const named = { 'src/helpers.ts': 'src/wire.ts', 'src/session/circle.ts': 'src/session/circle-back.ts' }[file];
      expect(found.filter((each) => each === `${rule}: ${file}` || each === `${rule}: ${named}`)).not.toEqual([]);
    }
  });

  test('keep each dependency in its home, imported at once, later, or as a type', () => {
    const expected = IMPORTS.map(({ name, file }) => `${name}-has-one-home: ${file}`);
    expect(expected.filter((violation) => !found.includes(violation))).toEqual([]);
    expect(STRANGERS.length).toBeGreaterThan(15);
  });

  test('have no rule that is not proved here', () => {
    const proved = new Set([...VIOLATIONS.map(([rule]) => rule), ...STRANGERS.map(([name]) => `${name}-has-one-home`)]);
    expect(forbidden.map(({ name }) => name).filter((name) => !proved.has(name))).toEqual([]);
  });
});

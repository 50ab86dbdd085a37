import { expect, test } from 'vitest';
// @ts-expect-error: a script without types
import { findings } from './supply-chain.mjs';

const GOOD = { version: '1.0.0', license: 'MIT', integrity: 'sha512-AAAA' };

interface Planted {
  lock?: Record<string, object>;
  notices?: string;
  manifests?: Record<string, object>;
}

function check({ lock = {}, notices = '', manifests = {} }: Planted): string[] {
  const packages = {
    '': {},
    'node_modules/axios': GOOD,
    'node_modules/vitest': { dev: true, license: 'GPL-3.0' },
    ...lock,
  };
  return findings({
    lock: { packages },
    pinned: { licences: ['MIT'], installed: ['axios'], bundled: ['commander'] },
    notices: `=== commander 14.0.3 (MIT)\n\nPermission is hereby granted\n${notices}`,
    manifestOf: (path: string) => manifests[path],
  });
}

test('a project whose lock file and bundle hold what is listed has no findings', () => {
  expect(check({})).toEqual([]);
});

test.each<[what: string, planted: Planted, says: RegExp]>([
  ['a newcomer', { lock: { 'node_modules/left-pad': GOOD } }, /^left-pad is installed, and is not in/],
  ['a newcomer deep in the tree', { lock: { 'node_modules/axios/node_modules/evil': GOOD } }, /^evil is installed/],
  [
    'a newcomer in the bundle',
    { notices: '=== evil 1.0.0 (MIT)\n\ntext\n' },
    /^evil is bundled into the terminal, and is not/,
  ],
  [
    'a licence that is not allowed',
    { lock: { 'node_modules/axios': { ...GOOD, license: 'AGPL-3.0' } } },
    /licence AGPL-3.0/,
  ],
  ['no licence', { lock: { 'node_modules/axios': { ...GOOD, license: undefined } } }, /licence undefined/],
  [
    'an install script',
    { lock: { 'node_modules/axios': { ...GOOD, hasInstallScript: true } } },
    /runs code when it is installed/,
  ],
  [
    'an install script that the lock file hides',
    { manifests: { 'node_modules/axios': { scripts: { postinstall: 'x' } } } },
    /runs code/,
  ],
  ['a native build', { manifests: { 'node_modules/axios': { gypfile: true } } }, /runs code when it is installed/],
  ['no hash', { lock: { 'node_modules/axios': { ...GOOD, integrity: undefined } } }, /no SHA-512/],
  [
    'a git address',
    { lock: { 'node_modules/axios': { ...GOOD, resolved: 'git+ssh://git@host/x.git' } } },
    /not come from the npm registry/,
  ],
  [
    'a newcomer that is optional, and needed in development too',
    { lock: { 'node_modules/left-pad': { ...GOOD, devOptional: true } } },
    /^left-pad is installed, and is not in/,
  ],
  [
    'another package under a good name',
    { lock: { 'node_modules/axios': { ...GOOD, name: 'evil' } } },
    /^axios is another package in truth: evil\.$/,
  ],
  [
    'a dependency by address',
    { lock: { '': { dependencies: { axios: 'https://host/axios.tgz' } } } },
    /^axios is asked for as https:\/\/host\/axios\.tgz/,
  ],
  [
    'an optional dependency under another name',
    { lock: { '': { optionalDependencies: { axios: 'npm:evil@1' } } } },
    /^axios is asked for as npm:evil@1/,
  ],
  [
    'a file',
    { lock: { 'node_modules/axios': { ...GOOD, resolved: 'file:../x', link: true } } },
    /not come from the npm registry/,
  ],
])('%s is found', (_what, planted, says) => {
  expect(check(planted)).toEqual([expect.stringMatching(says)]);
});

test('what is listed and gone is found too', () => {
  expect(
    findings({ lock: { packages: {} }, pinned: { licences: [], installed: ['axios'], bundled: [] }, notices: '' }),
  ).toEqual([expect.stringMatching(/^axios is in .* and is not installed/)]);
});

test('a bundled package without the text of its licence is found', () => {
  expect(check({ notices: '=== commander 1.0.0 (MIT)\n\n' })).toEqual([
    'commander is bundled without the text of its licence.',
  ]);
});

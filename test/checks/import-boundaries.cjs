/**
 * The table of the README's "Architecture" as a check: `npm run check:imports`. An import goes down the table or sideways inside
 * one part, never up; a folder is entered through its `index.ts`; each outside dependency has one home. `import-boundaries.test.ts`
 * proves that every rule here fails when it is broken.
 */

const VALUES = '^src/(amount|errors|send-record|token-set|version|wire)\\.ts$';
const entry = (part) => `^src/${part}/index\\.ts$`;
const root = (...names) => `^src/(${names.join('|')})\\.ts$`;

/** Part: where it lives, and what it may import besides itself. */
const PARTS = {
  values: { home: VALUES, may: [] },
  storage: { home: '^src/storage/', may: [VALUES] },
  transport: { home: '^src/transport/', may: [VALUES] },
  chain: { home: '^src/chain/', may: [VALUES] },
  session: { home: '^src/session/', may: [VALUES, entry('storage'), entry('transport')] },
  resources: {
    home: '^src/resources/',
    may: [VALUES, entry('storage'), entry('transport'), entry('session'), entry('chain')],
  },
  profiles: { home: '^src/profiles/', may: [VALUES, entry('storage'), entry('session')] },
  client: {
    home: root('wallet-client', 'index'),
    may: [VALUES, entry('transport'), entry('session'), entry('resources'), entry('chain')],
  },
  cli: {
    home: '^src/cli/',
    may: [root('index', 'version'), entry('profiles'), entry('sandbox'), entry('investment')],
  },
  // An independent second implementation of the contract: it shares the wire types and nothing else.
  sandbox: { home: '^src/sandbox/', may: [root('wire')] },
  investment: { home: '^src/investment/', may: [root('errors', 'version'), entry('transport')] },
  // Knows the wire, not the client: whatever an application speaks to the API with can be recorded.
  testing: { home: '^src/testing/', may: [root('errors')] },
};

/** Outside dependency: the only places that may import it. */
const HOMES = {
  axios: ['^src/transport/', '^src/investment/'],
  'openid-client': ['^src/session/grants\\.ts$', '^src/investment/'],
  conf: ['^src/profiles/settings-file\\.ts$'],
  // The sandbox locks its data file on its own: it shares no code with the client.
  'fs-native-extensions': ['^src/storage/', '^src/sandbox/data-lock\\.ts$'],
  '@napi-rs/keyring': ['^src/storage/'],
  commander: ['^src/cli/'],
  inquirer: ['^src/cli/'],
  '@inquirer/core': ['^src/cli/'],
  'get-east-asian-width': ['^src/cli/'],
  'structured-headers': ['^src/investment/'],
  hono: ['^src/sandbox/'],
  '@hono/node-server': ['^src/sandbox/'],
  '@node-oauth/oauth2-server': ['^src/sandbox/'],
  '@scure/bip32': ['^src/sandbox/'],
  '@scure/btc-signer': ['^src/sandbox/'],
  '@noble/ciphers': ['^src/sandbox/'],
  '@noble/curves': ['^src/sandbox/'],
  'micro-eth-signer': ['^src/sandbox/'],
  fflate: ['^src/sandbox/', '^src/testing/'],
  nock: ['^src/testing/'],
  uqr: ['^src/sandbox/', '^src/cli/'],
  esbuild: ['^src/cli/bundle\\.mjs$'],
  '@noble/secp256k1': ['^src/chain/'],
  '@noble/hashes': ['^src/chain/', '^src/sandbox/'],
  '@scure/base': ['^src/chain/', '^src/sandbox/'],
};

const everything = Object.values(PARTS).map(({ home }) => home);
const inPackage = (name) => `(^|node_modules/)${name.replace(/[/-]/g, '\\$&')}(/|$)`;

module.exports = {
  forbidden: [
    ...Object.entries(PARTS).map(([part, { home, may }]) => ({
      name: `${part}-imports-only-what-it-may`,
      comment: 'See the table of parts in the README and at the top of this file.',
      severity: 'error',
      from: { path: home },
      to: { path: '^src/', pathNot: [home, ...may] },
    })),
    {
      name: 'every-file-belongs-to-a-part',
      comment: 'A new file or folder below src/ gets its place in the table first.',
      severity: 'error',
      from: { path: '^src/', pathNot: everything },
      to: {},
    },
    {
      name: 'every-import-belongs-to-a-part',
      comment: 'The same, for files that import nothing themselves.',
      severity: 'error',
      from: {},
      to: { path: '^src/', pathNot: everything },
    },
    {
      name: 'values-do-no-io',
      comment: 'Values know nothing of the machine.',
      severity: 'error',
      from: { path: VALUES },
      to: { dependencyTypes: ['core'] },
    },
    ...Object.entries(HOMES).map(([name, homes]) => ({
      name: `${name}-has-one-home`,
      comment: 'So that replacing a dependency changes one place.',
      severity: 'error',
      from: { path: '^src/', pathNot: homes },
      to: { path: inPackage(name) },
    })),
    {
      name: 'axios-in-investment-is-a-type',
      comment: 'The hook is for the axios of the application; ours is in the transport.',
      severity: 'error',
      from: { path: '^src/investment/' },
      to: { path: inPackage('axios'), dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'every-dependency-has-a-home',
      comment: 'A new dependency gets its home in this file first.',
      severity: 'error',
      from: { path: '^src/' },
      to: { pathNot: ['^src/', ...Object.keys(HOMES).map(inPackage)], dependencyTypesNot: ['core'] },
    },
    {
      name: 'no-circles',
      comment: 'Type imports count: a circle of types is a circle of reasons to change.',
      severity: 'error',
      from: { path: '^src/' },
      to: { circular: true },
    },
    {
      name: 'no-loose-ends',
      comment: 'What cannot be found cannot be checked.',
      severity: 'error',
      from: { path: '^src/' },
      to: { couldNotResolve: true },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'types', 'node', 'default'] },
  },
};

import fc from 'fast-check';
import { INVESTMENT_VARIABLES } from '../../src/cli/commands/investment/environment.ts';
import { VARIABLES } from '../../src/cli/environment.ts';
import { anyText, HUGE, ODD_VALUES } from './hostile-values.ts';
import { NO_FILES, NO_PROFILES, NO_URLS } from './kinds.ts';

/** The program's own variables. */
export const OWN = [
  ...Object.values(VARIABLES),
  ...Object.values(INVESTMENT_VARIABLES),
  'UPVEST_CONFIG_DIR',
  'UPVEST_TOKEN_STORE',
] as const;

/** Others that it looks at, or that a library or Node below it does. */
const USUAL = [
  'HOME',
  'XDG_CONFIG_HOME',
  'TMPDIR',
  'TERM',
  'NO_COLOR',
  'FORCE_COLOR',
  'COLUMNS',
  'HTTP_PROXY',
  'HTTPS_PROXY',
  'ALL_PROXY',
  'NO_PROXY',
  'http_proxy',
  'https_proxy',
  'no_proxy',
  'LANG',
  'TZ',
  'SNAP',
  'CI',
  'DBUS_SESSION_BUS_ADDRESS',
];

/** Not somewhere else on this machine: a folder that a variable names is made, and its mode changed. */
const FOLDERS = [
  '',
  '.',
  'x',
  './x',
  '~',
  '~/x',
  'a\nb',
  '/dev/null',
  '/dev/full/x',
  '/proc/self/mem',
  '/proc/no/x',
  `/${'x'.repeat(5_000)}`,
];
const PROXIES = [
  'nonsense',
  'http://',
  'http://[',
  'javascript:alert(1)',
  'socks5://127.0.0.1:9',
  'http://127.0.0.1:99999',
  'http://127.0.0.1:9',
  'http://user:hunter2@127.0.0.1:9',
  '127.0.0.1:9',
  ' ',
  '\n',
];

/** A value that cannot be right, with a command that looks at it. */
export const BAD: readonly { name: string; values: readonly string[]; args: readonly string[] }[] = [
  { name: VARIABLES.baseUrl, values: NO_URLS, args: ['wallets'] },
  { name: VARIABLES.profile, values: NO_PROFILES, args: ['wallets'] },
  { name: VARIABLES.scope, values: [' ', ',', ' , '], args: ['login'] },
  {
    name: 'UPVEST_TOKEN_STORE',
    values: ['keyring', 'FILE', ' ', 'file ', '__proto__', 'constructor', HUGE],
    args: ['wallets'],
  },
  { name: 'UPVEST_CONFIG_DIR', values: ['.', 'x', './x', '~', '~/x', 'a\nb'], args: ['wallets'] },
  { name: INVESTMENT_VARIABLES.baseUrl, values: NO_URLS, args: ['investment', 'token', '--scope', 'users:read'] },
  {
    name: INVESTMENT_VARIABLES.clientId,
    values: [' ', 'a b', 'ä', '\n'],
    args: ['investment', 'token', '--scope', 'users:read'],
  },
  {
    name: INVESTMENT_VARIABLES.keyId,
    values: ['"', '\\', 'ä', '\n'],
    args: ['investment', 'token', '--scope', 'users:read'],
  },
  {
    name: INVESTMENT_VARIABLES.keyFile,
    values: [...NO_FILES, 'empty', 'file.txt'],
    args: ['investment', 'token', '--scope', 'users:read'],
  },
];

const oddValue = fc.oneof(fc.constantFrom(...ODD_VALUES.filter((one) => one !== HUGE)), anyText);

function valueFor(name: string): fc.Arbitrary<string> {
  if (name === 'UPVEST_TOKEN_STORE') return fc.oneof({ weight: 9, arbitrary: fc.constant('file') }, oddValue);
  if (/^(UPVEST_CONFIG_DIR|HOME|XDG_CONFIG_HOME|TMPDIR)$/.test(name)) return fc.constantFrom(...FOLDERS);
  return /PROXY/i.test(name) ? fc.oneof(fc.constantFrom(...PROXIES), oddValue) : oddValue;
}

/** Some of the variables, each with anything, or nothing, in it. */
export const environment: fc.Arbitrary<Record<string, string | undefined>> = fc
  .subarray([...OWN, ...USUAL], { minLength: 1, maxLength: 6 })
  .chain((names) =>
    fc.tuple(
      ...names.map((name) =>
        fc.option(valueFor(name), { nil: undefined, freq: 8 }).map((value) => [name, value] as const),
      ),
    ),
  )
  .map((entries) => Object.fromEntries(entries));

import type { Argument, Option } from 'commander';
import { OPEN_SEND } from '../support/terminal-scene.ts';
import { HUGE, ODD_NUMBERS } from './hostile-values.ts';

/** What the values of an option or an argument are. */
export interface Kind {
  /** Passes whatever can be checked without a server. */
  good: string;
  /** Cannot be right, and has to be refused before anything is sent. */
  bad: readonly string[];
}

const WALLET = '3a2bf0b5-2b3c-4a0e-9e3c-0f6f0a4f8a11';
export const NO_URLS = [
  'nowhere',
  'javascript:alert(1)',
  'file:///etc/passwd',
  'ftp://127.0.0.1/',
  'http://wallet.invalid/',
  'http://127.0.0.1.wallet.invalid/',
  'http://10.0.0.1/',
  'https://user:hunter2@wallet.invalid/',
  'https://hunter2@wallet.invalid/',
  'https://wallet.invalid/?a=b',
  'https://wallet.invalid/#a',
  'http://127.0.0.1:99999/',
  'http://[::1',
  'https://',
  HUGE,
];
const NO_IDS = ['.', '..', '\ud800'];
/** Those of which nothing can be read, or nothing that makes sense; and one that never ends. */
export const NO_FILES = [
  'no-such-file',
  'folder',
  'file.txt/x',
  'loop',
  '/proc/self/mem',
  '/dev/zero',
  `/${'x'.repeat(5_000)}`,
];
const NO_NEW_FILES = ['folder', 'file.txt', 'loop', '/dev/full', '/dev/zero', 'no-such-folder/x', 'file.txt/x', '/'];
export const NO_PROFILES = ['../x', 'a/b', '.', ' ', '-', '--', '\u001b[31m', '__proto__', 'x'.repeat(300)];
const WHOLE: Kind = { good: '1', bad: [...ODD_NUMBERS, '1.5', '-1'] };
const QUANTITY: Kind = { good: '21000', bad: [...WHOLE.bad, String(2n ** 256n)] };
const anything = (good: string): Kind => ({ good, bad: [] });

/** By flag or argument where the placeholder says too little. */
const BY_NAME: Readonly<Record<string, Kind>> = {
  '--profile': { good: 'default', bad: NO_PROFILES },
  '--protocol': anything('ethereum_ropsten'),
  '--username': anything('ada'),
  '--out': { good: 'new.zip', bad: NO_NEW_FILES },
  '--data': anything('new.json'),
  '--key-file': { good: 'key.pem', bad: [...NO_FILES, 'empty', 'file.txt'] },
  '--body-file': { good: 'call.json', bad: [...NO_FILES, 'empty'] },
  '--amount': { good: '0.1', bad: ODD_NUMBERS.filter((text) => text !== '9'.repeat(400)) },
  '--host': {
    good: '127.0.0.1',
    bad: [' ', 'a b', '::1%', 'fe80::1%eth0', '[::1]', 'http://127.0.0.1', '127.0.0.1:80', '\ud800'],
  },
  '--asset': anything('ETH'),
  '--gas-price': { good: 'fast', bad: [...QUANTITY.bad, 'faster', 'FAST'] },
  '--hash': { good: '00'.repeat(32), bad: ['0x', 'zz', '00', '00'.repeat(33), ` ${'00'.repeat(32)}`, HUGE] },
  // 0 lets the system choose.
  '--port': { good: '0', bad: [...WHOLE.bad, '65536'] },
  '--timeout': { good: '5', bad: [...ODD_NUMBERS, '0', '0.0', '-1', '1e3', '99999999999'] },
  '--expires-in': { ...WHOLE, bad: [...WHOLE.bad, '0', '3601', '1.5'] },
  '--scope <scope>': { good: 'users:read', bad: [' ', ','] },
  '--scope <scopes>': { good: 'read wallet', bad: [' ', ','] },
  command: { good: 'list', bad: ['no-such-command', '__proto__', 'constructor', 'login'] },
  'help command': { good: 'login', bad: ['no-such-command', '__proto__', 'constructor', 'list'] },
  name: { good: 'default', bad: [...NO_PROFILES, 'nobody'] },
  method: { good: 'POST', bad: ['G ET', 'GET\n', '\ud800'] },
  path: { good: '/users', bad: ['users', '//wallet.invalid/', 'https://wallet.invalid/', '/a b', '/../x', '\\x'] },
  url: {
    good: 'https://sandbox.upvest.co/users',
    bad: ['nowhere', 'javascript:alert(1)', 'file:///etc/passwd', 'https://'],
  },
};

const BY_PLACEHOLDER: Readonly<Record<string, Kind>> = {
  '<name>': anything('ada'),
  '<url>': { good: 'URL', bad: NO_URLS },
  '<seconds>': WHOLE,
  '<n>': WHOLE,
  '<integer>': QUANTITY,
  '<asset>': anything('ETH'),
  '<hex>': anything('00'),
  '<text>': anything('It is me'),
  '<path>': { good: 'file.txt', bad: NO_FILES },
  '<file>': { good: 'call.json', bad: [...NO_FILES, 'empty', 'file.txt'] },
  '<address>': anything('0x2B5AD5c4795c026514f8317c7a215E218DcCD6cF'),
  '<units>': anything('0.1'),
  '<price>': anything('1'),
  '<data>': { good: '0xe6808504a817c80082520894', bad: ['0x', 'zz', '0x1', ' 00', 'g', '\ud800'] },
  '<id>': anything('some-id'),
  '<host>': anything('127.0.0.1'),
  '<name=value>': { good: 'limit=5', bad: ['limit', '=5', '='] },
  '<name: value>': {
    good: 'x-trace: 1',
    bad: ['x-trace', ': 1', 'authorization: Bearer x', 'a b: c', 'x: a\nb', 'x: \ud800'],
  },
  '<uuid>': { good: '2f6b1c1e-5d5a-4c0e-9f57-0a7f5d1f6b11', bad: ['1', 'x'.repeat(36), '../../x', 'a\nb'] },
  walletId: { good: WALLET, bad: NO_IDS },
  transactionId: { good: '0d8c2f3e-6f21-4f5b-8d43-51b7c0a1e2d4', bad: NO_IDS },
  assetId: { good: 'deaaa6bf-d944-57fa-8ec4-2dd45d1f5d3f', bad: NO_IDS },
  sendId: { good: OPEN_SEND.id, bad: ['no-such-send', '../../x', '__proto__', '\ud800', HUGE] },
  text: anything('Hello'),
};

/** What may be empty: a text is a text. Everything else that is empty is a shell variable that was not set. */
const MAY_BE_EMPTY = new Set(['text', '--message']);

/** Commands to which the value of an option that every command takes means nothing. */
const MEANS_NOTHING: Readonly<Record<string, RegExp>> = {
  '--profile': /^(investment list|profiles|sandbox|demo|completion)\b|\bhelp$/,
  '--base-url': /^(logout|investment list|profiles|sandbox|demo|completion)\b|\bhelp$/,
};

/** @throws for one that nobody has said anything about: say it above */
export function kindOf(one: Argument | Option, command = ''): Kind {
  const [name, placeholder] =
    'flags' in one ? [one.long ?? one.flags, /<.*>/.exec(one.flags)?.[0]] : [one.name(), one.name()];
  const named = BY_NAME[`${command} ${name}`] ?? BY_NAME[`${name} ${placeholder}`] ?? BY_NAME[name];
  const known = one.argChoices
    ? { good: one.argChoices[0] ?? '', bad: ['x', 'XX', '__proto__', 'constructor'] }
    : named;
  const kind = known ?? BY_PLACEHOLDER[placeholder ?? ''];
  if (!kind) throw new Error(`Say in kinds.ts what ${name} (${placeholder}) takes, and what it cannot be.`);
  if (MEANS_NOTHING[name]?.test(command)) return { good: kind.good, bad: [''] };
  return { good: kind.good, bad: MAY_BE_EMPTY.has(name) ? kind.bad : ['', ...kind.bad] };
}

export function takesValue(option: Option): boolean {
  return option.required || option.optional;
}

import { TOKEN_ENDPOINT, type Where } from '../hostile/fault-server.ts';
import { HASH, IDS } from '../hostile/good-answers.ts';
import { type Kind, OUTCOMES, type Outcome } from '../hostile/outcomes.ts';
import { OPEN_SEND } from '../support/terminal-scene.ts';

/** A command as somebody types it, and the requests that it makes, in order. */
export interface Called {
  /** Its name in the tree of commands. */
  command: string;
  /** Tells it from other calls of the same command. */
  note?: string;
  args: readonly string[];
  /** Whether it takes the password, from stdin. */
  password?: boolean;
  requests: readonly Requested[];
  /** Where its exit code is not the one of what came of the request. */
  exits?: (outcome: Outcome) => readonly number[];
}

interface Requested {
  kind: Exclude<Kind, 'renewal'>;
  where: Where;
  /** An example, for faults that care. */
  path: string;
  /** @default 1 */
  times?: number;
}

/** One request of one command, which meets a fault. */
export interface Row {
  called: Called;
  kind: Kind;
  where: Where;
  path: string;
  times?: number;
  /** Whether it is the first request of its command. */
  first: boolean;
  name: string;
}

const ROOT = '/1.0/';
const WALLET = `${ROOT}kms/wallets/${IDS.wallet}`;
const TRANSACTIONS = `${WALLET}/transactions/`;
const TOKEN_PATH = `${ROOT}clientele/oauth2/token`;

function requested(kind: Requested['kind'], path: string): Requested {
  const method = kind === 'send' || kind === 'echo' ? 'POST' : 'GET';
  return { kind, path, where: { method, path: new RegExp(`^${path}$`) } };
}

const readsWallet = requested('read', WALLET);
/** By the terminal, to show what is at stake, and by the library, to know what to look for. */
const readsWalletTwice: Requested = { ...readsWallet, times: 2 };
const readsNewest = requested('page', TRANSACTIONS);
const investmentToken: Requested = {
  kind: 'login',
  path: '/auth/token',
  where: { method: 'POST', path: /^\/auth\/token$/ },
};
/** A list without end is cut off by whoever asks for it. */
const LIMIT = ['--limit', '300'];
const UNSIGNED = '0xeb808504a817c800825208942b5ad5c4795c026514f8317c7a215e218dccd6cf872386f26fc1000080038080';
const payment = ['--to', IDS.recipient, '--amount', '0.01', '--asset', 'ETH', '--yes'];

export const CALLED: readonly Called[] = [
  {
    command: 'login',
    args: [],
    password: true,
    requests: [{ kind: 'login', where: TOKEN_ENDPOINT, path: TOKEN_PATH }],
  },
  { command: 'token', args: [], requests: [] },
  { command: 'wallets list', args: LIMIT, requests: [requested('list', `${ROOT}kms/wallets/`)] },
  { command: 'wallets show', args: [IDS.wallet, '--no-color'], requests: [readsWallet] },
  {
    command: 'wallets create',
    args: ['--asset', 'ETH'],
    password: true,
    requests: [requested('list', `${ROOT}assets/`), requested('send', `${ROOT}kms/wallets/`)],
  },
  {
    command: 'wallets sign',
    args: [IDS.wallet, '--hash', HASH],
    password: true,
    requests: [readsWalletTwice, requested('send', `${WALLET}/sign`)],
  },
  { command: 'transactions list', args: [IDS.wallet, ...LIMIT], requests: [requested('list', TRANSACTIONS)] },
  {
    command: 'transactions show',
    args: [IDS.wallet, IDS.transaction],
    requests: [requested('read', `${TRANSACTIONS}${IDS.transaction}`)],
  },
  {
    command: 'transactions pending',
    args: [],
    requests: [requested('search', TRANSACTIONS)],
    // The open send is not listed, and what cannot be read leaves it open, too.
    exits: (outcome) => [6, ...(outcome === 'done' ? [] : [OUTCOMES[outcome].exit])],
  },
  {
    command: 'transactions settle',
    args: [OPEN_SEND.id, '--yes'],
    requests: [requested('search', TRANSACTIONS)],
    // Who strikes it off by hand knows more than the API.
    exits: () => [0],
  },
  {
    command: 'transactions send',
    args: [IDS.wallet, ...payment],
    password: true,
    requests: [readsWalletTwice, readsNewest, requested('send', TRANSACTIONS)],
  },
  {
    command: 'transactions send',
    note: 'followed',
    args: [IDS.wallet, ...payment, '--wait'],
    password: true,
    requests: [requested('read', `${TRANSACTIONS}${IDS.transaction}`)],
    // It was sent, whatever comes of the looking.
    exits: (outcome) => [outcome === 'done' ? 0 : 6],
  },
  {
    command: 'transactions raw',
    args: [IDS.wallet, '--tx', UNSIGNED, '--yes'],
    password: true,
    requests: [readsWallet, readsNewest, requested('send', `${TRANSACTIONS}raw`)],
  },
  {
    command: 'transactions complex',
    args: [IDS.wallet, '--tx', 'call.json', '--yes'],
    password: true,
    requests: [readsWallet, readsNewest, requested('send', `${TRANSACTIONS}complex`)],
  },
  { command: 'utxos list', args: [IDS.wallet], requests: [requested('read', `${WALLET}/utxos/`)] },
  { command: 'assets list', args: [], requests: [requested('list', `${ROOT}assets/`)] },
  { command: 'assets show', args: [IDS.asset], requests: [requested('read', `${ROOT}assets/${IDS.asset}`)] },
  { command: 'echo', args: ['ahoj'], requests: [requested('echo', `${ROOT}clientele/echo-oauth2`)] },
  {
    command: 'offboard',
    args: ['--out', 'wallets.zip'],
    password: true,
    requests: [requested('send', `${ROOT}clientele/offboard`)],
  },
  { command: 'investment token', args: ['--scope', 'users:read'], requests: [investmentToken] },
  {
    command: 'investment request',
    note: 'reading',
    args: ['GET', '/users', '--scope', 'users:read'],
    requests: [investmentToken, requested('read', '/users')],
  },
  {
    command: 'investment request',
    note: 'writing',
    args: ['POST', '/users', '--scope', 'users:admin', '--body-file', 'call.json'],
    requests: [investmentToken, requested('send', '/users')],
  },
  {
    command: 'investment sign',
    args: ['GET', 'https://sandbox.upvest.co/users', '--scope', 'users:read'],
    requests: [investmentToken],
  },
];

/** Commands that send nothing to the server of the login, and must not mind it. */
export const SILENT_COMMANDS: Readonly<Record<string, readonly string[]>> = {
  status: [],
  logout: [],
  'profiles list': [],
  'profiles use': ['other'],
  'profiles remove': ['other'],
  'investment list': [],
  'investment configure': [],
  completion: ['bash'],
  help: [],
};

/** They bring their own server. */
export const OWN_SERVER = ['sandbox', 'demo'];

/** Every request of every command; and every command on a session once more, whose token must be renewed first. */
export const ROWS: readonly Row[] = CALLED.flatMap((called) => {
  const named = called.note ? `${called.command} (${called.note})` : called.command;
  const own = called.requests.map((request, index): Row => {
    const step = called.requests.length > 1 ? `, request ${index + 1}` : '';
    return { ...request, called, first: index === 0 && called.note !== 'followed', name: named + step };
  });
  if (called.command === 'login' || called.command.startsWith('investment ')) return own;
  const renewal: Row = {
    called,
    kind: 'renewal',
    where: TOKEN_ENDPOINT,
    path: TOKEN_PATH,
    first: true,
    name: `${named}, renewal`,
  };
  return [...own, renewal];
});

/** The exit codes that keep the contract. */
export function exitsOf({ called, kind }: Row, outcomes: readonly Outcome[]): number[] {
  if (called.command.startsWith('investment ')) return outcomes.flatMap((outcome) => investmentExits(kind, outcome));
  return outcomes.flatMap((outcome) => {
    // Before it was sent, a transaction has nothing to follow.
    if (called.exits && !(called.note === 'followed' && kind === 'renewal')) return [...called.exits(outcome)];
    // A refusal may say that it was for the password.
    return called.password && outcome === 'refused' ? [1, 4] : [OUTCOMES[outcome].exit];
  });
}

/** The Investment API's client is another one: it is stricter with tokens, and takes any success of an operation for one. */
function investmentExits(kind: Kind, outcome: Outcome): readonly number[] {
  if (outcome === 'done') return kind === 'send' ? [0, 6] : [0, 1];
  if (outcome === 'unknown') return [0, 6];
  // Tried once more, it may come to a good end.
  return kind === 'send' ? [OUTCOMES[outcome].exit, 1, 4] : [0, 1, 4, 5];
}

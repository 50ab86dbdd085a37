import { KEY } from './terminal.ts';

/** Typed at secret prompts: no part of it may ever be seen. */
export const TYPED_SECRET = 'zqXv7-Kw91-Jp5mT';

/** What to wait for, and what to type then. `{name}` stands for a fact of the stage. */
export type Step = readonly [sees: string, ...keys: string[]];

/** A prompt of the program, and how a person comes to it. */
export interface Prompt {
  /** As prompt-sites.ts names it. */
  site: string;
  /** Where one site is come to in several ways. */
  note?: string;
  args: readonly string[];
  /** What the config folder holds. @default 'logged in' */
  login?: 'none' | 'logged in' | 'session over' | 'session over, user unknown';
  env?: Readonly<Record<string, string>>;
  steps?: readonly Step[];
  /** @default the question of the site */
  asks?: string;
}

const { enter } = KEY;
const END = '\x1b[F';
const UP = '\x1b[A';

const MENU = 'What would you like to do?';
const toWallets: readonly Step[] = [[MENU, enter]];
/** The last one, which is the demo user's Ether. */
const toWallet: readonly Step[] = [...toWallets, ['Wallets (', END, UP, enter]];
const toSend: readonly Step[] = [...toWallet, ['This wallet:', '2', enter]];
const toAddress: readonly Step[] = [...toSend, ['What to send?', enter]];
const toAmount: readonly Step[] = [...toAddress, ['To which address:', '{recipient}', enter]];
const toSpeed: readonly Step[] = [...toAmount, ['How much ', '0.001', enter]];
const toSent: readonly Step[] = [...toSpeed, ['How fast?', enter]];
const toSendPassword: readonly Step[] = [...toSent, ['Send it?', 'y', enter]];
const toAsset: readonly Step[] = [[MENU, '2', enter]];
const toIndex: readonly Step[] = [...toAsset, ['For which asset?', enter]];
const toOpenSends: readonly Step[] = [[MENU, '3', enter]];
const toFile: readonly Step[] = [[MENU, '4', enter]];
const toProfiles: readonly Step[] = [[MENU, '5', enter]];
const toLogout: readonly Step[] = [[MENU, '6', enter]];

const LOGIN = { args: ['login'], login: 'none' } as const;
const AT_SANDBOX = { UPVEST_BASE_URL: '{baseUrl}', UPVEST_CLIENT_ID: '{clientId}' };
const AS_DEMO = { ...AT_SANDBOX, UPVEST_CLIENT_SECRET: '{clientSecret}', UPVEST_USERNAME: 'demo' };
const MENUS = { args: [] };
const SIGN = { args: ['wallets', 'sign', '{ether}', '--hash', '11'.repeat(32)] };
const payment = ['--to', '{recipient}', '--amount', '0.001', '--asset', 'ETH'];
const SEND = { args: ['transactions', 'send', '{ether}', ...payment] };
const RAW = { args: ['transactions', 'raw', '{ether}', '--tx', '{rawTx}'] };
const COMPLEX = { args: ['transactions', 'complex', '{ether}', '--tx', 'call.json'] };
const PASSWORD = 'money/account-password.ts asking › Password of ';
const LOGIN_PASSWORD = 'password.ts loginAsking › Password of ';

const wrong: readonly Step[] = [['Password of', TYPED_SECRET, enter], ['rong']];

const INVESTMENT = {
  UPVEST_INVESTMENT_URL: '{investmentUrl}',
  UPVEST_INVESTMENT_CLIENT_ID: '{investmentClientId}',
  UPVEST_INVESTMENT_CLIENT_SECRET: '{investmentClientSecret}',
  UPVEST_INVESTMENT_KEY_ID: '{keyId}',
  UPVEST_INVESTMENT_KEY_FILE: 'encrypted.pem',
};
const CONFIGURE = { args: ['investment', 'configure'] };
const ENTITLED = ['--scope', 'users:read'];
const REQUEST = { args: ['investment', 'request', 'GET', '/users', ...ENTITLED], env: INVESTMENT };
const SIGN_REQUEST = { args: ['investment', 'sign', 'GET', 'https://sandbox.upvest.co/users'] };
const PASSPHRASE = 'commands/investment/key-file.ts passphraseOf › Passphrase of ';
const toInvestmentUrl: readonly Step[] = [['Which Investment API?', '4', enter]];
const toInvestmentClient: readonly Step[] = [...toInvestmentUrl, ['Base URL:', '{investmentUrl}', enter]];
const toInvestmentSecret: readonly Step[] = [...toInvestmentClient, ['Client id:', 'someone', enter]];
const toKeyId: readonly Step[] = [...toInvestmentSecret, ['Client secret:', TYPED_SECRET, enter]];
const toKeyFile: readonly Step[] = [...toKeyId, ['Key id:', '{keyId}', enter]];

/** Every prompt of the program: endings.test.ts says which one is missing. */
export const PROMPTS: readonly Prompt[] = [
  { ...LOGIN, site: 'login-questions.ts askBaseUrl › Which Blockchain API?' },
  {
    ...LOGIN,
    site: 'login-questions.ts askOwnBaseUrl › Base URL:',
    steps: [['Which Blockchain API?', '4', enter]],
  },
  { ...LOGIN, site: 'login-questions.ts askClientId › Client id:', env: { UPVEST_BASE_URL: '{baseUrl}' } },
  { ...LOGIN, site: 'login-questions.ts askClientSecret › Client secret:', env: AT_SANDBOX },
  {
    ...LOGIN,
    site: 'login-questions.ts askUsername › Username:',
    env: AT_SANDBOX,
    steps: [['Client secret:', TYPED_SECRET, enter]],
  },
  {
    ...LOGIN,
    site: 'login-questions.ts askScope › Scopes to ask for:',
    env: AT_SANDBOX,
    steps: [
      ['Client secret:', TYPED_SECRET, enter],
      ['Username:', 'demo', enter],
    ],
  },
  { ...LOGIN, site: LOGIN_PASSWORD, env: { ...AS_DEMO, UPVEST_SCOPE: 'read' } },
  {
    ...LOGIN,
    site: LOGIN_PASSWORD,
    note: 'again after a wrong one',
    env: { ...AS_DEMO, UPVEST_SCOPE: 'read' },
    steps: wrong,
  },

  { site: LOGIN_PASSWORD, note: 'the session is over', args: ['wallets', 'list'], login: 'session over' },
  {
    site: LOGIN_PASSWORD,
    note: 'the session is over, again after a wrong one',
    args: ['wallets', 'list', '--json'],
    login: 'session over',
    steps: wrong,
  },
  {
    site: LOGIN_PASSWORD,
    note: 'the session is over, in the menus',
    args: [],
    login: 'session over',
    steps: toWallets,
  },
  {
    site: 'reauthenticate.ts reauthenticator › Username:',
    args: ['wallets', 'list'],
    login: 'session over, user unknown',
  },

  { ...MENUS, site: 'interactive/wallet.ts chooseEntry › What would you like to do?' },
  {
    args: ['demo'],
    note: 'of the demo',
    login: 'none',
    site: 'interactive/wallet.ts chooseEntry › What would you like to do?',
  },
  { ...MENUS, site: 'interactive/browse-wallets.ts browseWallets › Wallets (', steps: toWallets },
  { ...MENUS, site: 'interactive/show-wallet.ts showWallet › This wallet:', steps: toWallet },
  {
    ...MENUS,
    site: 'interactive/show-wallet.ts signMessage › Message:',
    steps: [...toWallet, ['This wallet:', '4', enter]],
  },
  {
    ...MENUS,
    site: PASSWORD,
    note: 'to sign a message',
    steps: [...toWallet, ['This wallet:', '4', enter], ['Message:', 'It is me', enter]],
  },
  {
    ...MENUS,
    site: 'interactive/browse-history.ts browseHistory › Transactions (',
    steps: [...toWallet, ['This wallet:', '3', enter]],
  },
  { ...MENUS, site: 'interactive/send-from-wallet.ts chooseBalance › What to send?', steps: toSend },
  { ...MENUS, site: 'interactive/send-from-wallet.ts sendFromWallet › To which address:', steps: toAddress },
  { ...MENUS, site: 'interactive/send-from-wallet.ts sendFromWallet › How much ', steps: toAmount },
  { ...MENUS, site: 'interactive/send-from-wallet.ts chooseGasPrice › How fast?', steps: toSpeed },
  { ...MENUS, site: 'money/send-money.ts sendMoney › Send it?', note: 'in the menus', steps: toSent },
  { ...MENUS, site: PASSWORD, note: 'to send, in the menus', steps: toSendPassword },
  {
    ...MENUS,
    site: 'interactive/send-from-wallet.ts sendFromWallet › Follow it to its end?',
    steps: [...toSendPassword, ['Password of', '{password}', enter]],
  },
  { ...MENUS, site: 'interactive/main-actions.ts chooseAsset › For which asset?', steps: toAsset },
  {
    ...MENUS,
    site: 'interactive/main-actions.ts openNewWallet › Index (empty for none, which is not 0):',
    steps: toIndex,
  },
  { ...MENUS, site: PASSWORD, note: 'to create a wallet, in the menus', steps: [...toIndex, ['Index (', '7', enter]] },
  { ...MENUS, site: 'interactive/main-actions.ts settleOpenSends › Settle one by hand?', steps: toOpenSends },
  {
    ...MENUS,
    site: 'money/settle-by-hand.ts settleByHand › Strike it off? Afterwards nothing holds the same back.',
    note: 'in the menus',
    steps: [...toOpenSends, ['Settle one by hand?', '2', enter]],
  },
  { ...MENUS, site: 'interactive/main-actions.ts offboardWallets › File to write:', steps: toFile },
  { ...MENUS, site: PASSWORD, note: 'to off-board, in the menus', steps: [...toFile, ['File to write:', enter]] },
  { ...MENUS, site: 'interactive/switch-account.ts switchProfile › Which profile?', steps: toProfiles },
  {
    ...MENUS,
    site: 'interactive/switch-account.ts switchProfile › Name of the profile:',
    steps: [...toProfiles, ['Which profile?', '2', enter]],
  },
  {
    ...MENUS,
    site: 'login-questions.ts askBaseUrl › Which Blockchain API?',
    note: 'for a new profile',
    steps: [...toProfiles, ['Which profile?', '2', enter], ['Name of the profile:', 'work', enter]],
  },
  { ...MENUS, site: 'interactive/switch-account.ts logOut › And now?', steps: toLogout },
  {
    ...MENUS,
    site: LOGIN_PASSWORD,
    note: 'after a logout',
    steps: [...toLogout, ['And now?', enter]],
  },

  { site: PASSWORD, note: 'wallets create', args: ['wallets', 'create', '--asset', 'ETH', '--index', '7'] },
  { ...SIGN, site: PASSWORD, note: 'wallets sign' },
  { ...SIGN, site: PASSWORD, note: 'wallets sign, again after a wrong one', steps: wrong },
  { ...SEND, site: 'money/send-money.ts sendMoney › Send it?' },
  { ...SEND, site: PASSWORD, note: 'transactions send', steps: [['Send it?', 'y', enter]] },
  {
    ...SEND,
    site: PASSWORD,
    note: 'transactions send, again after a wrong one',
    steps: [['Send it?', 'y', enter], ...wrong],
  },
  { ...RAW, site: 'money/call-contract.ts callContract › Sign and send it?', note: 'transactions raw' },
  { ...RAW, site: PASSWORD, note: 'transactions raw', steps: [['Sign and send it?', 'y', enter]] },
  { ...COMPLEX, site: 'money/call-contract.ts callContract › Sign and send it?', note: 'transactions complex' },
  { ...COMPLEX, site: PASSWORD, note: 'transactions complex', steps: [['Sign and send it?', 'y', enter]] },
  {
    site: 'money/settle-by-hand.ts settleByHand › Strike it off? Afterwards nothing holds the same back.',
    args: ['transactions', 'settle', '{openSend}'],
  },
  { site: PASSWORD, note: 'offboard', args: ['offboard', '--out', 'keys.zip'] },

  { ...CONFIGURE, site: 'commands/investment/questions.ts askInvestmentUrl › Which Investment API?' },
  { ...CONFIGURE, site: 'commands/investment/questions.ts askInvestmentUrl › Base URL:', steps: toInvestmentUrl },
  { ...CONFIGURE, site: 'commands/investment/access.ts completeSettings › Client id:', steps: toInvestmentClient },
  { ...CONFIGURE, site: 'commands/investment/access.ts completeSettings › Client secret:', steps: toInvestmentSecret },
  { ...CONFIGURE, site: 'commands/investment/access.ts completeSettings › Key id:', steps: toKeyId },
  { ...CONFIGURE, site: 'commands/investment/access.ts completeSettings › Private key file:', steps: toKeyFile },
  {
    ...CONFIGURE,
    site: PASSPHRASE,
    note: 'investment configure',
    steps: [...toKeyFile, ['Private key file:', 'encrypted.pem', enter]],
  },
  { site: PASSPHRASE, note: 'investment token', args: ['investment', 'token', ...ENTITLED], env: INVESTMENT },
  { ...REQUEST, site: PASSPHRASE, note: 'investment request' },
  { ...SIGN_REQUEST, site: PASSPHRASE, note: 'investment sign', env: INVESTMENT },
  { ...SIGN_REQUEST, site: 'commands/investment/access.ts signingKey › Key id:' },
  {
    ...SIGN_REQUEST,
    site: 'commands/investment/access.ts signingKey › Private key file:',
    steps: [['Key id:', '{keyId}', enter]],
  },
];

import type { Context } from '../context.ts';
import { placeName } from '../environments.ts';
import { sanitizeBounded } from '../output/sanitize.ts';
import type { Account, Next } from './account.ts';
import { attempt } from './attempt.ts';
import { browseWallets } from './browse-wallets.ts';
import { offboardWallets, openNewWallet, settleOpenSends } from './main-actions.ts';
import { logOut, switchProfile } from './switch-account.ts';

interface MenuEntry {
  name: string;
  description: string;
  run: (context: Context, account: Account) => Promise<Next>;
  /** Where the entry makes sense. @default everywhere */
  when?: (account: Account) => boolean;
}

/** What a person can do; an entry does its work and says what comes next. */
const MENU: readonly MenuEntry[] = [
  { name: 'Wallets', description: 'Every wallet with its balances; choose one for details', run: browseWallets },
  { name: 'Create a wallet', description: 'Another one, or another asset in one', run: openNewWallet },
  {
    name: 'Unsettled sends',
    description: 'What was sent and whose outcome is not known',
    run: settleOpenSends,
    when: ({ journal }) => journal !== undefined,
  },
  {
    name: 'Off-board',
    description: 'The keys of all wallets in a file, encrypted with your password',
    run: offboardWallets,
  },
  {
    name: 'Switch profile',
    description: 'Another login, or a new one',
    run: switchProfile,
    when: ({ profile }) => profile !== undefined,
  },
  { name: 'Log out', description: 'Forget the tokens on this machine', run: logOut },
  { name: 'Quit', description: 'You stay logged in', run: async () => 'quit' },
];

/** Menus until the person quits. Errors are shown, and the menu goes on; Ctrl-C ends the program. */
export async function openInteractiveWallet(context: Context, first: Account): Promise<void> {
  let account = first;
  showHeader(context, account);
  for (let last: MenuEntry | undefined; ; ) {
    const entry = await chooseEntry(context, account, last);
    if (entry === undefined) return;
    last = entry;
    const next = (await attempt(context, () => entry.run(context, account))) ?? 'menu';
    if (next === 'quit') return;
    if (next === 'menu') continue;
    account = next;
    last = undefined;
    showHeader(context, account);
  }
}

async function chooseEntry(
  context: Context,
  account: Account,
  last: MenuEntry | undefined,
): Promise<MenuEntry | undefined> {
  const entries = MENU.filter(({ when }) => when?.(account) ?? true);
  return context.prompter.choose({
    message: 'What would you like to do?',
    choices: entries.map((entry) => ({ name: entry.name, description: entry.description, value: entry })),
    initial: last,
    escape: 'quit',
  });
}

function showHeader({ io }: Context, { username, baseUrl, profile }: Account): void {
  const where = [placeName(baseUrl), ...(profile === undefined ? ['demo'] : [`profile ${profile}`])].join(' · ');
  io.errorLine(`\n${io.errorPaint.bold(sanitizeBounded(username))} ${io.errorPaint.dim(sanitizeBounded(where))}\n`);
}

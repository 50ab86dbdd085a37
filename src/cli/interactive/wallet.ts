import type { Context } from '../context.ts';
import { placeName } from '../environments.ts';
import { Cancelled, Interrupted } from '../errors.ts';
import { sanitizeBounded } from '../output/sanitize.ts';
import { errorLines } from '../report-error.ts';
import type { Account, Next } from './account.ts';
import { browseWallets } from './browse-wallets.ts';
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
    const next = await attempt(context, () => entry.run(context, account));
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

/** A failure is told, and the menu comes back. */
async function attempt(context: Context, action: () => Promise<Next>): Promise<Next> {
  const { io } = context;
  try {
    return await action();
  } catch (error) {
    if (error instanceof Cancelled) return 'menu';
    if (error instanceof Interrupted) throw error;
    const [message = '', ...hints] = errorLines(error);
    io.errorLine(`${io.errorPaint.red('Error:')} ${message}`);
    for (const hint of hints) io.errorLine(hint);
    return 'menu';
  }
}

function showHeader({ io }: Context, { username, baseUrl, profile }: Account): void {
  const where = [placeName(baseUrl), ...(profile === undefined ? ['demo'] : [`profile ${profile}`])].join(' · ');
  io.errorLine(`\n${io.errorPaint.bold(sanitizeBounded(username))} ${io.errorPaint.dim(sanitizeBounded(where))}\n`);
}

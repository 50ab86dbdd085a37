import type { Wallet } from '../../index.ts';
import { printQr } from '../commands/wallets/show.ts';
import type { Context } from '../context.ts';
import { isEthereum } from '../money/fee-text.ts';
import { signWith } from '../money/sign-with.ts';
import { printOne } from '../output/listing.ts';
import { fieldLines } from '../output/table.ts';
import { signatureView } from '../views/signature-view.ts';
import { walletDetailsView } from '../views/wallet-details-view.ts';
import type { Account } from './account.ts';
import { attempt } from './attempt.ts';
import { browseHistory } from './browse-history.ts';
import { sendFromWallet } from './send-from-wallet.ts';

interface WalletEntry {
  name: string;
  run: (context: Context, account: Account, wallet: Wallet) => Promise<unknown>;
  /** @default always */
  when?: (wallet: Wallet) => boolean;
  /** The wallet is read and shown again after it. @default false, so that what it drew stays on the screen */
  changes?: boolean;
}

const hasAddress = ({ address }: Wallet) => address !== null;

const ENTRIES: readonly WalletEntry[] = [
  { name: 'Send', run: sendFromWallet, when: hasAddress, changes: true },
  { name: 'History', run: browseHistory },
  {
    name: 'Sign a message',
    run: signMessage,
    when: ({ address, protocol }) => address !== null && isEthereum(protocol),
  },
  { name: 'Address as QR code', run: async (context, _account, wallet) => printQr(wallet, context), when: hasAddress },
  { name: 'Refresh', run: async () => undefined, changes: true },
];

/** One wallet in full, and what can be done with it. @returns as it was last */
export async function showWallet(context: Context, account: Account, first: Wallet): Promise<Wallet> {
  const { io, prompter } = context;
  let last: WalletEntry | undefined;
  let wallet = first;
  for (;;) {
    if (!last || last.changes) await io.writeLines(['', ...fieldLines(walletDetailsView.table([wallet])), '']);
    const shown = wallet;
    const entry = await prompter.choose<WalletEntry | 'back'>({
      message: 'This wallet:',
      choices: [
        { name: 'Back to the list', value: 'back' },
        ...ENTRIES.filter(({ when }) => when?.(shown) ?? true).map((one) => ({ name: one.name, value: one })),
      ],
      initial: last,
    });
    if (entry === undefined || entry === 'back') return wallet;
    last = entry;
    await attempt(context, () => entry.run(context, account, shown));
    if (!entry.changes) continue;
    io.progress('Fetching the wallet…');
    wallet = (await attempt(context, () => account.client.wallets.retrieve(shown.id))) ?? shown;
  }
}

async function signMessage(context: Context, account: Account, { id }: Wallet): Promise<void> {
  const message = await context.prompter.text({
    message: 'Message:',
    problem: (answer) => (answer === '' ? 'It cannot be empty.' : undefined),
  });
  await printOne(await signWith(context, account, id, { message }), signatureView, context);
}

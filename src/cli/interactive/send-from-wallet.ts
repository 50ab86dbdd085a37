import {
  assertAddress,
  type Balance,
  formatAmount,
  type GasPriceLevel,
  parseAmount,
  type Wallet,
} from '../../index.ts';
import type { Context } from '../context.ts';
import { Cancelled } from '../errors.ts';
import { isEthereum } from '../money/fee-text.ts';
import { printSent } from '../money/print-sent.ts';
import { sendMoney } from '../money/send-money.ts';
import type { Account } from './account.ts';

const GAS_PRICES: readonly { name: string; value: GasPriceLevel | 'server' }[] = [
  { name: 'As the server has it', value: 'server' },
  { name: 'Slow', value: 'slow' },
  { name: 'Medium', value: 'medium' },
  { name: 'Fast', value: 'fast' },
  { name: 'Fastest', value: 'fastest' },
];

/** Asks for what, to whom and how much, then sends as the command does: shown, confirmed, with the password. */
export async function sendFromWallet(context: Context, account: Account, wallet: Wallet): Promise<void> {
  const { prompter } = context;
  const balance = await chooseBalance(context, wallet);
  const to = await prompter.text({
    message: 'To which address:',
    problem: (answer) => problemOf(() => assertAddress(answer, wallet.protocol)),
  });
  const amount = await prompter.text({
    message: `How much ${balance.symbol} (of ${formatAmount(balance)}):`,
    problem: (answer) => problemOf(() => parseAmount(answer, balance.exponent)),
  });
  const gasPrice = isEthereum(wallet.protocol) ? await chooseGasPrice(context) : undefined;
  const created = await sendMoney(context, account, wallet.id, {
    to,
    amount,
    asset: balance.asset_id,
    ...(gasPrice !== undefined && { gasPrice }),
  });
  const wait = await prompter.confirm({ message: 'Follow it to its end?', initial: true });
  await printSent(context, account.client, created, { wait });
}

async function chooseBalance({ prompter }: Context, { balances }: Wallet): Promise<Balance> {
  const [only, another] = balances;
  if (only && !another) return only;
  const chosen = await prompter.choose({
    message: 'What to send?',
    choices: balances.map((balance) => ({
      name: formatAmount(balance),
      value: balance,
      description: `${balance.name}  ${balance.asset_id}`,
    })),
  });
  if (chosen === undefined) throw new Cancelled();
  return chosen;
}

async function chooseGasPrice({ prompter }: Context): Promise<GasPriceLevel | undefined> {
  const chosen = await prompter.choose({ message: 'How fast?', choices: GAS_PRICES });
  if (chosen === undefined) throw new Cancelled();
  return chosen === 'server' ? undefined : chosen;
}

function problemOf(check: () => unknown): string | undefined {
  try {
    check();
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : 'This cannot be right.';
  }
}

import type { Asset } from '../../index.ts';
import { OFFBOARDING_VIEW } from '../commands/offboard/offboard.ts';
import { printSettled } from '../commands/transactions/pending.ts';
import type { Context } from '../context.ts';
import { Cancelled } from '../errors.ts';
import { createWallet, followWallet } from '../money/create-wallet.ts';
import { saveOffboarding } from '../money/save-offboarding.ts';
import { settleByHand } from '../money/settle-by-hand.ts';
import { collect } from '../output/collect.ts';
import { printOne } from '../output/listing.ts';
import { settledSendView, toText, whatLines } from '../views/settled-send-view.ts';
import { walletDetailsView } from '../views/wallet-details-view.ts';
import { protocolName } from '../views/wallet-view.ts';
import type { Account, Next } from './account.ts';

const LARGEST_INDEX = 2 ** 31 - 1;

/** Asks for asset and index, creates, and follows the wallet until it can be used. */
export async function openNewWallet(context: Context, account: Account): Promise<Next> {
  const { prompter } = context;
  const asset = await chooseAsset(context, account);
  const index = await prompter.text({ message: 'Index (empty for none, which is not 0):', problem: indexProblem });
  const options = { asset: asset.id, ...(index !== '' && { index: Number(index) }) };
  const created = await createWallet(context, account, options);
  await printOne(await followWallet(context, account.client, created), walletDetailsView, context);
  return 'menu';
}

export async function offboardWallets(context: Context, account: Account): Promise<Next> {
  const out = await context.prompter.text({
    message: 'File to write:',
    initial: 'upvest-wallets.zip',
    problem: (answer) => (answer === '' ? 'It cannot be empty.' : undefined),
  });
  await printOne(await saveOffboarding(context, account, out, {}), OFFBOARDING_VIEW, context);
  return 'menu';
}

/** What the API cannot tell, the person may settle. */
export async function settleOpenSends(context: Context, account: Account): Promise<Next> {
  const stayOpen = await printSettled(context, account);
  if (stayOpen.length === 0) return 'menu';
  const chosen = await context.prompter.choose({
    message: 'Settle one by hand?',
    choices: [
      { name: 'No, leave them open', value: undefined },
      ...stayOpen.map((send) => ({
        name: `${whatLines(send).join(', ')} to ${toText(send)}`,
        value: send.id,
        description: `${send.started_at}  ${send.id}`,
      })),
    ],
  });
  if (chosen !== undefined) await printOne(await settleByHand(context, account, chosen, {}), settledSendView, context);
  return 'menu';
}

async function chooseAsset({ io, prompter }: Context, { client }: Account): Promise<Asset> {
  io.progress('Fetching assets…');
  const assets = await collect(client.assets.list(), 'assets');
  const chosen = await prompter.choose({
    message: 'For which asset?',
    choices: assets.map((asset) => ({
      name: `${asset.symbol}  ${asset.name}`,
      value: asset,
      description: `${protocolName(asset.protocol)}  ${asset.id}`,
    })),
  });
  if (chosen === undefined) throw new Cancelled();
  return chosen;
}

function indexProblem(answer: string): string | undefined {
  if (answer === '' || (/^\d{1,10}$/.test(answer) && Number(answer) <= LARGEST_INDEX)) return undefined;
  return `It must be empty, or a whole number from 0 to ${LARGEST_INDEX}.`;
}

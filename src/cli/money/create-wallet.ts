import type { Asset, Wallet, WalletClient } from '../../index.ts';
import type { Context } from '../context.ts';
import { UsageError } from '../errors.ts';
import { collect } from '../output/collect.ts';
import { cellText } from '../output/sanitize.ts';
import type { Holder } from '../wallet-access.ts';
import { accountPassword, type PasswordOptions } from './account-password.ts';
import { follow } from './follow.ts';
import { commandLine, withFindOut } from './outcome.ts';
import { seeThrough } from './see-through.ts';

export interface NewWallet extends PasswordOptions {
  /** Id or symbol. */
  asset: string;
  index?: number;
}

/** Contract 1.2: activation took up to three minutes. */
const LIMIT_MS = 180_000;

/** @throws {UsageError} an asset that is not known. Nothing was created. */
export async function createWallet(context: Context, { client, username }: Holder, wanted: NewWallet): Promise<Wallet> {
  const { io } = context;
  const { index } = wanted;
  const withPassword = await accountPassword(context, username, wanted);
  const { id: assetId } = await findAsset(context, client, wanted.asset);
  const findOut = commandLine(context, 'wallets list');
  return withPassword((password) => {
    io.progress('Creating the wallet…');
    return seeThrough(context, {
      work: () =>
        client.wallets
          .create({ assetId, password, ...(index !== undefined && { index }) })
          .catch(withFindOut(`Look whether it is there: ${findOut}. Creating the same again makes no second one.`)),
      carriedOut: ({ id, status }) => `The wallet ${id} was created and is ${status}.`,
      findOut,
    });
  });
}

export async function followWallet(
  context: Context,
  client: WalletClient,
  first: Wallet,
  onRead?: (wallet: Wallet) => void,
): Promise<Wallet> {
  const { id } = first;
  return follow(
    context,
    {
      first,
      read: (signal) => client.wallets.retrieve(id, { signal }),
      isDone: ({ status }) => status === 'ACTIVE',
      what: `The wallet ${id}`,
      lookAgain: commandLine(context, `wallets show ${id}`),
      limitMs: LIMIT_MS,
    },
    onRead,
  );
}

async function findAsset({ io }: Context, client: WalletClient, asset: string): Promise<Asset> {
  const wanted = asset.toLowerCase();
  io.progress('Looking up the asset…');
  const all = await collect(client.assets.list(), 'assets');
  const matching = all.filter(({ id, symbol }) => id.toLowerCase() === wanted || symbol.toLowerCase() === wanted);
  // What was added while the pages were read may be on two of them.
  const found = [...new Map(matching.map((one) => [one.id, one])).values()];
  const [first, another] = found;
  if (first && !another) return first;
  if (first) {
    throw new UsageError(
      `${found.length} assets have the symbol ${asset}.`,
      `Give the id: ${found.map(({ id, protocol }) => `${id} (${cellText(protocol)})`).join(', ')}.`,
    );
  }
  throw new UsageError(`There is no asset '${asset}'.`, `There are: ${all.map(({ symbol }) => symbol).join(', ')}.`);
}

import { assertAddress, type Balance, parseAmount, type Wallet } from '../../index.ts';
import { TerminalError, UsageError } from '../errors.ts';
import { assertFeeOptions, type FeeOptions } from './fee-options.ts';
import { isEthereum } from './fee-text.ts';

export interface SendRequest extends FeeOptions {
  to: string;
  /** Id or symbol of one of the wallet's balances. */
  asset: string;
  /** In asset units, as people write it. */
  amount?: string;
  /** In the smallest unit. */
  quantity?: bigint;
  fund?: boolean;
  async?: boolean;
  sendAgain?: boolean;
}

/** A send that has been checked as far as that is possible from here. */
export interface SendPlan {
  wallet: Wallet;
  balance: Balance;
  recipient: string;
  quantity: bigint;
  fees: FeeOptions;
  fund: boolean | undefined;
  async: boolean | undefined;
  sendAgain: boolean;
}

/** Decimals beyond any asset's. */
const ANY_EXPONENT = 255;

/** What can be told without the wallet: so that nothing at all is sent for a slip of the pen. */
export function assertSendRequest({ amount, quantity, ...fees }: SendRequest): void {
  if ((amount === undefined) === (quantity === undefined)) {
    throw new UsageError(
      amount === undefined ? 'How much to send is missing.' : 'The amount was given twice.',
      'Give either --amount, in asset units such as 0.1, or --quantity, in the smallest unit.',
    );
  }
  if (amount !== undefined) parseAmount(amount, ANY_EXPONENT);
  assertFeeOptions(fees, true);
}

/** @throws {UsageError} @throws {InvalidInputError} whatever cannot be right with this wallet */
export function planSend(wallet: Wallet, request: SendRequest): SendPlan {
  const { to, amount, quantity, fee, gasLimit, gasPrice, fund, async, sendAgain = false } = request;
  assertSendRequest(request);
  assertReady(wallet);
  const fees: FeeOptions = {
    ...(fee !== undefined && { fee }),
    ...(gasLimit !== undefined && { gasLimit }),
    ...(gasPrice !== undefined && { gasPrice }),
  };
  assertFeeOptions(fees, isEthereum(wallet.protocol));
  assertAddress(to, wallet.protocol);
  const balance = findBalance(wallet, request.asset);
  return {
    wallet,
    balance,
    recipient: to,
    quantity: quantity ?? parseAmount(amount ?? '', balance.exponent),
    fees,
    fund,
    async,
    sendAgain,
  };
}

export function assertReady({ id, address, status }: Wallet): void {
  if (address !== null && status !== 'PENDING') return;
  throw new TerminalError(
    `The wallet is ${status} and cannot be used yet.`,
    `Wait until it is ACTIVE: upvest-wallet wallets show ${id}`,
  );
}

/** Symbols are not unique, and anybody can give a token any symbol: an ambiguous one is not guessed at. */
function findBalance({ balances }: Wallet, asset: string): Balance {
  const wanted = asset.toLowerCase();
  const found = balances.filter((one) => one.asset_id.toLowerCase() === wanted || one.symbol.toLowerCase() === wanted);
  const [balance, another] = found;
  if (balance && !another) return balance;
  if (balance) {
    throw new UsageError(
      `The wallet holds ${found.length} assets with the symbol ${asset}.`,
      `Give the id: ${found.map(({ asset_id, name }) => `${asset_id} (${name})`).join(', ')}.`,
    );
  }
  throw new UsageError(
    `The wallet does not hold the asset '${asset}'.`,
    `It holds: ${balances.map(({ symbol, asset_id }) => `${symbol} (${asset_id})`).join(', ') || 'nothing'}.`,
  );
}

import { hex } from '@scure/base';
import { BITCOIN_ID } from '../assets.ts';
import { invalidField } from '../error-envelope.ts';
import type { WalletKey } from '../keys/derivation.ts';
import type { WalletRecord } from '../wallet-record.ts';
import { MAX_SATOSHI, signBitcoin } from './bitcoin-transaction.ts';
import { insufficientFunds } from './chain-refusal.ts';
import { type Coin, sumOf } from './coin-set.ts';
import type { Built, Ledger } from './ledger.ts';

export interface BitcoinSend {
  wallet: WalletRecord;
  key: WalletKey;
  recipient: string;
  /** Satoshi. */
  quantity: bigint;
  /** Satoshi in all; absent for the usual rate. */
  fee?: bigint | undefined;
  /** The coins to spend, all of them; absent to leave the choice to the sandbox. */
  inputs?: readonly OutPoint[] | undefined;
}

/** As the list of UTXOs has it (contract 3.7). */
export interface OutPoint {
  txhash: string;
  index: number;
}

/** Satoshi per byte where no fee is asked for. */
const FEE_RATE = 10n;

/** Sizes in bytes with P2PKH throughout: version, counts and lock time; one input; one output. */
const BASE_BYTES = 10n;
const INPUT_BYTES = 148n;
const OUTPUT_BYTES = 34n;

/** Less than this is not worth its own spending (Bitcoin Core's dust limit for P2PKH), so it goes to the fee. */
const DUST = 546n;

/** Carries out one Bitcoin transaction of a wallet: chooses coins, takes them, signs, and gives back the change. */
export function sendBitcoin(ledger: Ledger, { wallet, key, recipient, quantity, fee, inputs }: BitcoinSend): Built {
  if (quantity === 0n || quantity > MAX_SATOSHI) {
    throw invalidField('quantity', 'invalid', `The quantity is not between 1 and ${MAX_SATOSHI} Satoshi.`);
  }
  const held = ledger.coins.of(wallet.address);
  const coins = inputs === undefined ? chooseCoins(held, quantity, fee) : pick(held, inputs);
  const change = sumOf(coins) - quantity - (fee ?? usualFee(coins.length));
  if (change < 0n) throw insufficientFunds();
  // A fee that was asked for is kept to the Satoshi (contract 3.5), whatever that leaves as change.
  const returned = fee === undefined && change < DUST ? 0n : change;
  const outputs = [{ address: recipient, value: quantity }];
  if (returned > 0n) outputs.push({ address: wallet.address, value: returned });
  const spent = coins.map((coin) => ({ ...coin, raw: hex.decode(ledger.rawTransaction(coin.txhash) ?? '') }));
  const signed = signBitcoin({ inputs: spent, outputs }, key.privateKey);
  ledger.coins.spend(wallet, coins);
  // Change is the wallet's own and can be spent at once, also before it is in a block.
  if (returned > 0n) ledger.coins.add(wallet, [{ txhash: signed.txhash, index: 1, value: returned.toString() }]);
  return {
    ...signed,
    fee: sumOf(coins) - quantity - returned,
    feeInfo: null,
    arrivals: [{ address: recipient, assetId: BITCOIN_ID, amount: quantity.toString(), outputIndex: 0 }],
  };
}

/** The largest first, which takes the fewest. */
function chooseCoins(held: readonly Coin[], quantity: bigint, fee: bigint | undefined): Coin[] {
  const falling = [...held].sort((one, other) => (BigInt(one.value) < BigInt(other.value) ? 1 : -1));
  for (let count = 1; count <= falling.length; count++) {
    const coins = falling.slice(0, count);
    if (sumOf(coins) >= quantity + (fee ?? usualFee(count))) return coins;
  }
  throw insufficientFunds();
}

function pick(held: readonly Coin[], inputs: readonly OutPoint[]): Coin[] {
  const coins = inputs.map(({ txhash, index }) => held.find((coin) => coin.txhash === txhash && coin.index === index));
  const found = coins.filter((coin) => coin !== undefined);
  if (found.length !== coins.length || new Set(found).size !== found.length) {
    throw invalidField('inputs', 'invalid', 'The wallet does not have these coins, or one is named twice.');
  }
  return found;
}

/** For a recipient and change. */
function usualFee(inputCount: number): bigint {
  return FEE_RATE * (BASE_BYTES + INPUT_BYTES * BigInt(inputCount) + 2n * OUTPUT_BYTES);
}

import { ETHER_ID } from '../assets.ts';
import type { WalletKey } from '../keys/derivation.ts';
import type { WalletRecord } from '../wallet-record.ts';
import { ChainRefusal, insufficientFunds } from './chain-refusal.ts';
import { type EthereumCall, type Gas, signEthereum } from './ethereum-transaction.ts';
import { gasNeeded } from './gas.ts';
import { changeHolding, holdingOf } from './holdings.ts';
import type { Built, Ledger } from './ledger.ts';
import { decodeTransfer, tokenAt } from './tokens.ts';
import type { Arrival } from './transaction-record.ts';

export interface EthereumSend {
  wallet: WalletRecord;
  key: WalletKey;
  call: EthereumCall & Gas;
  /** Whether the sandbox sends `gas_limit × gas_price` Wei to the wallet first (contract 3.5). */
  fund: boolean;
  /** Of a raw transaction, which brings its own. */
  nonce?: bigint;
}

/** Pays for the gas of others: sends Ether that it makes out of nothing. */
export type GasStation = (address: string, wei: bigint) => void;

/**
 * Carries out one Ethereum transaction of a wallet: checks the funds, takes them, signs. What it knows of contracts is
 * the transfer of its own tokens; every other call succeeds and does nothing.
 */
export function sendEthereum(ledger: Ledger, station: GasStation, send: EthereumSend): Built {
  const { wallet, key, call, fund } = send;
  const gasUsed = gasNeeded(call);
  if (call.gasLimit < gasUsed) {
    throw new ChainRefusal('gas_limit', 'gasTooLow', `The call needs ${gasUsed} gas, the limit is ${call.gasLimit}.`);
  }
  const nonce = ledger.nonceOf(wallet.address);
  if (send.nonce !== undefined && send.nonce !== BigInt(nonce)) {
    throw new ChainRefusal(
      'raw_tx',
      'invalidNonce',
      `The nonce is ${send.nonce}; the next one of the wallet is ${nonce}.`,
    );
  }
  const moved = tokensMovedBy(call, wallet);
  const offered = call.gasLimit * call.gasPrice;
  const spent = gasUsed * call.gasPrice;
  if (holdingOf(wallet, ETHER_ID) < call.value + (fund ? 0n : offered)) throw insufficientFunds();
  const signed = signEthereum(call, nonce, key.privateKey);
  // Nothing is refused from here on.
  if (fund && offered > 0n) station(wallet.address, offered);
  ledger.useNonce(wallet.address);
  changeHolding(wallet, ETHER_ID, -(call.value + spent));
  if (moved !== undefined) changeHolding(wallet, moved.assetId, -BigInt(moved.amount));
  const arrivals = moved === undefined ? [] : [moved];
  if (call.to !== null && call.value > 0n) {
    arrivals.push({ address: call.to, assetId: ETHER_ID, amount: call.value.toString() });
  }
  return {
    ...signed,
    fee: offered,
    feeInfo: {
      fee: spent.toString(),
      gas_used: gasUsed.toString(),
      gas_limit: call.gasLimit.toString(),
      gas_price: call.gasPrice.toString(),
    },
    arrivals,
  };
}

/** The token's side of a call: a contract refuses what the sender does not have, and Ether that it could not give back. */
function tokensMovedBy({ to, data, value }: EthereumCall, wallet: WalletRecord): Arrival | undefined {
  const token = to === null ? undefined : tokenAt(to);
  if (token === undefined) return undefined;
  if (value > 0n) throw new ChainRefusal('value', 'contractError', 'The token contract takes no Ether.');
  const transfer = decodeTransfer(data);
  if (transfer === undefined) return undefined;
  if (holdingOf(wallet, token.id) < transfer.quantity) throw insufficientFunds();
  return { address: transfer.recipient, assetId: token.id, amount: transfer.quantity.toString() };
}

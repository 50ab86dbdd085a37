import type { Asset } from '../../wire.ts';
import type { WalletKey } from '../keys/derivation.ts';
import type { Users } from '../users.ts';
import type { WalletRecord } from '../wallet-record.ts';
import { type OutPoint, sendBitcoin } from './bitcoin-sender.ts';
import { type GasStation, sendEthereum } from './ethereum-sender.ts';
import type { EthereumCall, Gas } from './ethereum-transaction.ts';
import { chooseGas, type FeeWish } from './gas.ts';
import { Ledger, type Pace, type SavedLedger } from './ledger.ts';
import { contractOf, encodeTransfer, isToken } from './tokens.ts';
import type { TransactionRecord } from './transaction-record.ts';
import { Treasury } from './treasury.ts';

/** Who sends: the wallet and, since the password was right, its key. */
export interface Sender {
  wallet: WalletRecord;
  key: WalletKey;
}

/** A transfer of one asset, checked in form (contract 3.5). */
export interface Transfer extends FeeWish {
  asset: Asset;
  /** In the sandbox's own writing of addresses. */
  recipient: string;
  quantity: bigint;
  pace: Pace;
  fund: boolean | undefined;
  inputs?: readonly OutPoint[] | undefined;
}

/** A contract call, or a raw transaction, which brings its nonce. Both are queued (contract 3.5). */
export interface ContractCall {
  call: EthereumCall & Gas;
  /** As it is shown. */
  recipient: string | null;
  fund: boolean;
  nonce?: bigint;
}

/** Everything that moves value in the sandbox. */
export class Transactions {
  readonly ledger: Ledger;
  readonly treasury: Treasury;

  constructor(options: { seed: string; clock: () => number; stepMs: number; users: Users }, saved?: SavedLedger) {
    this.ledger = new Ledger(options, saved);
    this.treasury = new Treasury(options.seed, this.ledger);
  }

  transfer({ wallet, key }: Sender, transfer: Transfer): TransactionRecord {
    const { asset, recipient, quantity, pace, fee, inputs } = transfer;
    const outline = {
      walletId: wallet.id,
      sender: wallet.address,
      recipient,
      assetId: asset.id,
      quantity: quantity.toString(),
      fee: fee?.toString() ?? null,
    };
    if (asset.protocol.startsWith('bitcoin')) {
      const send = { wallet, key, recipient, quantity, fee, inputs };
      return this.ledger.accept(outline, pace, () => sendBitcoin(this.ledger, send));
    }
    const call = isToken(asset)
      ? { to: contractOf(asset), value: 0n, data: encodeTransfer(recipient, quantity) }
      : { to: recipient, value: quantity, data: new Uint8Array() };
    const gas = chooseGas(transfer, call);
    // The server's default (contract 3.5): tokens are pre-funded, Ether is not.
    const fund = transfer.fund ?? isToken(asset);
    const send = { wallet, key, call: { ...call, ...gas }, fund };
    return this.ledger.accept(outline, pace, () => sendEthereum(this.ledger, this.#gasStation, send));
  }

  call({ wallet, key }: Sender, { recipient, ...send }: ContractCall): TransactionRecord {
    const outline = {
      walletId: wallet.id,
      sender: wallet.address,
      recipient,
      assetId: null,
      quantity: null,
      fee: null,
    };
    return this.ledger.accept(outline, 'queued', () =>
      sendEthereum(this.ledger, this.#gasStation, { wallet, key, ...send }),
    );
  }

  readonly #gasStation: GasStation = (address, wei) => this.treasury.giveEther(address, wei);
}

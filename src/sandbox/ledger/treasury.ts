import { sha256 } from '@noble/hashes/sha2.js';
import { hex } from '@scure/base';
import { RawTx } from '@scure/btc-signer';
import type { Asset } from '../../wire.ts';
import { ARWEAVE_ID, BITCOIN_ID, ETHER_ID, findAsset } from '../assets.ts';
import { UserKeys, type WalletKey } from '../keys/derivation.ts';
import { familyOf } from '../keys/families.ts';
import { deriveBytes } from '../seeded.ts';
import type { WalletRecord } from '../wallet-record.ts';
import { MAX_SATOSHI, scriptOf, signBitcoin } from './bitcoin-transaction.ts';
import { sumOf } from './coin-set.ts';
import { signEthereum } from './ethereum-transaction.ts';
import { GAS_PRICES, gasNeeded } from './gas.ts';
import { changeHolding, holdingOf } from './holdings.ts';
import type { Built, Ledger, Outline } from './ledger.ts';
import { contractOf, encodeTransfer, isToken } from './tokens.ts';
import type { TransactionRecord } from './transaction-record.ts';

/** Satoshi that the treasury pays for each of its transactions. */
const BITCOIN_FEE = 2_000n;

/**
 * The sandbox's own account, the faucet: its transactions are as real as any, only that it never runs out. Ether and
 * tokens it simply has; Bitcoin it mines, coin by coin.
 */
export class Treasury {
  readonly #ledger: Ledger;
  readonly #ethereum: WalletKey;
  readonly #ethereumAddress: string;
  readonly #bitcoin: WalletKey;
  readonly #bitcoinAddress: string;

  constructor(seed: string, ledger: Ledger) {
    this.#ledger = ledger;
    const keys = UserKeys.of(deriveBytes(seed, 'treasury'));
    const [ethereum, bitcoin] = [familyOf('ethereum_ropsten'), familyOf('bitcoin_testnet')];
    this.#ethereum = keys.walletKey(ethereum, 0);
    this.#ethereumAddress = keys.address(ethereum, 0);
    this.#bitcoin = keys.walletKey(bitcoin, 0);
    this.#bitcoinAddress = keys.address(bitcoin, 0);
  }

  /**
   * Gives a wallet something, at once and without a wait for a block. Answers the transaction, or undefined for Arweave,
   * whose transactions the sandbox does not make.
   */
  give(wallet: WalletRecord, asset: Asset, quantity: bigint): TransactionRecord | undefined {
    if (asset.id === ARWEAVE_ID) {
      changeHolding(wallet, asset.id, quantity);
      return undefined;
    }
    if (asset.id === BITCOIN_ID) return this.#giveBitcoin(wallet, quantity);
    return this.#giveEthereum(wallet.address, asset, quantity);
  }

  /** Ether for gas (contract 3.5, `fund`). */
  giveEther(address: string, wei: bigint): void {
    const ether = findAsset(ETHER_ID);
    if (ether === undefined) throw new Error('The sandbox has no Ether.');
    this.#giveEthereum(address, ether, wei);
  }

  /** Coins for what a Bitcoin wallet holds from the start: its balance is to be the sum of its UTXOs. */
  endow(wallet: WalletRecord): void {
    if (wallet.protocol !== familyOf('bitcoin_testnet').protocol) return;
    const missing = holdingOf(wallet, BITCOIN_ID) - sumOf(this.#ledger.coins.of(wallet.address));
    if (missing <= 0n) return;
    // Three coins, where it can be, so that there is something to choose from.
    const parts = missing < 3n ? [missing] : [missing / 2n, missing / 3n, missing - missing / 2n - missing / 3n];
    const coins = parts.map((value) => ({
      txhash: this.#mint(wallet.address, value),
      index: 0,
      value: value.toString(),
    }));
    this.#ledger.coins.add(wallet, coins);
  }

  #giveEthereum(address: string, asset: Asset, quantity: bigint): TransactionRecord {
    const outline = this.#outline(this.#ethereumAddress, address, asset, quantity);
    return this.#ledger.accept(outline, 'settled', () => {
      const to = isToken(asset) ? contractOf(asset) : address;
      const data = isToken(asset) ? encodeTransfer(address, quantity) : new Uint8Array();
      const call = { to, data, value: asset.id === ETHER_ID ? quantity : 0n };
      const gasUsed = gasNeeded(call);
      const gas = { gasLimit: gasUsed, gasPrice: GAS_PRICES.medium };
      const nonce = this.#ledger.nonceOf(this.#ethereumAddress);
      this.#ledger.useNonce(this.#ethereumAddress);
      const fee = gas.gasLimit * gas.gasPrice;
      return {
        ...signEthereum({ ...call, ...gas }, nonce, this.#ethereum.privateKey),
        fee,
        feeInfo: {
          fee: fee.toString(),
          gas_used: gasUsed.toString(),
          gas_limit: gas.gasLimit.toString(),
          gas_price: gas.gasPrice.toString(),
        },
        arrivals: [{ address, assetId: asset.id, amount: quantity.toString() }],
      };
    });
  }

  #giveBitcoin({ address }: WalletRecord, quantity: bigint): TransactionRecord {
    if (quantity + BITCOIN_FEE > MAX_SATOSHI) throw new RangeError('There are not that many Bitcoin.');
    const outline = this.#outline(this.#bitcoinAddress, address, { id: BITCOIN_ID }, quantity);
    return this.#ledger.accept(outline, 'settled', (): Built => {
      const txhash = this.#mint(this.#bitcoinAddress, quantity + BITCOIN_FEE);
      const inputs = [{ raw: hex.decode(this.#ledger.rawTransaction(txhash) ?? ''), txhash, index: 0 }];
      const signed = signBitcoin({ inputs, outputs: [{ address, value: quantity }] }, this.#bitcoin.privateKey);
      const arrivals = [{ address, assetId: BITCOIN_ID, amount: quantity.toString(), outputIndex: 0 }];
      return { ...signed, fee: BITCOIN_FEE, feeInfo: null, arrivals };
    });
  }

  #outline(sender: string, recipient: string, { id }: { id: string }, quantity: bigint): Outline {
    return { walletId: null, sender, recipient, assetId: id, quantity: quantity.toString(), fee: null };
  }

  /** A coinbase transaction: one input that spends nothing (all zeros), told apart from the others by a number. */
  #mint(address: string, value: bigint): string {
    const key = new TextEncoder().encode(`upvest-wallet sandbox ${this.#ledger.mintCount}`);
    const raw = RawTx.encode({
      version: 2,
      segwitFlag: false,
      inputs: [{ txid: new Uint8Array(32), index: 0xffffffff, finalScriptSig: key, sequence: 0xffffffff }],
      outputs: [{ amount: value, script: scriptOf(address) }],
      lockTime: 0,
    });
    const txhash = hex.encode(sha256(sha256(raw)).reverse());
    this.#ledger.addMint(txhash, hex.encode(raw));
    return txhash;
  }
}

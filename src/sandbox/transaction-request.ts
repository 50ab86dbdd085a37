import type { Asset } from '../wire.ts';
import { findAsset } from './assets.ts';
import { invalidField } from './error-envelope.ts';
import type { OutPoint } from './ledger/bitcoin-sender.ts';
import { DEFAULT_INPUT_FORMAT, decodeBytes, INPUT_FORMATS } from './ledger/bytes.ts';
import { encodeFunctionCall } from './ledger/function-call.ts';
import { chooseGas, type FeeWish, GAS_PRICE_NAMES, GAS_PRICES } from './ledger/gas.ts';
import { parseRawTransaction } from './ledger/raw-transaction.ts';
import { parseBitcoinAddress, parseEthereumAddress } from './ledger/recipients.ts';
import type { ContractCall, Transfer } from './ledger/transactions.ts';
import type { RequestBody } from './request-body.ts';
import { listedBalances, type WalletRecord } from './wallet-record.ts';

/** Reads `…/transactions/` (contract 3.5). */
export function readTransfer(body: RequestBody, wallet: WalletRecord): Transfer {
  const asset = readAsset(body, wallet);
  const ethereum = wallet.protocol.startsWith('ethereum');
  const recipientText = body.text('recipient');
  const recipient = ethereum ? parseEthereumAddress(recipientText) : parseBitcoinAddress(recipientText);
  if (recipient === undefined) throw body.refuse('recipient', 'invalid', `is not an address of ${wallet.protocol}`);
  const transfer = {
    asset,
    recipient,
    quantity: body.amount('quantity'),
    fund: body.optionalFlag('fund'),
    pace: body.optionalFlag('async') === true ? ('queued' as const) : ('synchronous' as const),
    ...readFeeWish(body),
    inputs: readInputs(body),
  };
  if (ethereum && transfer.inputs !== undefined) throw body.refuse('inputs', 'invalid', 'is for Bitcoin only');
  for (const [name, value] of [
    ['gas_limit', transfer.gasLimit],
    ['gas_price', transfer.gasPrice],
  ] as const) {
    if (!ethereum && value !== undefined) throw body.refuse(name, 'invalid', 'is for Ethereum only');
  }
  return transfer;
}

/** Reads `…/transactions/raw`; pre-funded unless the request says otherwise, as every vendor client asks for it. */
export function readRaw(body: RequestBody, wallet: WalletRecord): ContractCall {
  requireEthereum(wallet);
  const format = body.optionalChoice('input_format', INPUT_FORMATS) ?? DEFAULT_INPUT_FORMAT;
  const bytes = decodeBytes(body.text('raw_tx'), format);
  if (bytes === undefined) throw body.refuse('raw_tx', 'invalid', `is not ${format}`);
  const { nonce, ...raw } = parseRawTransaction(bytes);
  const call = { ...raw, ...chooseGas(raw, raw) };
  return { call, nonce, recipient: raw.to, fund: body.optionalFlag('fund') ?? true };
}

/** Reads `…/transactions/complex`. The contract is no recipient: the answer has null there (contract 3.5). */
export function readComplex(body: RequestBody, wallet: WalletRecord): ContractCall {
  requireEthereum(wallet);
  const fund = body.optionalFlag('fund') ?? true;
  const tx = body.object('tx');
  tx.text('type');
  tx.optionalChoice('type', ['ethereum_function_call']);
  const to = parseEthereumAddress(tx.text('to'));
  if (to === undefined) throw tx.refuse('to', 'invalid', 'is not an Ethereum address');
  const data = encodeFunctionCall(tx.value('abi'), tx.optionalList('parameters') ?? []);
  const call = { to, value: tx.optionalAmount('value') ?? 0n, data };
  return { call: { ...call, ...chooseGas(readFeeWish(tx), call) }, recipient: null, fund };
}

function readAsset(body: RequestBody, wallet: WalletRecord): Asset {
  const assetId = body.text('asset_id').toLowerCase();
  const asset = findAsset(assetId);
  if (asset === undefined || !listedBalances(wallet).some((balance) => balance.assetId === assetId)) {
    throw body.refuse('asset_id', 'invalid', 'is none of the assets of the wallet');
  }
  if (asset.protocol.startsWith('arweave')) throw arweaveNotSupported('asset_id');
  return asset;
}

function readFeeWish(body: RequestBody): FeeWish {
  const name = GAS_PRICE_NAMES.find((candidate) => candidate === body.value('gas_price'));
  return {
    fee: body.optionalAmount('fee'),
    gasLimit: body.optionalAmount('gas_limit'),
    gasPrice: name === undefined ? body.optionalAmount('gas_price') : GAS_PRICES[name],
  };
}

/** Elements as the list of UTXOs has them (contract 3.7); what else is in them does not matter. An empty list is none. */
function readInputs(body: RequestBody): OutPoint[] | undefined {
  const inputs = body.optionalList('inputs');
  if (inputs === undefined || inputs.length === 0) return undefined;
  return inputs.map((input) => {
    const { txhash, index } = Object(input) as { txhash?: unknown; index?: unknown };
    if (typeof txhash !== 'string' || typeof index !== 'number') {
      throw body.refuse('inputs', 'invalid', 'has an element without a txhash and an index');
    }
    return { txhash: txhash.toLowerCase(), index };
  });
}

function requireEthereum({ protocol }: WalletRecord): void {
  if (!protocol.startsWith('ethereum')) {
    throw invalidField('wallet', 'notSupported', 'Raw transactions and contract calls are for Ethereum wallets.');
  }
}

/** The contract says nothing of Arweave's transactions, and its keys here are not those of its old ones. */
function arweaveNotSupported(location: string) {
  return invalidField(location, 'notSupported', 'The sandbox makes no Arweave transactions.');
}

import type { FeeInfo } from '../../wire.ts';
import type { Coin } from './coin-set.ts';
import type { SavedLedger } from './ledger.ts';
import type { Arrival, TransactionRecord } from './transaction-record.ts';

/** Throws if the value is anything but a whole ledger, as the state file has it. */
export function parseSavedLedger(value: unknown): SavedLedger {
  if (!isRecord(value)) throw new Error('Not a ledger.');
  return {
    transactions: list(value.transactions, isTransaction),
    coins: list(value.coins, isCoin),
    mints: list(value.mints, isMint),
    nonces: list(value.nonces, isNonce),
  };
}

type Fields = Record<string, unknown>;

function list<T>(value: unknown, isItem: (item: unknown) => item is T): T[] {
  if (!Array.isArray(value) || !value.every(isItem))
    throw new Error('A list of the ledger holds what does not belong.');
  return value;
}

function isRecord(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

const isText = (value: unknown): value is string => typeof value === 'string';
const isTextOrNull = (value: unknown): value is string | null => value === null || isText(value);
const isInteger = (value: unknown): value is number => Number.isSafeInteger(value);
const isTime = (value: unknown): value is number => typeof value === 'number' && Number.isFinite(value);
const isAmount = (value: unknown): value is string => isText(value) && /^\d+$/.test(value);
const isBytes = (value: unknown): value is string => isText(value) && /^([0-9a-f]{2})+$/.test(value);

function isTransaction(value: unknown): value is TransactionRecord {
  if (!isRecord(value)) return false;
  return (
    [value.id, value.sender].every(isText) &&
    [value.walletId, value.recipient, value.assetId, value.txhash].every(isTextOrNull) &&
    [value.quantity, value.fee].every((amount) => amount === null || isAmount(amount)) &&
    [value.createdAtMicros, value.broadcastAtMs, value.includedAtMs, value.confirmedAtMs].every(isTime) &&
    [value.queued, value.arrived].every((flag) => typeof flag === 'boolean') &&
    (value.raw === null || isBytes(value.raw)) &&
    (value.feeInfo === null || isFeeInfo(value.feeInfo)) &&
    Array.isArray(value.arrivals) &&
    value.arrivals.every(isArrival)
  );
}

function isFeeInfo(value: unknown): value is FeeInfo {
  return isRecord(value) && [value.fee, value.gas_used, value.gas_limit, value.gas_price].every(isAmount);
}

function isArrival(value: unknown): value is Arrival {
  if (!isRecord(value)) return false;
  const { address, assetId, amount, outputIndex } = value;
  return (
    isText(address) && isText(assetId) && isAmount(amount) && (outputIndex === undefined || isInteger(outputIndex))
  );
}

function isCoin(value: unknown): value is Coin {
  if (!isRecord(value)) return false;
  return [value.txhash, value.address].every(isText) && isInteger(value.index) && isAmount(value.value);
}

function isMint(value: unknown): value is SavedLedger['mints'][number] {
  return isRecord(value) && isText(value.txhash) && isBytes(value.raw);
}

function isNonce(value: unknown): value is SavedLedger['nonces'][number] {
  return Array.isArray(value) && value.length === 2 && isText(value[0]) && isInteger(value[1]);
}

import type { SealedSeed } from './keys/sealed-seed.ts';
import type { SavedLedger } from './ledger/ledger.ts';
import { parseSavedLedger } from './ledger/saved-ledger.ts';
import { isScope } from './oauth/scopes.ts';
import type { TokenRecord } from './oauth/token-registry.ts';
import type { SavedUsers, User } from './users.ts';
import type { BalanceRecord, WalletRecord } from './wallet-record.ts';

/** What outlives a restart. It holds no password and no token that could be used. */
export interface SavedState extends SavedUsers {
  version: 1;
  /**
   * The seed that the keys were derived from: another one would fit none of the addresses. Whoever has it can derive them
   * again; that the users' seeds are sealed makes their passwords necessary, not the file safe to give away.
   */
  seed: string;
  tokens: TokenRecord[];
  ledger: SavedLedger;
}

/** Throws if the text is anything but a whole state. */
export function parseSavedState(text: string): SavedState {
  const value: unknown = JSON.parse(text);
  if (!isRecord(value) || value.version !== 1 || typeof value.seed !== 'string') {
    throw new Error('Not a state of version 1.');
  }
  return {
    version: 1,
    seed: value.seed,
    users: list(value.users, isUser),
    lastUserId: number(value.lastUserId),
    retiredUsernames: list(value.retiredUsernames, isText),
    tokens: list(value.tokens, isToken),
    ledger: parseSavedLedger(value.ledger),
  };
}

type Fields = Record<string, unknown>;

function isRecord(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function list<T>(value: unknown, isItem: (item: unknown) => item is T): T[] {
  if (!Array.isArray(value) || !value.every(isItem)) throw new Error('A list holds something that does not belong.');
  return value;
}

function number(value: unknown): number {
  if (!isNumber(value)) throw new Error('A number is something else.');
  return value;
}

function isList<T>(value: unknown, isItem: (item: unknown) => item is T): value is T[] {
  return Array.isArray(value) && value.every(isItem);
}

const isNumber = (value: unknown): value is number => typeof value === 'number' && Number.isFinite(value);
const isNumberOrNull = (value: unknown): value is number | null => value === null || isNumber(value);
const isText = (value: unknown): value is string => typeof value === 'string';
const isTextOrNull = (value: unknown): value is string | null => value === null || isText(value);

function isUser(value: unknown): value is User {
  if (!isRecord(value)) return false;
  return (
    [value.username, value.origin].every(isText) &&
    [value.userId, value.createdAtMicros].every(isNumber) &&
    isSealedSeed(value.sealedSeed) &&
    isTextOrNull(value.kitSeedHash) &&
    isList(value.wallets, isWallet)
  );
}

function isSealedSeed(value: unknown): value is SealedSeed {
  return isRecord(value) && [value.salt, value.nonce, value.ciphertext].every(isText);
}

function isWallet(value: unknown): value is WalletRecord {
  if (!isRecord(value)) return false;
  return (
    [value.id, value.protocol, value.address].every(isText) &&
    [value.index, value.addressFromMs, value.activeFromMs].every(isNumberOrNull) &&
    isNumber(value.createdAtMicros) &&
    isList(value.balances, isBalance)
  );
}

function isBalance(value: unknown): value is BalanceRecord {
  if (!isRecord(value) || !isText(value.assetId) || !isText(value.amount)) return false;
  return /^\d+$/.test(value.amount) && (value.unlisted === undefined || value.unlisted === true);
}

function isToken(value: unknown): value is TokenRecord {
  if (!isRecord(value)) return false;
  return (
    [value.username, value.clientId].every(isText) &&
    [value.access, value.refresh].every(isTextOrNull) &&
    isNumber(value.accessExpiresAtMs) &&
    isList(value.scopes, (scope): scope is string => isText(scope) && isScope(scope))
  );
}

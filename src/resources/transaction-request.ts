import { InvalidInputError } from '../errors.ts';
import { assertPassword, type GasPriceLevel, toOptionalWireAmount, toWireAmount, toWireGasPrice } from './money.ts';

export interface CreateTransaction {
  /** The user's password: sent once, not kept. */
  password: string;
  /** Must be one of the wallet's balances. */
  assetId: string;
  /** Checked for the wallet's own network before anything is sent. */
  recipient: string;
  /** In the smallest unit: {@link parseAmount}. */
  quantity: bigint;
  /** Total, in the smallest unit. Not together with the gas fields. @default the server's choice */
  fee?: bigint | undefined;
  /** Total gas, the 21000 of every transaction included. */
  gasLimit?: bigint | undefined;
  /** In Wei, or a named speed. */
  gasPrice?: bigint | GasPriceLevel | undefined;
  /** Have the fee sent to the wallet first. @default the server's: ERC20 yes, native asset no */
  fund?: boolean | undefined;
  /** Answer at once with a QUEUED transaction that has no hash yet. @default false */
  async?: boolean | undefined;
  /** Send although the same send is open in the journal. @default false */
  sendAgain?: boolean | undefined;
}

export interface CreateRawTransaction {
  password: string;
  /** Unsigned, RLP. */
  rawTx: string;
  /** @default 'hex' */
  inputFormat?: 'hex' | 'base64' | undefined;
  fund?: boolean | undefined;
  /** Send although one that does the same is open in the journal. @default false */
  sendAgain?: boolean | undefined;
}

export interface CreateComplexTransaction {
  password: string;
  /** Contract 3.5: `type`, `to`, `value`, `abi` of one function, `parameters`, `gas_limit`, `gas_price`; integers as decimal strings. */
  tx: Record<string, unknown>;
  fund?: boolean | undefined;
  /** Send although one that does the same is open in the journal. @default false */
  sendAgain?: boolean | undefined;
}

/** The body of contract 3.5. @throws {InvalidInputError} for what cannot be right; nothing was sent. */
export function toCreateBody(options: CreateTransaction): object {
  const { password, assetId, recipient, fee, gasLimit, gasPrice, fund, async } = options;
  assertPassword(password);
  if (fee !== undefined && (gasLimit !== undefined || gasPrice !== undefined)) {
    throw new InvalidInputError('fee cannot be given together with gasLimit or gasPrice: it is their product.', {
      hint: 'Give the one or the others.',
    });
  }
  if (typeof assetId !== 'string' || assetId === '') {
    throw new InvalidInputError('assetId is missing.', { hint: "Take it from the wallet's balances." });
  }
  // JSON leaves out what is undefined, so absent stays apart from zero and false.
  return {
    password,
    asset_id: assetId,
    recipient,
    quantity: toWireAmount('quantity', options.quantity),
    fee: toOptionalWireAmount('fee', fee),
    gas_limit: toOptionalWireAmount('gasLimit', gasLimit),
    gas_price: toWireGasPrice(gasPrice),
    fund,
    async,
  };
}

/** @throws {InvalidInputError} */
export function decodeRaw(text: string, format: 'hex' | 'base64'): Uint8Array {
  const form = { hex: /^(0x)?([0-9a-f]{2})+$/i, base64: /^[A-Za-z0-9+/]+={0,2}$/ }[format];
  if (form && typeof text === 'string' && form.test(text)) {
    return Buffer.from(format === 'hex' ? text.replace(/^0x/i, '') : text, format);
  }
  throw new InvalidInputError(
    `rawTx is not ${format === 'hex' || format === 'base64' ? format : 'in a known format'}.`,
    { hint: "inputFormat is 'hex' or 'base64'." },
  );
}

/** A copy of the call as it goes over the wire. @throws {InvalidInputError} for what JSON cannot hold, or is no object */
export function copyCall(tx: Record<string, unknown>): Record<string, unknown> {
  if (typeof tx !== 'object' || tx === null || Array.isArray(tx)) {
    throw new InvalidInputError('tx must be an object that describes the call (contract 3.5).', {
      hint: 'It has type, to, value, abi and parameters.',
    });
  }
  try {
    return JSON.parse(JSON.stringify(tx));
  } catch {
    throw new InvalidInputError('tx holds what JSON cannot: a bigint, or itself.', {
      hint: 'Write integers as decimal strings.',
    });
  }
}

import { createHash } from 'node:crypto';
import type { UnsignedTransaction } from '../chain/index.ts';
import type { CallRecord } from '../send-record.ts';

/** What a raw or complex transaction does, apart from what it costs. */
export type CallFacts = Pick<CallRecord, 'kind' | 'digest' | 'to' | 'value' | 'call'>;

const LONGEST_TEXT = 300;
const LONGEST_DATA = 100;

/**
 * Of a raw transaction. Its nonce, gas price and gas limit are left out of the digest: a program that makes it anew after an unknown
 * outcome gives it the next nonce, and with that one it is paid a second time. Bytes that cannot be read are compared as they are.
 */
export function rawCallFacts(bytes: Uint8Array, transaction: UnsignedTransaction | undefined): CallFacts {
  if (!transaction) {
    const call = `${bytes.length} bytes that cannot be read: ${hexOf(bytes)}`;
    return { kind: 'raw', digest: digestOf(['raw', hexOf(bytes, bytes.length)]), to: null, value: null, call };
  }
  const { to, data } = transaction;
  const value = transaction.value.toString();
  const digest = digestOf(['raw', to, value, hexOf(data, data.length)]);
  const what = to === null ? 'creates a contract with' : 'calls it with';
  return {
    kind: 'raw',
    digest,
    to,
    value,
    call: data.length === 0 ? null : `${what} ${data.length} bytes: ${hexOf(data)}`,
  };
}

/** Of a complex transaction (contract 3.5). What only describes the function otherwise, or prices it, is left out of the digest. */
export function complexCallFacts({ type, to, value, abi, parameters }: Record<string, unknown>): CallFacts {
  const given = Array.isArray(parameters) ? parameters : [];
  const wei = weiOf(value);
  return {
    kind: 'complex',
    digest: digestOf(['complex', type, to, wei ?? value, signatureOf(abi), parameters]),
    to: typeof to === 'string' ? clip(to) : null,
    value: wei ?? null,
    call: clip(`${nameOf(abi) ?? '(a function without a name)'}(${given.map(textOf).join(', ')})`),
  };
}

/** Absent is none. */
function weiOf(value: unknown): string | undefined {
  if (value === undefined || value === null) return '0';
  const text = String(value);
  return /^(\d{1,78}|0x[0-9a-f]{1,64})$/i.test(text) ? BigInt(text).toString() : undefined;
}

/** Name and types decide which function it is; names of parameters, outputs and the rest do not. */
function signatureOf(abi: unknown): unknown {
  const name = nameOf(abi);
  if (name === undefined) return abi;
  return [name, typesOf((abi as { inputs?: unknown }).inputs)];
}

function typesOf(inputs: unknown): unknown {
  if (!Array.isArray(inputs)) return [];
  return inputs.map((input: unknown) => {
    const { type, components } = (input ?? {}) as { type?: unknown; components?: unknown };
    return components === undefined ? type : [type, typesOf(components)];
  });
}

function nameOf(abi: unknown): string | undefined {
  const name = typeof abi === 'object' && abi !== null && 'name' in abi ? abi.name : undefined;
  return typeof name === 'string' ? name : undefined;
}

function digestOf(what: unknown): string {
  return createHash('sha256')
    .update(JSON.stringify(canonical(what)))
    .digest('hex');
}

/** The same for what means the same: hexadecimal in any case, numbers with and without quotes, members in any order. */
function canonical(value: unknown): unknown {
  if (typeof value === 'number') return String(value);
  if (typeof value === 'string') return /^0x[0-9a-f]*$/i.test(value) ? value.toLowerCase() : value;
  if (Array.isArray(value)) return value.map(canonical);
  if (typeof value !== 'object' || value === null) return value;
  return Object.entries(value)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, member]) => [name, canonical(member)]);
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value ?? null);
}

function clip(text: string): string {
  return text.length <= LONGEST_TEXT ? text : `${text.slice(0, LONGEST_TEXT)}…`;
}

function hexOf(bytes: Uint8Array, longest = LONGEST_DATA): string {
  const digits = Buffer.from(bytes.subarray(0, longest)).toString('hex');
  return `0x${digits}${bytes.length > longest ? '…' : ''}`;
}

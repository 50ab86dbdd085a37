import type { Context } from '../../context.ts';
import { UsageError } from '../../errors.ts';
import { readInputFile } from '../../input-file.ts';
import type { PasswordOptions } from '../../money/account-password.ts';
import { callContract } from '../../money/call-contract.ts';
import type { ConfirmOptions, Facts } from '../../money/confirm.ts';
import { feeText, inBothUnits } from '../../money/fee-text.ts';
import { printSent } from '../../money/print-sent.ts';
import { openHolder } from '../../wallet-access.ts';

export interface ComplexOptions extends PasswordOptions, ConfirmOptions {
  walletId: string;
  /** A file. */
  tx: string;
  fund?: boolean;
  wait?: boolean;
  sendAgain?: boolean;
}

type Call = Record<string, unknown>;

const LARGEST_CALL_BYTES = 2 ** 20;

export async function run(
  { walletId, tx: file, fund, sendAgain, ...options }: ComplexOptions,
  context: Context,
): Promise<void> {
  const tx = await readCall(file);
  const holder = await openHolder(context);
  const created = await callContract(context, holder, walletId, {
    ...options,
    fund,
    sendAgain,
    facts: factsOf(tx),
    send: (password) => holder.client.transactions.createComplex(walletId, { password, tx, fund, sendAgain }),
  });
  await printSent(context, holder.client, created, options);
}

async function readCall(file: string): Promise<Call> {
  const { bytes } = await readInputFile(file, { largestBytes: LARGEST_CALL_BYTES, hint: 'Check --tx.' });
  const value = parse(bytes.toString('utf8'));
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return { ...value };
  throw new UsageError(
    `The file ${file} is no JSON object.`,
    'It describes a call: type, to, value, abi, parameters, gas_limit, gas_price; integers as decimal strings.',
  );
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The call as the file has it; the server says what is wrong with it. */
function factsOf({ to, value, abi, parameters, gas_limit, gas_price }: Call): Facts {
  return [
    ['To', asText(to)],
    ['Amount', isDigits(value) ? inBothUnits(value, 'ethereum') : asText(value ?? '0')],
    ['Calls', `${functionName(abi)}(${(Array.isArray(parameters) ? parameters : []).map(asText).join(', ')})`],
    ['Fee', feeText({ ...gas('gasLimit', gas_limit), ...gas('gasPrice', gas_price) }, 'ethereum')],
  ];
}

function functionName(abi: unknown): string {
  const name = typeof abi === 'object' && abi !== null && 'name' in abi ? abi.name : undefined;
  return typeof name === 'string' ? name : '(a function without a name)';
}

function gas(name: 'gasLimit' | 'gasPrice', value: unknown): Record<string, bigint> {
  return isDigits(value) ? { [name]: BigInt(value) } : {};
}

function isDigits(value: unknown): value is string {
  return typeof value === 'string' && /^\d{1,78}$/.test(value);
}

function asText(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value ?? null);
}

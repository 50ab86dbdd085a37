import type { Argument, Option } from 'commander';
import { commandTree, type DefinedCommand } from '../support/command-tree.ts';
import { kindOf, takesValue } from './kinds.ts';

export const { commands, globalOptions } = commandTree();

/** Commands that do something: a noun alone is one of them under another name. */
export const verbs: readonly DefinedCommand[] = commands.filter(({ name, isNoun }) => name !== '' && !isNoun);

/** What a command needs besides its arguments and mandatory options. */
const NEEDS: Readonly<Record<string, readonly string[]>> = {
  'wallets sign': ['--hash', '00'.repeat(32)],
  'transactions send': ['--amount', '0.1', '--yes'],
  'transactions settle': ['--yes'],
  'transactions raw': ['--yes'],
  'transactions complex': ['--yes'],
  sandbox: ['--port', '0'],
};

/** The same where an option takes the place of a part of that. */
const NEEDS_WITH: Readonly<Record<string, readonly string[]>> = {
  'wallets sign --hash': [],
  'wallets sign --message': [],
  'wallets sign --file': ['--digest', 'sha256'],
  'wallets sign --digest': ['--file', 'file.txt'],
  'transactions send --amount': ['--yes'],
  'transactions send --quantity': ['--yes'],
  'sandbox --port': [],
  'investment configure --environment': ['--client-id', 'c', '--key-id', 'k', '--key-file', 'key.pem'],
};

/** One value in an otherwise good command line. */
export interface Slot {
  command: DefinedCommand;
  /** Undefined: the command line as it is good. */
  at: Argument | Option | undefined;
}

/** Every place of every command where a value can stand, and each command without any. */
export const slots: readonly Slot[] = verbs.flatMap((command) => [
  { command, at: undefined },
  ...[...command.args, ...command.options.filter(takesValue), ...globalOptions.filter(takesValue)].map((at) => ({
    command,
    at,
  })),
]);

export function slotName({ command, at }: Slot): string {
  return at === undefined ? command.name : `${command.name} ${nameOf(at)}`;
}

/** For messages: a value may be very long. */
export function short(text: string): string {
  return JSON.stringify(text.length > 120 ? `${text.slice(0, 120)}… (${text.length})` : text);
}

export function nameOf(at: Argument | Option): string {
  return 'flags' in at ? (at.long ?? at.flags) : at.name();
}

/** The command's words and all that it needs, with `value` in the slot. */
export function lineWith({ command, at }: Slot, value: string): string[] {
  const args = command.args.map((argument) => (argument === at ? value : kindOf(argument, command.name).good));
  const options = command.options
    .filter((option) => option.mandatory && option !== at)
    .flatMap((option) => [option.long ?? '', kindOf(option).good]);
  const needs = NEEDS_WITH[at ? `${command.name} ${nameOf(at)}` : ''] ?? NEEDS[command.name] ?? [];
  const slot = at && 'flags' in at ? [`${at.long}=${value}`] : [];
  // An argument may look like an option; it is none after the two dashes.
  return [...command.name.split(' '), ...options, ...needs, ...slot, ...(args.length > 0 ? ['--', ...args] : [])];
}

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Command } from 'commander';
import { createContext } from '../../../src/cli/context.ts';
import { createProgram } from '../../../src/cli/program/program.ts';
import { FakeTerminal } from './fake-terminal.ts';
import { ADDRESS, ETHER_WALLET } from './hostile-api.ts';

const KEPT_APART = 'is tested by itself';

/** For every command, lines that bring about all that it prints; or why there is none here. */
export function commandLines(folder: string): Record<string, readonly (readonly string[])[] | string> {
  const call = join(folder, 'call.json');
  const contract = { type: 'function_call', to: ADDRESS, value: '1', abi: { name: 'f' }, parameters: [] };
  writeFileSync(call, JSON.stringify(contract));
  const money = [ETHER_WALLET, '--yes', '--wait'];
  const toSend = ['--to', ADDRESS, '--amount', '0.1', '--asset', 'ETH', '--send-again'];
  return {
    login: [['login', '--username', 'ada']],
    logout: KEPT_APART,
    status: [['status']],
    token: [['token']],
    'wallets list': [['wallets', 'list']],
    'wallets show': [['wallets', 'show', 'any']],
    'wallets create': [['wallets', 'create', '--asset', 'ETH']],
    'wallets sign': [['wallets', 'sign', ETHER_WALLET, '--hash', '11'.repeat(32)]],
    'transactions list': [['transactions', 'list', 'any']],
    'transactions show': [['transactions', 'show', 'any', 'any']],
    'transactions pending': [['transactions', 'pending']],
    'transactions settle': [
      ['transactions', 'settle', 'send', '--yes'],
      ['transactions', 'settle', 'call', '--yes'],
    ],
    'transactions send': [['transactions', 'send', ...money, ...toSend]],
    'transactions raw': [['transactions', 'raw', ...money, '--tx', 'c0', '--format', 'hex']],
    'transactions complex': [['transactions', 'complex', ...money, '--tx', call]],
    'utxos list': [['utxos', 'list', 'any']],
    'assets list': [['assets', 'list']],
    'assets show': [['assets', 'show', 'any']],
    offboard: [['offboard', '--out', join(folder, 'keys.zip')]],
    echo: [['echo', '*']],
    'profiles list': [['profiles', 'list']],
    'profiles use': [['profiles', 'use', 'default']],
    'profiles remove': KEPT_APART,
    'investment list': [['investment', 'list']],
    'investment configure': 'asks no server; what it prints is what was typed, and recordView prints it',
    'investment token': 'prints a token, which its shape check holds to letters and digits',
    'investment request': KEPT_APART,
    'investment sign': 'prints what was typed, and signatures made here',
    sandbox: 'prints what it made itself',
    demo: 'is the interactive wallet on what it made itself',
    completion: 'prints the definitions of the commands',
  };
}

/** As the program itself defines them, without those that only hold others, and without help, which prints the definitions. */
export function commandsOfTheProgram(): string[] {
  const { program } = createProgram(createContext(new FakeTerminal().host, new AbortController().signal));
  const leaves = (command: Command, path: readonly string[]): string[] =>
    command.commands.length === 0
      ? [path.join(' ')]
      : command.commands.flatMap((child) => leaves(child, [...path, child.name()]));
  return leaves(program, []).filter((name) => !/\bhelp$/.test(name));
}

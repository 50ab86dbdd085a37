import type { Command } from 'commander';
import { type Definition, example, runs, unknownCommand } from './define.ts';

interface HelpOptions {
  command: readonly string[];
}

/**
 * `help`, and `help` of every noun. Not commander's own, which takes its exit code from that of the process, and answers an unknown
 * command with the help of another.
 */
export function defineHelp(definition: Definition): void {
  const { program } = definition;
  for (const noun of program.commands.filter((child) => child.commands.length > 0)) {
    defineFor(noun, noun.command('help', { hidden: true }), definition);
  }
  example(defineFor(program, program.command('help'), definition), 'upvest-wallet help wallets list');
}

function defineFor(owner: Command, help: Command, definition: Definition): Command {
  help.description('print help for a command').argument('[command...]', 'the command');
  return runs<HelpOptions>(help, definition, async () => ({
    run: async ({ command = [] }) => find(owner, command).outputHelp(),
  }));
}

function find(owner: Command, words: readonly string[]): Command {
  return words.reduce((command, word) => {
    const child = command.commands.find((one) => one.name() === word);
    if (!child) throw unknownCommand(command, word);
    return child;
  }, owner);
}

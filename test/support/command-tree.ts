import type { Argument, Command, Option } from 'commander';
import { createContext } from '../../src/cli/context.ts';
import type { Host } from '../../src/cli/host.ts';
import { createProgram } from '../../src/cli/program/program.ts';

/** A command of the terminal as its own definition has it. */
export interface DefinedCommand {
  /** Its words, apart by blanks; empty for the program alone. */
  name: string;
  args: readonly Argument[];
  /** Without those that every command takes. */
  options: readonly Option[];
  /** A noun, whose name alone means one of its commands. */
  isNoun: boolean;
}

export interface CommandTree {
  commands: readonly DefinedCommand[];
  /** That every command takes. */
  globalOptions: readonly Option[];
}

/** Every command and option, asked of the program itself: a new one is there without anybody thinking of it. */
export function commandTree(): CommandTree {
  const nowhere = { write: () => true };
  const host = { stdin: {}, stdout: nowhere, stderr: nowhere, env: {} } as unknown as Host;
  const { program } = createProgram(createContext(host, new AbortController().signal));
  return { commands: below(program, []), globalOptions: program.options };
}

function below(command: Command, words: readonly string[]): DefinedCommand[] {
  const self = {
    name: words.join(' '),
    args: command.registeredArguments,
    options: words.length === 0 ? [] : command.options,
    isNoun: words.length > 0 && command.commands.length > 0,
  };
  return [self, ...command.commands.flatMap((child) => below(child, [...words, child.name()]))];
}

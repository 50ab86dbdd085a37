import type { Command } from 'commander';

/** A place on the command line, and what may be written there. */
export interface CompletionNode {
  /** Words that lead here, such as `wallets list`; empty for the program itself. */
  path: string;
  /** Commands, and the values that an argument may have. */
  words: { word: string; description: string }[];
  options: { flag: string; description: string; values: readonly string[] }[];
}

export function completionTree(program: Command): CompletionNode[] {
  const everywhere = optionsOf(program);
  const visit = (command: Command, path: string): CompletionNode[] => {
    const own = command === program ? [] : optionsOf(command);
    const node = { path, words: wordsOf(command), options: [...own, ...everywhere] };
    return [node, ...visible(command).flatMap((child) => visit(child, `${path} ${child.name()}`.trim()))];
  };
  return visit(program, '');
}

function wordsOf(command: Command): CompletionNode['words'] {
  const commands = visible(command).map((child) => ({ word: child.name(), description: child.description() }));
  const values = command.registeredArguments.flatMap(({ argChoices = [], description }) =>
    argChoices.map((word) => ({ word, description })),
  );
  return [...commands, ...values];
}

function visible(command: Command): Command[] {
  return [...command.createHelp().visibleCommands(command)];
}

function optionsOf(command: Command): CompletionNode['options'] {
  return command.options.map(({ long, short, description, argChoices }) => ({
    flag: long ?? short ?? '',
    description,
    values: argChoices ?? [],
  }));
}

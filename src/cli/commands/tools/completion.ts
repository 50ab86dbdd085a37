import type { Command } from 'commander';
import type { Context } from '../../context.ts';
import { bashScript, fishScript, type Shell, zshScript } from './completion-scripts.ts';
import { completionTree } from './completion-tree.ts';

export interface CompletionOptions {
  shell: Shell;
}

const SCRIPTS = { bash: bashScript, zsh: zshScript, fish: fishScript };

/** The script is made from the very definitions that parse the command line, so the two cannot disagree. */
export function completionCommand(program: Command) {
  return {
    run: async ({ shell }: CompletionOptions, { io }: Context) =>
      io.writeLines(SCRIPTS[shell](completionTree(program))),
  };
}

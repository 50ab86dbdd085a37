import { Argument } from 'commander';
import { asItIs, type Definition, example, runs } from '../../program/define.ts';
import type { CompletionOptions } from './completion.ts';
import type { Shell } from './completion-scripts.ts';
import type { EchoOptions } from './echo.ts';

const SHELLS: readonly Shell[] = ['bash', 'zsh', 'fish'];

export function defineTools(definition: Definition): void {
  const { program } = definition;
  const echo = program
    .command('echo')
    .description('send a text to be sent back: shows that login and connection work')
    .argument('<text>', 'any text', asItIs);
  example(echo, "upvest-wallet echo 'Hello, wallet'");
  runs<EchoOptions>(echo, definition, () => import('./echo.ts'));

  const completion = program
    .command('completion')
    .description('print a completion script for a shell')
    .addArgument(new Argument('<shell>', 'which shell').choices(SHELLS));
  example(completion, 'source <(upvest-wallet completion bash)', 'upvest-wallet completion fish | source');
  runs<CompletionOptions>(completion, definition, async () => {
    const { completionCommand } = await import('./completion.ts');
    return completionCommand(program);
  });
}

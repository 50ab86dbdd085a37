import { Command, type OutputConfiguration } from 'commander';
import { VERSION } from '../../version.ts';
import { defineAssets } from '../commands/assets/definition.ts';
import { defineInvestment } from '../commands/investment/definition.ts';
import { defineOffboard } from '../commands/offboard/definition.ts';
import { defineProfiles } from '../commands/profiles/definition.ts';
import { defineSandbox } from '../commands/sandbox/definition.ts';
import { defineSession } from '../commands/session/definition.ts';
import { defineTools } from '../commands/tools/definition.ts';
import { defineTransactions } from '../commands/transactions/definition.ts';
import { defineUtxos } from '../commands/utxos/definition.ts';
import { defineWallets } from '../commands/wallets/definition.ts';
import type { Context } from '../context.ts';
import { commandPath, type Definition, type Outcome } from './define.ts';
import { defineHelp } from './help-command.ts';
import { addGlobalOptions, applyGlobalOptions } from './options.ts';
import { translateParseError } from './parse-errors.ts';

const HELP_WIDTH = 80;

/** The whole command line. Building it loads commander and nothing else. */
export function createProgram(context: Context): { program: Command; outcome: Outcome } {
  const outcome: Outcome = { exitCode: 0 };
  const program = new Command('upvest-wallet')
    .description('A wallet for the Upvest Blockchain API. Alone on a terminal, it opens the interactive wallet.')
    .version(VERSION, '-V, --version', 'print the version')
    .helpOption('-h, --help', 'print help')
    .configureHelp({ showGlobalOptions: true, helpWidth: Math.min(context.io.width ?? HELP_WIDTH, 120) })
    .showSuggestionAfterError(true);
  addGlobalOptions(program);
  program.configureOutput(quietOutput(context));
  const definition: Definition = { program, context, outcome };
  defineSession(definition);
  defineWallets(definition);
  defineTransactions(definition);
  defineUtxos(definition);
  defineAssets(definition);
  defineOffboard(definition);
  defineInvestment(definition);
  defineProfiles(definition);
  defineSandbox(definition);
  defineTools(definition);
  defineHelp(definition);
  throwInsteadOfExiting(program, () => applyGlobalOptions(program.opts(), context));
  program.hook('preAction', () => applyGlobalOptions(program.opts(), context));
  return { program, outcome };
}

/** Help goes to stdout; the printing of errors is ours. */
function quietOutput({ io }: Context): OutputConfiguration {
  return {
    writeOut: (text) => io.host.stdout.write(text),
    writeErr: () => undefined,
    outputError: () => undefined,
    getOutHasColors: () => false,
    getErrHasColors: () => false,
  };
}

/** commander ends the process by default. Even for an error, the options that are known decide how it is printed. */
function throwInsteadOfExiting(command: Command, beforeThrowing: () => void): void {
  command.exitOverride((error) => {
    beforeThrowing();
    throw translateParseError(error, `${commandPath(command)} --help`);
  });
  for (const child of command.commands) throwInsteadOfExiting(child, beforeThrowing);
}

import { Command } from 'commander';
import { VERSION } from '../../version.ts';
import { defineAssets } from '../commands/assets/definition.ts';
import { defineProfiles } from '../commands/profiles/definition.ts';
import { defineSandbox } from '../commands/sandbox/definition.ts';
import { defineSession } from '../commands/session/definition.ts';
import { defineTools } from '../commands/tools/definition.ts';
import { defineWallets } from '../commands/wallets/definition.ts';
import type { Context } from '../context.ts';
import { commandPath, type Definition, type Outcome } from './define.ts';
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
    .helpCommand('help [command]', 'print help for a command')
    .configureHelp({ showGlobalOptions: true, helpWidth: Math.min(context.io.width ?? HELP_WIDTH, 120) })
    .showSuggestionAfterError(true);
  addGlobalOptions(program);
  prepare(program, context);
  const definition: Definition = { program, context, outcome };
  defineSession(definition);
  defineWallets(definition);
  defineAssets(definition);
  defineProfiles(definition);
  defineSandbox(definition);
  defineTools(definition);
  program.hook('preAction', () => applyGlobalOptions(program.opts(), context));
  return { program, outcome };
}

/** Turns commander's ways of ending a process into exceptions and leaves the printing of errors to us. */
function prepare(program: Command, context: Context): void {
  const { stdout } = context.io.host;
  program.configureOutput({
    writeOut: (text) => stdout.write(text),
    writeErr: () => undefined,
    outputError: () => undefined,
    getOutHasColors: () => false,
    getErrHasColors: () => false,
  });
  program.exitOverride((error) => {
    applyGlobalOptions(program.opts(), context);
    throw translateParseError(error, `${commandPath(program)} --help`);
  });
}

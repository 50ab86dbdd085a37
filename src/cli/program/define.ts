import type { Command } from 'commander';
import type { Context } from '../context.ts';
import { UsageError } from '../errors.ts';
import { closest } from './closest.ts';

/** A command's work. A number it answers with is the exit code. */
export type Run<Options> = (options: Options, context: Context) => Promise<number | undefined> | Promise<void>;

/** What the actions leave behind for main. */
export interface Outcome {
  exitCode: number;
}

/** What defining a noun's commands takes. */
export interface Definition {
  program: Command;
  context: Context;
  outcome: Outcome;
}

/**
 * Gives a command its work, which is loaded only when the command runs. Arguments arrive as members of the options.
 *
 * @param load imports the command's module
 */
export function runs<Options extends object>(
  command: Command,
  { context, outcome }: Definition,
  load: () => Promise<{ run: Run<Options> }>,
): Command {
  return command.allowExcessArguments(true).action(async () => {
    refuseMistypedVerb(command);
    refuseExcess(command);
    refuseEmpty(command);
    const values = command.registeredArguments.map((argument, index) => [
      argument.name(),
      command.processedArgs[index],
    ]);
    const { run } = await load();
    outcome.exitCode = (await run({ ...command.opts(), ...Object.fromEntries(values) } as Options, context)) ?? 0;
  });
}

/** An example for `--help`; every command has one. */
export function example(command: Command, ...lines: readonly string[]): Command {
  return command.addHelpText('after', `\nExamples:\n${lines.map((line) => `  $ ${line}`).join('\n')}`);
}

/** Where the list of a noun takes an id, a mistyped verb would otherwise be looked up as one. */
function refuseMistypedVerb(command: Command): void {
  const [first] = command.args;
  if (command.name() !== 'list' || !command.parent || first === undefined || command.registeredArguments.length === 0)
    return;
  const meant = closest(
    first,
    command.parent.commands.map((child) => child.name()),
  );
  if (meant === undefined) return;
  const noun = commandPath(command.parent);
  throw new UsageError(`${noun} has no command '${first}'.`, `Did you mean ${meant}? See also: ${noun} --help`);
}

/** Since a noun alone means its list, an unknown verb would otherwise be called an argument too many. */
function refuseExcess(command: Command): void {
  const excess = command.args[command.registeredArguments.length];
  if (excess === undefined || command.registeredArguments.at(-1)?.variadic) return;
  const { parent } = command;
  const isImplied = parent?.parent != null && parent.args[0] !== command.name();
  if (parent && !isImplied)
    throw new UsageError(`'${excess}' is one argument too many.`, `See: ${commandPath(command)} --help`);
  throw unknownCommand(parent ?? command, command.args[0] ?? excess);
}

export function unknownCommand(noun: Command, word: string): UsageError {
  const known = noun.commands.filter((child) => child.name() !== 'help').map((child) => child.name());
  const meant = closest(word, known);
  return new UsageError(
    `${commandPath(noun)} has no command '${word}'.`,
    meant === undefined
      ? `It has: ${known.join(', ') || 'none'}.`
      : `Did you mean ${meant}? See also: ${commandPath(noun)} --help`,
  );
}

/** Nobody means an empty value: it comes of a variable that is not set. What has a parser has its own say (see {@link asItIs}). */
function refuseEmpty(command: Command): void {
  const given = [
    ...[command, rootOf(command)].flatMap((owner) =>
      owner.options
        .filter((option) => option.parseArg === undefined)
        .map((option) => [option.long ?? option.flags, owner.getOptionValue(option.attributeName())]),
    ),
    ...command.registeredArguments.flatMap((argument, index) =>
      argument.parseArg === undefined ? [[`The argument ${argument.name()}`, command.processedArgs[index]]] : [],
    ),
  ];
  const empty = given.find(([, value]) => value === '');
  if (!empty) return;
  throw new UsageError(`${empty[0]} is empty.`, 'Give it a value; a variable that is not set has none.');
}

/** The parser of texts that may be empty. */
export function asItIs(text: string): string {
  return text;
}

function rootOf(command: Command): Command {
  return command.parent ? rootOf(command.parent) : command;
}

export function commandPath(command: Command): string {
  return command.parent ? `${commandPath(command.parent)} ${command.name()}` : command.name();
}

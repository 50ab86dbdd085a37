import { CommanderError } from 'commander';
import { UsageError } from '../errors.ts';

/** `--help` or `--version` was answered; nothing is left to do. */
export class HelpShown extends Error {}

/** commander's words as an error of ours: what is wrong, and what may have been meant or where to read on. */
export function translateParseError(error: unknown, helpCommand: string): unknown {
  if (!(error instanceof CommanderError)) return error;
  if (error.exitCode === 0) return new HelpShown();
  const message = error.message.replace(/^error: /, '');
  // What was typed may hold line breaks, too.
  const suggestion = /\n\((Did you mean [^\n]*)\)$/.exec(message);
  return new UsageError(
    sentence(message.slice(0, suggestion?.index)),
    suggestion ? `${suggestion[1]} See also: ${helpCommand}` : `See: ${helpCommand}`,
  );
}

function sentence(text: string): string {
  const begun = text.charAt(0).toUpperCase() + text.slice(1);
  return /[.!?]$/.test(begun) ? begun : `${begun}.`;
}

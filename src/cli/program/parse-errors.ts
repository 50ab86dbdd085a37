import { CommanderError } from 'commander';
import { UsageError } from '../errors.ts';

/** `--help` or `--version` was answered; nothing is left to do. */
export class HelpShown extends Error {}

/** commander's words as an error of ours: what is wrong, and what may have been meant or where to read on. */
export function translateParseError(error: unknown, helpCommand: string): unknown {
  if (!(error instanceof CommanderError)) return error;
  if (error.exitCode === 0) return new HelpShown();
  const [first = '', ...rest] = error.message.split('\n');
  const suggestion = rest
    .join(' ')
    .trim()
    .replace(/^\((.*)\)$/, '$1');
  return new UsageError(
    sentence(first.replace(/^error: /, '')),
    suggestion === '' ? `See: ${helpCommand}` : `${suggestion} See also: ${helpCommand}`,
  );
}

function sentence(text: string): string {
  const begun = text.charAt(0).toUpperCase() + text.slice(1);
  return /[.!?]$/.test(begun) ? begun : `${begun}.`;
}

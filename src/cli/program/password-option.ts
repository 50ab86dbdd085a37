import type { Command } from 'commander';
import { VARIABLES } from '../environment.ts';

/** For commands whose call needs the user's password each time. */
export function passwordOption(command: Command): Command {
  return command.option(
    '--password-stdin',
    `read the password from stdin; else ${VARIABLES.password}, else it is asked for`,
  );
}

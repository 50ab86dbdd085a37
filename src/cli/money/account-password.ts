import { ApiError } from '../../index.ts';
import type { Context } from '../context.ts';
import { VARIABLES } from '../environment.ts';
import { UsageError, WrongPasswordError } from '../errors.ts';
import { sanitizeBounded } from '../output/sanitize.ts';
import { readPassword } from '../stdin-secret.ts';

export interface PasswordOptions {
  passwordStdin?: boolean;
}

/** Makes a call with the user's password. */
export type WithPassword = <T>(call: (password: string) => Promise<T>) => Promise<T>;

/** How often a password may be typed. */
const ATTEMPTS = 3;

/**
 * Where the password will come from for the calls that need it each time: stdin, the variable, or a prompt that names the user. It is
 * sent and forgotten. A refused one was not carried out, so that a typed one may be typed again.
 *
 * @throws {UsageError} where it would have to be asked for and nobody is there. Nothing was sent.
 */
export async function accountPassword(
  context: Context,
  username: string,
  { passwordStdin = false }: PasswordOptions,
): Promise<WithPassword> {
  const { io, env } = context;
  const given = passwordStdin ? await readPassword(io.host.stdin) : env.password;
  if (given !== undefined) return async (call) => call(given).catch(refused(username));
  if (io.canPrompt) return asking(context, username);
  throw new UsageError(
    `This needs the password of ${username} each time, and nobody is there to be asked.`,
    `Send it with --password-stdin, or set ${VARIABLES.password}.`,
  );
}

function asking({ io, prompter }: Context, username: string): WithPassword {
  return async (call) => {
    for (let attempt = 1; ; attempt += 1) {
      const password = await prompter.secret({ message: `Password of ${username}:` });
      try {
        return await call(password);
      } catch (error) {
        if (!isWrongPassword(error) || attempt === ATTEMPTS) return refused(username)(error);
        io.errorLine(
          `${io.errorPaint.red('Wrong:')} This is not the password of ${sanitizeBounded(username)}. Try again.`,
        );
      }
    }
  };
}

/** With these a server says that something in the request is not right; others, such as 429, speak of something else. */
const WRONG_INPUT = [400, 401, 403, 422];

/** Status and code of this refusal are not documented; its place is (contract 3.6). */
function isWrongPassword(error: unknown): boolean {
  if (!(error instanceof ApiError) || !WRONG_INPUT.includes(error.status)) return false;
  return error.details.some(({ location }) => location === 'password');
}

function refused(username: string): (error: unknown) => never {
  return (error) => {
    if (!isWrongPassword(error)) throw error;
    throw new WrongPasswordError(
      `The API refused the password of ${username}; nothing was carried out.`,
      'Check the password; it is the one of the login.',
    );
  };
}

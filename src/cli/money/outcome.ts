import { OutcomeUnknownError } from '../../index.ts';
import type { Context } from '../context.ts';
import { OutcomeOpenError } from '../errors.ts';

/** A command line of this program, for the same profile. */
export function commandLine({ global, env }: Context, words: string): string {
  const profile = global.profile ?? env.profile;
  return `upvest-wallet ${words}${profile === undefined ? '' : ` --profile ${profile}`}`;
}

/** For `catch`: an unknown outcome with the command that finds out; every other error as it is. */
export function withFindOut(next: string): (error: unknown) => never {
  return (error) => {
    if (!(error instanceof OutcomeUnknownError)) throw error;
    const { message, status, requestId } = error;
    throw Object.assign(new OutcomeOpenError(message, next), { status, requestId });
  };
}

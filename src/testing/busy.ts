import { TapeError } from './errors.ts';

let occupant: string | undefined;

/** One tape at a time: what one of them records or answers, another must not. @throws {TapeError} `busy` */
export function occupy(name: string, doing: 'recorded' | 'replayed'): () => void {
  if (occupant !== undefined) {
    throw new TapeError(
      'busy',
      `The tape "${name}" cannot be ${doing} now: ${occupant} in this process.`,
      'Close the one before the other begins; tests that run at the same time need files of their own.',
    );
  }
  occupant = `the tape "${name}" is being ${doing}`;
  return () => {
    occupant = undefined;
  };
}

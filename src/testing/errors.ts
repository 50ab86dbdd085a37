import { UpvestError } from '../errors.ts';

/**
 * Stable, for programs.
 * - `nock_missing`: nock is not installed, or not in a version that works.
 * - `busy`: another tape is being recorded or replayed in this process.
 * - `unknown_tape`: there is no such tape, or its name cannot be one.
 * - `unreadable_tape`: the file is no tape of this format.
 * - `recording_refused`: something was not understood, or a secret could not be told from other text. Nothing was written.
 * - `not_on_tape`: a request that the tape does not have, or not at this point.
 * - `not_replayed`: what `close()` found: requests that were not on the tape, or exchanges that nobody asked for.
 */
export type TapeErrorCode =
  | 'nock_missing'
  | 'busy'
  | 'unknown_tape'
  | 'unreadable_tape'
  | 'recording_refused'
  | 'not_on_tape'
  | 'not_replayed';

/** Recording or replaying failed. The message never holds a secret, also where it quotes a request. */
export class TapeError extends UpvestError {
  readonly code: TapeErrorCode;

  constructor(code: TapeErrorCode, message: string, hint?: string) {
    super(message, { hint });
    this.code = code;
  }
}

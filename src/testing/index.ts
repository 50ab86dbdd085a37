/** Tests that replay recorded traffic of the API. Everything here is documented where it is defined. */
export type { TapeClock } from './clock.ts';
export { TapeError, type TapeErrorCode } from './errors.ts';
export { type Recording, type RecordOptions, record } from './record.ts';
export { type Replay, type ReplayOptions, replay } from './replay.ts';
export type { TapeHeader } from './tape.ts';

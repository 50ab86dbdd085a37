import { closeSync, fstatSync } from 'node:fs';
import { isatty } from 'node:tty';

const STANDARD_STREAMS = [0, 1, 2];

/**
 * For the very end of the process, when nothing reads or writes any more. Node gives a terminal its modes back and aborts when that
 * fails, as it does when the terminal has gone: with another exit code than the promised one and, where the system keeps them, with a
 * core dump that holds whatever secret was typed. It leaves alone what is closed.
 */
export function closeLostTerminals(): void {
  for (const stream of STANDARD_STREAMS) {
    try {
      if (!isatty(stream) && fstatSync(stream).isCharacterDevice()) closeSync(stream);
    } catch {
      // It is closed already.
    }
  }
}

import { setTimeout as sleep } from 'node:timers/promises';
import { UpvestError } from '../../index.ts';
import type { Context } from '../context.ts';
import { OutcomeOpenError } from '../errors.ts';
import { sanitizeBounded } from '../output/sanitize.ts';

export interface Followed<T> {
  /** As it is now. */
  first: T;
  read: (signal: AbortSignal) => Promise<T>;
  isDone: (thing: T) => boolean;
  /** With its id, for sentences: "The transaction 0d8c…". */
  what: string;
  /** The command that looks again. */
  lookAgain: string;
  limitMs: number;
}

const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 30_000;

/**
 * Reads a thing until it is done, with growing pauses (contract 3.5), and tells every change of its status. What was begun goes on
 * whatever happens here: an end of the waiting, by Ctrl-C too, says so.
 *
 * @param onRead gets every state, so that the last one is known when this fails
 * @throws {OutcomeOpenError} the time was up, or it could not be read any more
 */
export async function follow<T extends { status: string }>(
  context: Context,
  { first, read, isDone, what, lookAgain, limitMs }: Followed<T>,
  onRead: (thing: T) => void = () => undefined,
): Promise<T> {
  const { io, clock, interrupt } = context;
  const goesOn = () => io.errorLine(sanitizeBounded(`${what} goes on without you. Look again: ${lookAgain}`));
  interrupt.addEventListener('abort', goesOn);
  try {
    const endsAt = clock.now() + limitMs;
    let thing = first;
    for (let pause = FIRST_PAUSE_MS; !isDone(thing); pause = Math.min(LONGEST_PAUSE_MS, pause * 2)) {
      const left = endsAt - clock.now();
      if (left <= 0) throw notFinished(what, lookAgain, `is not finished after ${Math.round(limitMs / 1000)} s`);
      io.progress(`${sanitizeBounded(what)} is ${sanitizeBounded(thing.status)}…`);
      await pauseFor(Math.min(pause, left), interrupt);
      const before = thing.status;
      thing = await readOnce(
        () => read(interrupt),
        interrupt,
        (why) => notFinished(what, lookAgain, `could not be followed to its end: ${why}`),
      );
      onRead(thing);
      if (thing.status !== before) io.notice(`${what} is ${thing.status}.`);
    }
    return thing;
  } finally {
    interrupt.removeEventListener('abort', goesOn);
    io.clearProgress();
  }
}

async function pauseFor(ms: number, signal: AbortSignal): Promise<void> {
  // Node's own abort error would hide who ended the program and how.
  await sleep(ms, undefined, { signal }).catch(() => signal.throwIfAborted());
}

/** An exit code that says "not carried out" would be wrong by now, whatever the reason. */
async function readOnce<T>(read: () => Promise<T>, signal: AbortSignal, failed: (why: string) => Error): Promise<T> {
  try {
    return await read();
  } catch (error) {
    signal.throwIfAborted();
    throw error instanceof UpvestError ? failed(error.message) : error;
  }
}

function notFinished(what: string, lookAgain: string, how: string): OutcomeOpenError {
  return new OutcomeOpenError(
    `${what} ${how}`.replace(/([^.])$/, '$1.'),
    `It was begun, and may still succeed. Look again: ${lookAgain}`,
  );
}

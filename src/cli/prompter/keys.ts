import { Interrupted } from '../errors.ts';
import type { Host } from '../host.ts';

/** The person went back. */
export class WentBack extends Error {}

interface Key {
  name?: string;
  ctrl?: boolean;
}

/**
 * Runs one prompt with an ending for every way in which a person or the world may end it: inquirer itself would wait for ever
 * when its input is closed (Ctrl-D, a terminal that goes away).
 *
 * @param backKeys names of keys that end the prompt with {@link WentBack}
 */
export async function endable<T>(
  host: Host,
  interrupt: AbortSignal,
  backKeys: readonly string[],
  ask: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const { stdin } = host;
  const ending = new AbortController();
  const onKey = (_text: string | undefined, key: Key) => {
    if (key.name !== undefined && !key.ctrl && backKeys.includes(key.name)) ending.abort(new WentBack());
  };
  const onInputEnd = () => ending.abort(new Interrupted());
  // readline pauses its input when it closes; after an answer that is too late to matter.
  const onPause = () => setImmediate(onInputEnd);
  const onInterrupt = () => ending.abort(interrupt.reason);
  stdin.on('keypress', onKey).on('end', onInputEnd).on('close', onInputEnd).on('pause', onPause);
  interrupt.addEventListener('abort', onInterrupt);
  try {
    interrupt.throwIfAborted();
    return await ask(ending.signal);
  } catch (error) {
    throw ending.signal.aborted ? ending.signal.reason : asInterruption(error);
  } finally {
    stdin.off('keypress', onKey).off('end', onInputEnd).off('close', onInputEnd).off('pause', onPause);
    interrupt.removeEventListener('abort', onInterrupt);
  }
}

/** inquirer's word for Ctrl-C. */
function asInterruption(error: unknown): unknown {
  return error instanceof Error && error.name === 'ExitPromptError' ? new Interrupted() : error;
}

import { StringDecoder } from 'node:string_decoder';
import { Interrupted } from '../errors.ts';
import type { Host } from '../host.ts';
import { CTRL_C, CTRL_Z, type Key, KeyDecoder } from './key-decoder.ts';
import { BEGIN_PROMPT, END_PROMPT } from './terminal-modes.ts';

/** The parts of a key that is more than one character arrive within this time. */
const KEY_WITHIN_MS = 50;
/** A program whose group nobody watches over is not stopped by Ctrl-Z. */
const NOT_STOPPED_AFTER_MS = 200;

/** @param more whether something was typed, or pasted without being marked, together with the key and after it */
type Listener = (key: Key, more: boolean) => void;

/**
 * The terminal for as long as one prompt is open: in raw mode, with pastes marked. It gives back the terminal as it was at whatever end:
 * an answer, Ctrl-C, Ctrl-D, a signal, a terminal that goes away, a crash; and in between, while the program is suspended (Ctrl-Z).
 */
export class Keyboard {
  readonly #host: Host;
  readonly #ending = new AbortController();
  readonly #decoder = new KeyDecoder();
  readonly #utf8 = new StringDecoder('utf8');
  readonly #undo: (() => void)[] = [];
  #timer: NodeJS.Timeout | undefined;
  /** What was typed before the prompt was drawn was not meant for it. */
  #ready = false;
  #suspended = false;

  /** Gets every key but those that end or suspend the program. */
  onKey: Listener = () => undefined;
  /** The program was suspended and goes on. */
  onResume: () => void = () => undefined;

  constructor(host: Host) {
    this.#host = host;
  }

  /** Aborted when the prompt has to end without an answer. */
  get ending(): AbortSignal {
    return this.#ending.signal;
  }

  end(reason: Error): void {
    this.#ending.abort(reason);
  }

  /** As with Ctrl-C: the person leaves. */
  leave(): void {
    this.end(new Interrupted());
  }

  /** The terminal has gone. The signal that says so, if one comes, may come before that is seen or after. */
  #hangUp(): void {
    this.end(new Interrupted('SIGHUP'));
  }

  open(interrupt: AbortSignal): void {
    const { stdin } = this.#host;
    if (interrupt.aborted) this.end(interrupt.reason);
    if (stdin.destroyed || stdin.readableEnded) this.#hangUp();
    if (this.ending.aborted) return;
    const onInterrupt = () => this.end(interrupt.reason);
    interrupt.addEventListener('abort', onInterrupt);
    this.#undo.push(() => interrupt.removeEventListener('abort', onInterrupt));
    this.#listen(stdin, 'data', (bytes: Buffer) => this.#take(this.#utf8.write(bytes)));
    for (const event of ['end', 'close', 'error']) this.#listen(stdin, event, () => this.#hangUp());
    this.#listen(process, 'SIGTSTP', () => this.#suspend());
    this.#listen(process, 'SIGCONT', () => this.#resume());
    // The last chance, whatever went wrong: writing to a terminal is synchronous.
    this.#listen(process, 'exit', () => this.#giveBack());
    this.#seize();
    stdin.resume();
    const immediate = setImmediate(() => {
      this.#ready = true;
    });
    this.#undo.push(() => clearImmediate(immediate));
  }

  /** Ends the prompt, so far as the terminal knows of it. */
  close(): void {
    clearTimeout(this.#timer);
    for (const undo of this.#undo.splice(0)) undo();
    this.#host.stdin.pause();
    this.#giveBack();
  }

  #listen(emitter: NodeJS.EventEmitter, event: string, listener: (...values: never[]) => void): void {
    const anyListener = listener as (...values: unknown[]) => void;
    emitter.on(event, anyListener);
    this.#undo.push(() => emitter.off(event, anyListener));
  }

  #take(text: string): void {
    clearTimeout(this.#timer);
    this.#deliver(this.#decoder.decode(text));
    if (this.#decoder.isUnfinished) {
      this.#timer = setTimeout(() => this.#deliver(this.#decoder.flush()), KEY_WITHIN_MS);
    }
  }

  #deliver(keys: readonly Key[]): void {
    for (const [index, key] of keys.entries()) {
      if (this.#ending.signal.aborted) return;
      if (key.name === 'control' && key.text === CTRL_C) this.leave();
      else if (key.name === 'control' && key.text === CTRL_Z) this.#suspendAll();
      else if (!this.#ready) continue;
      else this.onKey(key, index < keys.length - 1);
    }
  }

  /** The whole job, as the terminal itself would do it: `npx` or a script may wait for this program. */
  #suspendAll(): void {
    process.kill(0, 'SIGTSTP');
  }

  #suspend(): void {
    this.#giveBack();
    const listeners = process.rawListeners('SIGTSTP') as NodeJS.SignalsListener[];
    process.removeAllListeners('SIGTSTP');
    // Without a listener the kernel stops the program here, or does not where nobody could continue it.
    process.kill(process.pid, 'SIGTSTP');
    for (const listener of listeners) process.on('SIGTSTP', listener);
    this.#suspended = true;
    this.#timer = setTimeout(() => setImmediate(() => this.#suspended && this.#resume()), NOT_STOPPED_AFTER_MS);
  }

  #resume(): void {
    this.#suspended = false;
    this.#seize();
    this.onResume();
  }

  #seize(): void {
    const { stdin, stderr } = this.#host;
    try {
      // Off first: whoever had the terminal meanwhile changed it without Node knowing.
      stdin.setRawMode(false);
      stdin.setRawMode(true);
      stderr.write(BEGIN_PROMPT);
    } catch {
      this.#hangUp();
    }
  }

  #giveBack(): void {
    const { stdin, stderr } = this.#host;
    try {
      stderr.write(END_PROMPT);
      stdin.setRawMode(false);
    } catch {
      // The terminal is gone, and with it its state.
    }
  }
}

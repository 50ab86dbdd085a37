import { type Environment, readEnvironment } from './environment.ts';
import type { Host } from './host.ts';
import { Io } from './io/io.ts';
import { lazyPrompter } from './prompter/lazy-prompter.ts';
import type { Prompter } from './prompter/prompter.ts';

export const FORMATS = ['table', 'json', 'ndjson', 'csv'] as const;
export type Format = (typeof FORMATS)[number];

/** What every command takes. */
export interface GlobalOptions {
  profile?: string | undefined;
  baseUrl?: string | undefined;
  format: Format;
  timeoutMs?: number | undefined;
  verbose: boolean;
}

/** Something that must come to its end before the program may. */
export interface Unfinished {
  /** Resolves when nothing would be lost any more. */
  settled(): Promise<void>;
  close(): void | Promise<void>;
  /** Asked last when the program is told to end: tells what is left open, and answers the exit code if that decides it. */
  lastWords?(): number | undefined;
}

/** What a command works with besides its own options. Costly things are loaded by those who need them (see wallet-access.ts). */
export interface Context {
  readonly io: Io;
  readonly prompter: Prompter;
  readonly env: Environment;
  readonly clock: { now(): number };
  readonly global: GlobalOptions;
  /** Aborted when the program is told to end. */
  readonly interrupt: AbortSignal;
  /** Clients and servers in use: the program's end waits for them. */
  readonly unfinished: Set<Unfinished>;
  /** Whether something was changed at the API that must not be done again by mistake. */
  readonly carriedOut: { any: boolean };
}

export function createContext(host: Host, interrupt: AbortSignal): Context {
  const io = new Io(host);
  return {
    io,
    prompter: lazyPrompter({ io, interrupt }),
    env: readEnvironment(host.env),
    clock: { now: Date.now },
    global: { format: 'table', verbose: false },
    interrupt,
    unfinished: new Set(),
    carriedOut: { any: false },
  };
}

/** Waits until nothing that is under way could be lost. */
export async function settled({ unfinished }: Context): Promise<void> {
  await Promise.allSettled([...unfinished].map((one) => one.settled()));
}

/** What has to be said before an ending that nobody waited for. @returns the exit code if that decides it */
export function lastWords({ unfinished }: Context): number | undefined {
  return [...unfinished].map((one) => one.lastWords?.()).find((code) => code !== undefined);
}

/** Closes what is open, so that the process ends by itself. */
export async function closeAll({ unfinished, io }: Context): Promise<void> {
  io.clearProgress();
  await Promise.allSettled([...unfinished].map((one) => one.close()));
  unfinished.clear();
}

import fs from 'node:fs';
import { createRequire } from 'node:module';
import { resolve } from 'node:path';
import { TokenStoreError } from '../errors.ts';
import { openPrivateFile } from './private-file.ts';

export interface FileLockOptions {
  /** How long to wait for the other holder, in milliseconds. @default 60_000 */
  timeoutMs?: number | undefined;
}

interface KernelLock {
  tryLock(descriptor: number): boolean;
  unlock(descriptor: number): void;
}

const SHORTEST_PAUSE_MS = 2;
const LONGEST_PAUSE_MS = 25;

/**
 * Runs `action` while no other process, and nobody else in this one, runs theirs on the same path.
 *
 * A lock of the kernel (OFD, flock, LockFileEx) on a file of its own that is never deleted: it ends with its holder, so a
 * killed one delays nobody, and it cannot be taken from one that is merely slow or stopped. Lock files that go stale by age
 * fail at both. Where the native part cannot be loaded, only this process is covered, and a warning says so once.
 *
 * @throws {TokenStoreError} `lock_timeout`
 */
export async function withFileLock<T>(
  path: string,
  action: () => Promise<T>,
  options: FileLockOptions = {},
): Promise<T> {
  const deadline = performance.now() + (options.timeoutMs ?? 60_000);
  return inTurn(resolve(path), deadline, async () => {
    const kernel = await loadKernelLock();
    const descriptor = openPrivateFile(path);
    try {
      if (kernel) await acquire(kernel, descriptor, path, deadline);
      return await action();
    } finally {
      // Closing releases the lock, also when the process dies here.
      fs.closeSync(descriptor);
    }
  });
}

/**
 * The same at once, for those who cannot wait: undefined, and `action` did not run, while anybody else has the lock, be it in this
 * process.
 */
export function underFreeLock<T>(path: string, action: () => T): { result: T } | undefined {
  if (queues.has(resolve(path))) return undefined;
  const kernel = requireKernelLock();
  const descriptor = openPrivateFile(path);
  try {
    if (kernel && !kernel.tryLock(descriptor)) return undefined;
    return { result: action() };
  } finally {
    fs.closeSync(descriptor);
  }
}

async function acquire(kernel: KernelLock, descriptor: number, path: string, deadline: number): Promise<void> {
  for (let pause = SHORTEST_PAUSE_MS; !kernel.tryLock(descriptor); pause = Math.min(LONGEST_PAUSE_MS, pause * 2)) {
    if (performance.now() >= deadline) throw lockTimeout(path);
    await new Promise((wake) => setTimeout(wake, pause * (0.5 + Math.random())));
  }
}

/** The last in the queue of each path of this process. */
const queues = new Map<string, Promise<unknown>>();

async function inTurn<T>(key: string, deadline: number, action: () => Promise<T>): Promise<T> {
  const before = queues.get(key);
  const turn = (async () => {
    await before;
    if (performance.now() >= deadline) throw lockTimeout(key);
    return action();
  })();
  const settled = turn.then(
    () => undefined,
    () => undefined,
  );
  queues.set(key, settled);
  try {
    return await turn;
  } finally {
    if (queues.get(key) === settled) queues.delete(key);
  }
}

let kernelLock: Promise<KernelLock | undefined> | undefined;

function loadKernelLock(): Promise<KernelLock | undefined> {
  kernelLock ??= import('fs-native-extensions').then(
    (module) => module.default,
    () => {
      process.emitWarning(
        'The native lock of upvest-wallet cannot be loaded on this platform: sessions are protected inside one process only. Do not use one profile from several processes at once.',
        { type: 'UpvestWarning', code: 'UPVEST_NO_KERNEL_LOCK' },
      );
      return undefined;
    },
  );
  return kernelLock;
}

function requireKernelLock(): KernelLock | undefined {
  try {
    return createRequire(import.meta.url)('fs-native-extensions');
  } catch {
    return undefined;
  }
}

function lockTimeout(path: string): TokenStoreError {
  return new TokenStoreError(`Another process holds ${path} and does not let go.`, {
    failure: 'lock_timeout',
    path,
    hint: 'Look for a stopped or hanging upvest-wallet (or application that uses it), and try again.',
  });
}

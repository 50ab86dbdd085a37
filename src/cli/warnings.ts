import type { Context } from './context.ts';

/** Node prints warnings with its process id and a stack; ours are one line, and others' are for developers. */
export function showWarnings({ io, global }: Context): void {
  process.removeAllListeners('warning');
  process.on('warning', (warning) => {
    if (warning.name === 'UpvestWarning' || global.verbose) io.warn(warning.message);
  });
}

import type { Context } from '../context.ts';
import { Cancelled, Interrupted } from '../errors.ts';
import { errorLines } from '../report-error.ts';

/** Runs what a menu offers. A failure is told, and the menu comes back: undefined then, and when the person went back. */
export async function attempt<T>(context: Context, action: () => Promise<T>): Promise<T | undefined> {
  const { io } = context;
  try {
    return await action();
  } catch (error) {
    if (error instanceof Cancelled) return undefined;
    if (error instanceof Interrupted) throw error;
    const [message = '', ...hints] = errorLines(error);
    io.errorLine(`${io.errorPaint.red('Error:')} ${message}`);
    for (const hint of hints) io.errorLine(hint);
    return undefined;
  } finally {
    io.clearProgress();
  }
}

/** Timers as they were when this was loaded: a test may put some of its own in their place, and those stand still. */
export const { setTimeout, clearTimeout, setImmediate } = globalThis;

export function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

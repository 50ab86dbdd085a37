/** `npm test` runs the long tests short; `.ci/run` sets UPVEST_TEST_SCALE=full and runs them as promised. */
export const FULL_SCALE = process.env.UPVEST_TEST_SCALE === 'full';

/** `count` of them, evenly spread and the same every time: what a gate tries does not depend on luck. All where there are no more. */
export function spread<T>(all: readonly T[], count: number): T[] {
  const step = Math.max(1, all.length / count);
  return Array.from({ length: Math.min(count, all.length) }, (_, index) => all[Math.floor((index + 0.5) * step)] as T);
}

/** Of what the fuzz tries: the same every time, unless it is out for something new. */
export const SEED = Number(process.env.UPVEST_TEST_SEED ?? 1);

export function scaled<T>(short: T, full: T): T {
  return FULL_SCALE ? full : short;
}

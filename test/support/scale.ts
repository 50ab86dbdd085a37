/** `npm test` runs the long tests short; `.ci/run` sets UPVEST_TEST_SCALE=full and runs them as promised. */
export const FULL_SCALE = process.env.UPVEST_TEST_SCALE === 'full';

export function scaled<T>(short: T, full: T): T {
  return FULL_SCALE ? full : short;
}

/** For test-cpu.mjs: writes down what each file and each test used. */
import { appendFileSync, readFileSync } from 'node:fs';
import { afterAll, beforeEach, expect, onTestFinished } from 'vitest';

/** Clock ticks of `/proc`, which are a hundred a second on every Linux. */
const TICKS = 100;

function used() {
  const { user, system } = process.cpuUsage();
  // Behind the name of the program, which may have blanks; of children that have ended and been waited for, theirs included.
  const fields = readFileSync('/proc/self/stat', 'utf8').split(') ').at(-1).split(' ');
  return {
    own: (user + system) / 1e6,
    programs: (Number(fields[13]) + Number(fields[14])) / TICKS,
    seconds: performance.now() / 1000,
  };
}

function write(before, name) {
  const after = used();
  const cost = Object.fromEntries(Object.entries(after).map(([key, value]) => [key, value - before[key]]));
  appendFileSync(process.env.UPVEST_TEST_CPU_FILE, `${JSON.stringify({ ...name, ...cost })}\n`);
}

// The modules of a file are loaded before its tests, in part before this: counted from the end of the file before.
const before = globalThis.endOfLastFile ?? used();
afterAll(() => {
  write(before, { file: expect.getState().testPath });
  globalThis.endOfLastFile = used();
});
beforeEach(() => {
  const start = used();
  const { testPath, currentTestName } = expect.getState();
  onTestFinished(() => write(start, { file: testPath, test: currentTestName }));
});

import { expect, test } from 'vitest';

import { faultNamed } from '../hostile/faults.ts';
import { FULL_SCALE } from '../support/scale.ts';
import { cellsOf } from './cell.ts';
import { ROWS } from './commands.ts';
import { playProcesses } from './matrix.ts';
import { watchProcess } from './watch-process.ts';

const NAIVE = new URL('naive-terminal.mjs', import.meta.url).pathname;

/** What becomes of the afternoon's work in the same cells. */
const FATE: [fault: string, problem: RegExp][] = [
  ['the connection is reset before the answer', /stderr shows sentinel-access-token/],
  ['every request is answered with 500', /a stack trace/],
  ['a redirect (302) leads to another server', /told another server/],
  ['a success is HTML', /exit 0, not 1/],
  ['the JSON is an empty object', /exit 0, not 1/],
  ['the next link has no cursor', /exit 0, not 1/],
];

const row = ROWS.find(({ name }) => name === 'wallets list');

test.runIf(FULL_SCALE).each(FATE)('a naive terminal fails the same test: %s', async (name, problem) => {
  const [cell] = cellsOf(row ? [row] : [], [faultNamed(name)]);
  expect(cell).toBeDefined();
  const [ran] = await playProcesses(cell ? [{ ...cell, format: 'json' }] : [], 1, watchProcess, NAIVE);
  expect(ran?.problems.join('\n')).toMatch(problem);
});

import { expect, test } from 'vitest';
import { runProgram } from '../support/run-program.ts';
import { FULL_SCALE, scaled } from '../support/scale.ts';
import { cellsOf, expected } from './cell.ts';
import type { Fault } from './fault.ts';
import { type FaultServer, startFaultServer } from './fault-server.ts';
import { FAULTS, faultNamed } from './faults.ts';
import type { Outcome } from './outcomes.ts';
import { ROWS } from './rows.ts';

/** It comes in ten million pieces, which take longer than anybody waits. */
const IN_PIECES = faultNamed('the body has no end and comes in chunks of a byte');
const PIECES_MS = 3_000;
const LONG_MS = 30_000;

const large = FAULTS.filter((fault) => fault.large && (fault !== IN_PIECES || scaled(false, true)));
const names = scaled(
  ['transactions.create, request 3'],
  [
    'login',
    'echo',
    'wallets.list',
    'wallets.retrieve',
    'transactions.findRecent',
    'transactions.create, request 3',
    'signatures.sign, request 2',
    'offboard',
    'wallets.retrieve, renewal',
  ],
);

/** In pieces that nobody can wait for, the end may come by the clock. */
function mayBe(fault: Fault, outcomes: readonly Outcome[]): readonly Outcome[] {
  return fault === IN_PIECES ? [...outcomes, 'timeout'] : outcomes;
}

test.runIf(FULL_SCALE)(
  'what is meant to fill the memory costs less than 50 MB of it, at the bound that the client has by itself',
  async () => {
    const cells = cellsOf(
      ROWS.filter(({ name }) => names.includes(name)),
      large,
    );
    const servers: FaultServer[] = [await startFaultServer()];
    for (const { row, fault } of cells) servers.push(await startFaultServer({ fault, where: row.where }));
    const calls = cells.map(({ row, fault }, index) => [
      row.name,
      servers[index + 1]?.baseUrl,
      fault === IN_PIECES ? PIECES_MS : LONG_MS,
    ]);
    const { results, endedAt } = await runProgram('../../hostile/memory-program', [
      JSON.stringify([['wallets.retrieve', servers[0]?.baseUrl, LONG_MS], ...calls]),
    ]);
    const gone = Date.now();
    await Promise.all(servers.map((server) => server.close()));
    const wrong = cells.flatMap((cell, index) => {
      const { outcome, costMb, keptMb } = results[index];
      // All clients are still there, each with its connection: their answers must not be.
      const right = mayBe(cell.fault, expected(cell)).includes(outcome) && costMb < 50 && keptMb < 150;
      return right
        ? []
        : [
            `${cell.row.name}, when ${cell.fault.name}: ${outcome}, ${Math.round(costMb)} MB, ${Math.round(keptMb)} MB before`,
          ];
    });
    const most = (name: 'costMb' | 'keptMb') =>
      Math.round(Math.max(...results.map((result: Record<string, number>) => result[name])));
    console.log(
      `${cells.length} large answers: each at most ${most('costMb')} MB, all together ${most('keptMb')} MB above idle`,
    );
    expect(wrong).toEqual([]);
    expect(gone - endedAt, 'something was left open: the process did not end by itself').toBeLessThan(2_000);
  },
  300_000,
);

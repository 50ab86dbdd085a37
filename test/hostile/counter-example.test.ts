import { inspect } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { SECRETS } from '../support/client.ts';
import { secretsIn } from '../support/printed.ts';
import { FULL_SCALE, scaled } from '../support/scale.ts';
import { canMeet, type Fault } from './fault.ts';
import { startFaultServer, type Where } from './fault-server.ts';
import { FAULT_GROUPS, FAULTS } from './faults.ts';
import { IDS } from './good-answers.ts';
import { NaiveClient } from './naive-client.ts';
import type { Kind } from './outcomes.ts';
import { forgetCertificates } from './tls-place.ts';

/** What a plain client does that ours must not. */
const HARMS = [
  'shows a secret',
  'tells another server a secret',
  'hangs',
  'repeats a payment',
  'takes rubbish for success',
] as const;
type Harm = (typeof HARMS)[number];

interface NaiveRow {
  kind: Kind;
  call: (client: NaiveClient) => Promise<unknown>;
  where: Where;
  path: string;
}

const WALLETS = '/1.0/kms/wallets/';
const SEND = `${WALLETS}${IDS.wallet}/transactions/`;
const ROWS: NaiveRow[] = [
  { kind: 'login', call: (client) => client.login(), where: { path: /token$/ }, path: '/1.0/clientele/oauth2/token' },
  { kind: 'list', call: (client) => client.listWallets(), where: { path: /wallets\/$/ }, path: WALLETS },
  { kind: 'send', call: (client) => client.send(), where: { method: 'POST', path: /transactions\/$/ }, path: SEND },
];

/** A server that takes for ever is left soon; any other late, so that a busy machine decides nothing. */
const patienceMs = ({ lasts }: Fault) => (lasts ? scaled(300, 1_000) : 8_000);

/** What takes the memory is measured in a process of its own; certificates need one that trusts. */
const LEFT_OUT = new Set<Fault>(FAULTS.filter(({ large, place }) => large || typeof place === 'object'));

/** As a log line has it. */
function logged(error: unknown): string {
  return `${inspect(error)} ${JSON.stringify(error)}`;
}

async function harmsOf(row: NaiveRow, fault: Fault): Promise<Harm[]> {
  await using server = await startFaultServer({ fault, where: row.where });
  const patience = new AbortController();
  const timer = setTimeout(() => patience.abort(), patienceMs(fault));
  const outcome = await row.call(new NaiveClient(server.baseUrl, patience.signal)).then(
    (value) => ({ value, error: undefined }),
    (error: unknown) => ({ value: undefined, error }),
  );
  clearTimeout(timer);
  const harms: Harm[] = [];
  const secrets = Object.values(SECRETS);
  const hung = patience.signal.aborted;
  if (hung) harms.push('hangs');
  if (secretsIn(logged(outcome.error), secrets).length > 0) harms.push('shows a secret');
  if (secretsIn(server.stolen.join('\n'), secrets).length > 0) harms.push('tells another server a secret');
  if (row.kind === 'send' && server.requests.filter(({ faulty }) => faulty).length > 1) harms.push('repeats a payment');
  if (outcome.error === undefined && !fault.outcomes[row.kind].includes('done'))
    harms.push('takes rubbish for success');
  return harms;
}

/** What must be found, at the least. */
const NAMED: [harm: Harm, kind: Kind, faults: readonly string[]][] = [
  ['hangs', 'login', named('the answer takes for ever')],
  ['hangs', 'list', named('the answer takes for ever')],
  ['hangs', 'send', named('the answer takes for ever')],
  ['shows a secret', 'login', named('the token is refused').filter((name) => !name.includes('302'))],
  [
    'shows a secret',
    'send',
    [
      'nobody listens',
      'the connection is reset before the answer',
      'every request is answered with 403',
      'every request is answered with 404 in HTML',
      'every request is answered with 500',
    ],
  ],
  ['tells another server a secret', 'send', [redirected(307), redirected(308)]],
  ['tells another server a secret', 'login', [redirected(307), redirected(308)]],
  ['tells another server a secret', 'list', ['the next link leads to another server']],
  [
    'repeats a payment',
    'send',
    [
      'the connection is reset before the answer',
      'the connection is reset within the body',
      'every request is answered with 500',
      'every request is answered with 502 in HTML',
      'every request is answered with 504',
    ],
  ],
  [
    'takes rubbish for success',
    'send',
    [
      'a success is HTML',
      'a success is empty',
      'the JSON is null',
      'the JSON is cut',
      'every text is an integer of 256 bits',
    ],
  ],
  ['takes rubbish for success', 'login', ['a success is HTML', 'access_token is missing', 'token_type is mac']],
];

function named(group: string): string[] {
  return FAULT_GROUPS[group]?.map(({ name }) => name) ?? [];
}

function redirected(status: number): string {
  return `a redirect (${status}) leads to another server`;
}

const key = (kind: Kind, fault: string) => `${kind}, when ${fault}`;
const HARMLESS_ONE = 'an unknown member is there';

const ALL_CELLS = ROWS.flatMap((row) =>
  FAULTS.filter((fault) => !LEFT_OUT.has(fault) && canMeet(fault, row.kind, row.path)).map((fault) => ({ row, fault })),
);
const NEEDED = new Set([
  ...NAMED.flatMap(([, kind, faults]) => faults.map((fault) => key(kind, fault))),
  key('send', HARMLESS_ONE),
]);
const CELLS = ALL_CELLS.filter(({ row, fault }) => FULL_SCALE || NEEDED.has(key(row.kind, fault.name)));

const found = new Map<string, Harm[]>();
afterAll(() => {
  const count = (harm: Harm) => [...found.values()].filter((harms) => harms.includes(harm)).length;
  console.log(`plain axios, ${found.size} cells: ${HARMS.map((harm) => `${harm} in ${count(harm)}`).join(', ')}`);
  forgetCertificates();
});

describe('counter-example: a plain axios client in the same matrix', () => {
  beforeAll(async () => {
    const queue = [...CELLS];
    const work = async () => {
      for (let cell = queue.shift(); cell; cell = queue.shift()) {
        found.set(key(cell.row.kind, cell.fault.name), await harmsOf(cell.row, cell.fault));
      }
    };
    await Promise.all(Array.from({ length: 16 }, work));
  }, 120_000);

  test.each(NAMED)('%s: %s', (harm, kind, faults) => {
    expect(faults.length).toBeGreaterThan(0);
    for (const fault of faults) expect(found.get(key(kind, fault)), fault).toContain(harm);
  });

  test('and where nothing is wrong it does no harm', () => {
    expect(found.get(key('send', HARMLESS_ONE))).toEqual([]);
  });
});

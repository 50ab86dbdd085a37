import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { inspect, stripVTControlCharacters } from 'node:util';
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { scaled, spread } from '../support/scale.ts';
import { tempFolder } from '../support/temp-folder.ts';
import { commandLines, commandsOfTheProgram } from './support/command-lines.ts';
import { isFormula, parseCsv } from './support/csv.ts';
import { dangersIn } from './support/danger.ts';
import { FakeTerminal } from './support/fake-terminal.ts';
import { expectHarmless } from './support/harmless.ts';
import { ADDRESS, ETHER_WALLET, HostileApi, type Refusal } from './support/hostile-api.ts';
import { PAYLOADS, SHORT_PAYLOADS } from './support/payloads.ts';
import { runInProcess, runOn } from './support/run-in-process.ts';

const TEXTS = some(SHORT_PAYLOADS, 12).map(([, text]) => text);
vi.setConfig({ testTimeout: scaled(60_000, 240_000) });

const FORMATS = ['table', 'json', 'ndjson', 'csv'] as const;
const folder = tempFolder();
const lines = commandLines(folder.path);
const env: NodeJS.ProcessEnv = {
  UPVEST_CONFIG_DIR: folder.path,
  UPVEST_TOKEN_STORE: 'file',
  UPVEST_PASSWORD: 'password',
};
let api: HostileApi;

beforeAll(async () => {
  api = await HostileApi.start(TEXTS);
  await api.logIn(folder.path);
  Object.assign(env, { UPVEST_BASE_URL: api.baseUrl, UPVEST_CLIENT_ID: 'client', UPVEST_CLIENT_SECRET: 'secret' });
});

beforeEach(() => {
  Object.assign(api, { texts: TEXTS, refusal: undefined, nextStatus: undefined, signature: {} });
  api.scope = 'read write echo wallet transaction';
});

afterAll(async () => {
  await api[Symbol.asyncDispose]();
  folder[Symbol.dispose]();
});

test('there are more than 200 payloads, and no two have the same name', () => {
  expect(PAYLOADS.length).toBeGreaterThan(300);
  expect(new Set(PAYLOADS.map(([name]) => name)).size).toBe(PAYLOADS.length);
});

test('every command of the program is run here, or it says why not', () => {
  expect(Object.keys(lines).sort()).toEqual(commandsOfTheProgram().sort());
});

describe('whatever the server says, a terminal shows the lines and does nothing', () => {
  const runs = Object.entries(lines).flatMap(([name, value]) =>
    typeof value === 'string' ? [] : [[name, value] as const],
  );

  // In the short form each command in one format, and each format at a fourth of the commands.
  const numbered = runs.map(([name, commands], index) => [name, commands, index] as const);

  test.each(numbered)('%s, in every format', async (name, commands, index) => {
    for (const args of spread(commands, scaled(1, commands.length))) {
      for (const format of FORMATS.filter((_format, at) => scaled(at === index % 4, true))) {
        prepare(name);
        const { exitCode, stdout, stderr } = await runInProcess([...args, '--verbose', '--output', format], { env });
        expect([format, exitCode, stderr]).toEqual([
          format,
          expect.any(Number),
          expect.not.stringContaining('Something unexpected'),
        ]);
        await expectHarmless(stdout);
        await expectHarmless(stderr);
      }
    }
  });

  test.each(['wallets list', 'assets list', 'transactions list', 'transactions pending', 'wallets show'])(
    '%s on a narrow terminal, as blocks and as fields',
    async (name) => {
      for (const columns of [100, 20]) {
        prepare(name);
        const [args] = lines[name] as readonly (readonly string[])[];
        const printed = await runInProcess([...(args ?? []), '--no-color', '--quiet'], { env, isTTY: true, columns });
        await expectHarmless(printed.stdout);
        await expectHarmless(printed.stderr);
      }
    },
  );

  function prepare(name: string): void {
    rmSync(join(folder.path, 'keys.zip'), { force: true });
    api.nextStatus = name.startsWith('transactions ') ? 'CONFIRMED' : undefined;
    api.signature = hostileSignature();
    if (/pending|settle/.test(name)) writeOpenSends();
  }
});

function hostileSignature(): object {
  const [big_number_format, algorithm, curve, r, s, x, y] = TEXTS;
  return { big_number_format, algorithm, curve, recover: 0, r, s, public_key: { x, y } };
}

/** Sends and calls begun at other APIs: all of what is printed of them is text of the journal. */
function writeOpenSends(): void {
  const records = TEXTS.flatMap((text, index) => {
    const begun = { baseUrl: `http://127.0.0.1/${wellFormed(text)}`, walletId: text, since: null, startedAt: 0 };
    const id = index === 0 ? ['send', 'call'] : [`send ${index} ${text}`, `call ${index} ${text}`];
    return [
      { ...begun, id: id[0], assetId: text, recipient: text, quantity: '77' },
      { ...begun, id: id[1], kind: 'complex', digest: '', to: text, value: null, call: text },
    ];
  });
  writeFileSync(join(folder.path, 'sends.json'), JSON.stringify(records), { mode: 0o600 });
}

describe('json', () => {
  test.each(['wallets list', 'assets list', 'transactions list'])(
    'of %s parses to the very same strings',
    async (name) => {
      const [args] = lines[name] as readonly (readonly string[])[];
      const { stdout } = await runInProcess([...(args ?? []), '--json'], { env });
      const answer = await fetch(new URL(API_PATHS[name] ?? '', api.baseUrl));
      const sent = (await answer.json()) as { results: unknown[] };
      expect(JSON.parse(stdout)).toEqual(sent.results);
      const { stdout: byLine } = await runInProcess([...(args ?? []), '--output', 'ndjson'], { env });
      expect(
        byLine
          .trimEnd()
          .split('\n')
          .map((line) => JSON.parse(line)),
      ).toEqual(sent.results);
    },
  );

  test('of a text of a million characters is exact, too', async () => {
    for (const [, text] of PAYLOADS.filter(([, long]) => long.length > 2_000)) {
      api.texts = [text];
      const { stdout } = await runInProcess(['echo', '*', '--json'], { env });
      expect(JSON.parse(stdout).echo === text).toBe(true);
      expect(dangersIn(stdout)).toEqual([]);
    }
  });
});

const API_PATHS: Record<string, string> = {
  'wallets list': 'kms/wallets/',
  'assets list': 'assets/',
  'transactions list': 'kms/wallets/any/transactions/',
};

describe('csv', () => {
  test.each(['wallets list', 'assets list', 'transactions list', 'utxos list'])(
    'of %s has as many cells in each line as titles, none of which is a formula, wherever a comma is the decimal sign too',
    async (name) => {
      const [args] = lines[name] as readonly (readonly string[])[];
      const { stdout } = await runInProcess([...(args ?? []), '--output', 'csv'], { env });
      const [titles, ...rows] = parseCsv(stdout);
      expect(rows.length).toBeGreaterThanOrEqual(TEXTS.length);
      expect(rows.filter((row) => row.length !== titles?.length)).toEqual([]);
      expect(rows.flat().filter(isFormula)).toEqual([]);
      expect(parseCsv(stdout, ';').flat().filter(isFormula)).toEqual([]);
    },
  );
});

describe('an error', () => {
  const SHAPES: Record<string, (text: string) => Refusal> = {
    'of the API': (text) => ({
      status: 400,
      body: { error: { code: 400, message: text, details: [{ location: text, message: text, reason: text }] } },
    }),
    'of OAuth': (text) => ({ status: 400, body: { error: text, error_description: text } }),
    'with a detail': (text) => ({ status: 422, body: { detail: text } }),
    'as a page': (text) => ({
      status: 400,
      body: `<html>${wellFormed(text)}</html>`,
      contentType: 'text/html',
    }),
    'with its request id': (text) => ({
      status: 400,
      body: { error: { code: 400, message: text } },
      requestId: headerText(text),
    }),
    'of the wrong shape': (text) => ({ status: 200, body: { [text]: text } }),
  };

  test.each(Object.keys(SHAPES))('%s is printed harmlessly, as lines, as JSON and with --verbose', async (shape) => {
    for (const [name, text] of some(SHORT_PAYLOADS, 53)) {
      api.refusal = SHAPES[shape]?.(text);
      const { exitCode, stdout, stderr } = await runInProcess(['assets', 'show', 'any', '--json', '--verbose'], {
        env,
      });
      expect([name, exitCode > 0, stdout]).toEqual([name, true, '']);
      await expectHarmless(stderr);
      expect(JSON.parse(stderr.trimEnd().split('\n').at(-1) ?? '').error.message).toEqual(expect.any(String));
    }
  });

  test('about what was typed on the command line is printed harmlessly', async () => {
    for (const [, text] of some(SHORT_PAYLOADS, 53)) {
      for (const args of [
        [text],
        ['wallets', text],
        ['wallets', 'list', `--${text}`],
        ['wallets', '--profile', text],
        ['completion', text],
      ]) {
        const { stdout, stderr } = await runInProcess(args, { env });
        await expectHarmless(stdout);
        await expectHarmless(stderr);
      }
    }
  });
});

test('a username and scopes of any characters are printed harmlessly by login, status and logout', async () => {
  for (const [, text] of some(
    SHORT_PAYLOADS.filter(([, one]) => one !== ''),
    97,
    12,
  )) {
    api.scope = `read ${text}`;
    for (const args of [
      ['login', '--username', text, '--profile', 'other'],
      ['status', '--profile', 'other'],
      ['logout', '--profile', 'other'],
      ['profiles'],
      ['profiles', 'remove', 'other'],
    ]) {
      for (const format of some(FORMATS, 3)) {
        const { stdout, stderr } = await runInProcess([...args, '--output', format], { env });
        await expectHarmless(stdout);
        await expectHarmless(stderr);
      }
    }
  }
});

const ERASE_LINE = '\r\x1b[2K';

test('the line that shows progress is one line of the terminal, whatever the status is', async () => {
  for (const text of [
    `\x1b]2;PWNED\x07\n\u202e${'漢'.repeat(100)}`,
    ...scaled([], ['漢'.repeat(200), ' '.repeat(200)]),
  ]) {
    api.texts = [text];
    api.nextStatus = 'CONFIRMED';
    const args = [
      'transactions',
      'send',
      ETHER_WALLET,
      '--to',
      ADDRESS,
      '--amount',
      '0.1',
      '--asset',
      'ETH',
      '--yes',
      '--wait',
      '--send-again',
      '--no-color',
    ];
    const terminal = new FakeTerminal({ isTTY: true, columns: 60, env });
    await runOn(terminal, args);
    const drawn = terminal.stderr.text
      .split(ERASE_LINE)
      .map((piece) => piece.split('\n')[0] ?? '')
      .filter((piece) => piece.includes('…'));
    expect(dangersIn(terminal.stderr.text.replaceAll(ERASE_LINE, ''))).toEqual([]);
    expect(drawn.length).toBeGreaterThan(0);
    expect(drawn.filter((line) => [...line].reduce((width, one) => width + (one > '\u1100' ? 2 : 1), 0) > 61)).toEqual(
      [],
    );
  }
});

describe('the naive way fails the same test', () => {
  const harmful = SHORT_PAYLOADS.filter(([name]) => /^(CSI|OSC|C1|bidi)/.test(name)).map(([, text]) => text);
  const few = some(harmful, 3);

  test.each<[string, (text: string) => string]>([
    ['printing as it is', (text) => text],
    ['taking the escape sequences out', stripVTControlCharacters],
    ['taking the controls of ASCII out', (text) => [...text].filter((one) => one >= ' ').join('')],
  ])('%s', async (_how, naive) => {
    const failures = await Promise.allSettled(few.map(async (text) => expectHarmless(`${naive(text)}\n`)));
    expect(failures.filter(({ status }) => status === 'rejected').length).toBeGreaterThan(5);
  });

  test('util.inspect leaves what turns the reading direction', async () => {
    await expect(expectHarmless(`${inspect('to \u202e0xABC')}\n`)).rejects.toThrow();
  });

  test('JSON.stringify leaves C1 and what turns the reading direction', async () => {
    await expect(expectHarmless(`${JSON.stringify('\x9b2J')}\n`)).rejects.toThrow();
    await expect(expectHarmless(`${JSON.stringify('\u202e')}\n`)).rejects.toThrow();
  });
});

function wellFormed(text: string): string {
  return text.replace(/\p{Surrogate}/gu, '');
}

/** All in the full form, a few of them in the short one. */
function some<T>(all: readonly T[], step: number, fullStep = 1): T[] {
  return all.filter((_one, index) => index % scaled(step, fullStep) === 0);
}

/** What can stand in a header. */
function headerText(text: string): string {
  return text.replace(/[^\t\x20-\x7e\x80-\xff]/g, '').trim() || 'x';
}

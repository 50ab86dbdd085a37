import { execFile } from 'node:child_process';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { FileSendJournal, FileTokenStore } from '../../src/index.ts';
import { SECRETS } from '../support/client.ts';
import { secretsIn } from '../support/printed.ts';
import { bundleProgram } from '../support/run-program.ts';
import { scaled } from '../support/scale.ts';
import { tempFolder } from '../support/temp-folder.ts';
import { cellsOf } from './cell.ts';
import { clientAt } from './client.ts';
import { startFaultServer } from './fault-server.ts';
import { FAULTS, faultNamed } from './faults.ts';
import { GRANTED } from './good-answers.ts';
import { ROWS } from './rows.ts';

const NEVER_KEPT = [SECRETS.password, SECRETS.clientSecret];
const TOKENS = [SECRETS.accessToken, SECRETS.refreshToken, GRANTED.access, GRANTED.refresh];

/** Those that end at once, at the requests that carry the most secrets. */
const rows = ROWS.filter(({ name }) =>
  ['login', 'transactions.create, request 3', 'wallets.retrieve, renewal'].includes(name),
);
const faults = FAULTS.filter(({ lasts, large, place }) => !lasts && !large && place === undefined).filter(
  (_fault, index) => index % scaled(16, 1) === 0,
);

test('after the whole matrix no file but the credentials holds a secret, and those hold tokens alone', async () => {
  using config = tempFolder();
  using temporary = tempFolder();
  const said: string[] = [];
  const spies = [process.stdout, process.stderr].map((stream) =>
    vi.spyOn(stream, 'write').mockImplementation((text) => said.push(String(text)) > 0),
  );
  vi.stubEnv('TMPDIR', temporary.path).stubEnv('UPVEST_CONFIG_DIR', config.path);
  const { title } = process;
  const cells = cellsOf(rows, faults);
  try {
    for (const [index, { row, fault }] of cells.entries()) {
      await using server = await startFaultServer({ fault, where: row.where });
      const profile = { profile: `cell-${index}` };
      const tokenStore = new FileTokenStore(profile);
      const { client, tokenStore: memory } = await clientAt(server.baseUrl, {
        tokenStore,
        sendJournal: new FileSendJournal(profile),
        renew: row.kind === 'renewal',
      });
      const tokens = await memory.load();
      if (tokens) await tokenStore.save(tokens);
      await row.method.call(client, {}).catch(() => undefined);
      client.close();
    }
  } finally {
    vi.unstubAllEnvs();
    for (const spy of spies) spy.mockRestore();
  }
  const files = readdirSync(config.path, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  expect(files.length).toBeGreaterThan(cells.length);
  const wrong = files.flatMap(({ name, parentPath }) => {
    const path = join(parentPath, name);
    const isCredentials = /^credentials(\.cell-\d+)?\.json$/.test(name);
    const shown = secretsIn(
      readFileSync(path, 'latin1') + name,
      isCredentials ? NEVER_KEPT : [...NEVER_KEPT, ...TOKENS],
    );
    const mode = statSync(path).mode & 0o777;
    return shown.length > 0 || mode !== 0o600 ? [`${name} (${mode.toString(8)}): ${shown}`] : [];
  });
  expect(wrong).toEqual([]);
  expect(readdirSync(temporary.path)).toEqual([]);
  expect(secretsIn(said.join(''), [...NEVER_KEPT, ...TOKENS])).toEqual([]);
  expect(process.title).toBe(title);
  console.log(`${cells.length} cells with files: ${files.length} files searched`);
}, 300_000);

const folder = tempFolder();
let program: string;
beforeAll(() => {
  program = bundleProgram('../../hostile/crash-program', folder.path);
});
afterAll(() => folder[Symbol.dispose]());

/** Everything that a program says when it ends by an error that nobody caught, Node's report of it included. */
async function crash(how: 'ours' | 'naive', environment: Record<string, string> = {}): Promise<string> {
  await using server = await startFaultServer({
    fault: faultNamed('every request is answered with 500'),
    where: { path: /\/transactions\/$/, method: 'POST' },
  });
  using reports = tempFolder();
  const flags = ['--report-uncaught-exception', `--report-directory=${reports.path}`];
  const output = await new Promise<string>((resolve, reject) =>
    execFile(
      process.execPath,
      [...flags, program, server.baseUrl, how],
      { env: { PATH: process.env.PATH, ...environment }, maxBuffer: 2 ** 26 },
      (error, stdout, stderr) =>
        error?.code === 1 ? resolve(stdout + stderr) : reject(new Error(`It did not crash: ${stdout}${stderr}`)),
    ),
  );
  return [output, ...readdirSync(reports.path).map((name) => readFileSync(join(reports.path, name), 'utf8'))].join(
    '\n',
  );
}

test('an error that nobody caught ends the process without a secret, in debug output and in the report of Node either', async () => {
  const said = await crash('ours', { DEBUG: '*' });
  expect(said).toContain('OutcomeUnknownError');
  expect(said).toContain('"javascriptStack"');
  expect(secretsIn(said, [...NEVER_KEPT, ...TOKENS])).toEqual([]);
});

test('counter-example: that of plain axios prints the password and the token', async () => {
  expect(secretsIn(await crash('naive'), [SECRETS.password, SECRETS.accessToken])).toEqual([
    SECRETS.password,
    SECRETS.accessToken,
  ]);
});

test('what is not protected: NODE_DEBUG=http makes Node itself print the headers that it sends', async () => {
  const said = secretsIn(await crash('ours', { NODE_DEBUG: 'http' }), [...NEVER_KEPT, ...TOKENS]);
  expect(said).toContain(GRANTED.access);
  expect(said).not.toContain(SECRETS.password);
});

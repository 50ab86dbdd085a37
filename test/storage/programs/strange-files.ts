/**
 * For each file of the config folder and each thing that may stand in its place: what reading and writing do. Prints a list of
 * findings. Arguments: a folder of the user's own; a folder with files of another user, to be taken one by one.
 */
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { FileSendJournal, FileTokenStore } from '../../../src/index.ts';
import { Profiles } from '../../../src/profiles/index.ts';
import type { SendRecord } from '../../../src/send-record.ts';
import { sampleTokens } from '../../support/sample-tokens.ts';

const [base = '', foreign = ''] = process.argv.slice(2);
const SECRET = sampleTokens('SENTINEL');
const RECORD = {
  ...{ id: 'one', baseUrl: 'https://api.example/1.0/', walletId: 'w', assetId: 'a', recipient: 'r', quantity: '1' },
  ...{ since: null, startedAt: 1 },
} as unknown as SendRecord;

type Actions = Record<'read' | 'write', (folder: string) => unknown>;

const credentials: Actions = {
  read: (folder) => new FileTokenStore({ folder }).load(),
  write: (folder) => new FileTokenStore({ folder }).save(SECRET),
};
const settings: Actions = {
  read: (folder) => new Profiles(folder, {}).current(),
  write: (folder) => new Profiles(folder, {}).use('work'),
};
const journal: Actions = {
  read: (folder) => new FileSendJournal({ folder }).open(),
  write: (folder) => new FileSendJournal({ folder }).begin({ ...RECORD, id: `${Math.random()}` }, true),
};
/** conf as it comes, for comparison. */
async function plainConf(folder: string): Promise<void> {
  process.env.HOME ??= base;
  const { default: Conf } = await import('conf');
  new Conf({ cwd: folder, configName: 'plain' }).set('token', SECRET.serialize());
}

const FILES: [name: string, actions: Partial<Actions>][] = [
  ['credentials.json', credentials],
  ['credentials.json.lock', { write: credentials.write }],
  ['config.json', settings],
  ['config.json.lock', { write: settings.write }],
  ['sends.json', journal],
  ['sends.json.lock', { write: journal.write }],
];

type Place = { path: string; outside: string };

const OBSTACLES: Record<string, (place: Place) => unknown> = {
  'link to a file': ({ path, outside }) => fs.symlinkSync(join(outside, 'precious'), path),
  'link to nothing': ({ path, outside }) => fs.symlinkSync(join(outside, 'new'), path),
  'link to /dev/null': ({ path }) => fs.symlinkSync('/dev/null', path),
  'link to /dev/zero': ({ path }) => fs.symlinkSync('/dev/zero', path),
  'link to a folder': ({ path, outside }) => fs.symlinkSync(outside, path),
  'hard link': ({ path, outside }) => fs.linkSync(join(outside, 'precious'), path),
  'hard link to a private file': ({ path, outside }) => fs.linkSync(join(outside, 'private'), path),
  'named pipe': ({ path }) => execFileSync('mkfifo', [path]),
  folder: ({ path }) => fs.mkdirSync(path),
  socket: ({ path }) =>
    new Promise<void>((resolve) => {
      const server = createServer().unref();
      server.listen(path, () => resolve());
    }),
  'enormous file': ({ path }) => {
    fs.writeFileSync(path, '', { mode: 0o600 });
    fs.truncateSync(path, 2 ** 36);
  },
  'file of another user': ({ path }) => {
    const [one = ''] = fs.readdirSync(foreign);
    fs.renameSync(join(foreign, one), path);
  },
  ...(process.getuid?.() === 0 && { device: ({ path }: Place) => execFileSync('mknod', [path, 'c', '1', '5']) }),
};

/** Names, kinds, rights and contents of everything outside of the config folder. */
function look(outside: string): string {
  return fs
    .readdirSync(outside)
    .sort()
    .map((name) => {
      const { mode } = fs.lstatSync(join(outside, name));
      return `${name} ${mode.toString(8)} ${fs.readFileSync(join(outside, name), 'utf8')}`;
    })
    .join('\n');
}

let count = 0;

async function attempt(file: string, action: (folder: string) => unknown, obstacle: (place: Place) => unknown) {
  count += 1;
  const [folder, outside] = [`c${count}`, `o${count}`].map((name) => join(base, name)) as [string, string];
  for (const each of [folder, outside]) fs.mkdirSync(each, { mode: 0o700 });
  fs.writeFileSync(join(outside, 'precious'), '{"precious":true}', { mode: 0o644 });
  fs.writeFileSync(join(outside, 'private'), 'private', { mode: 0o600 });
  const path = join(folder, file);
  await obstacle({ path, outside });
  const before = look(outside);
  const started = performance.now();
  const outcome = await Promise.resolve()
    .then(() => action(folder))
    .then(
      () => ({ works: true }),
      ({ name, failure, message }) => ({ error: name, failure, message }),
    );
  const after = look(outside);
  return {
    ...outcome,
    ms: performance.now() - started,
    unharmed: before === after,
    leaked: after.includes('SENTINEL'),
  };
}

const findings: unknown[] = [];
for (const [file, actions] of FILES) {
  for (const [action, run] of Object.entries(actions)) {
    for (const [obstacle, place] of Object.entries(OBSTACLES)) {
      if (obstacle === 'file of another user' && foreign === '') continue;
      findings.push({ file, action, obstacle, ...(await attempt(file, run, place)) });
    }
  }
}
const naive = await attempt('plain.json', plainConf, OBSTACLES['link to a file'] ?? (() => undefined));
console.log(JSON.stringify({ findings, naive }));
process.exit(0);

/**
 * Saves a session, and makes out-files, while another thread keeps putting something else in their places. Prints what came of it.
 * Arguments: a folder of its own; how many rounds; `store`, `out-file` or `naive` (an out-file by writeFile).
 */
import fs from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { isMainThread, Worker, workerData } from 'node:worker_threads';
import type { Context } from '../../../src/cli/context.ts';
import { NewFile } from '../../../src/cli/money/new-file.ts';
import { FileTokenStore } from '../../../src/index.ts';
import { sampleTokens } from '../../support/sample-tokens.ts';

const [base = '', rounds = '', subject = ''] = process.argv.slice(2);
const outside = join(base, 'outside');
const place = join(base, 'config');
const precious = join(outside, 'precious');
const paths =
  subject === 'store'
    ? ['credentials.json', 'credentials.json.lock'].map((name) => join(place, name))
    : [join(place, 'out.zip')];

function race(stop: Int32Array): void {
  const junk = join(base, 'junk');
  for (let turn = 0; Atomics.load(stop, 0) === 0; turn++) {
    const path = paths[turn % paths.length] ?? '';
    const moves = [
      () => fs.rmSync(path, { force: true, recursive: true }),
      () => fs.symlinkSync(precious, path),
      () => fs.symlinkSync(join(outside, 'new'), path),
      () => fs.linkSync(join(outside, 'private'), path),
      // The naive program would hang in it for ever.
      () => subject !== 'naive' && fs.linkSync(join(base, 'pipe'), path),
      () => fs.mkdirSync(path),
      () => {
        fs.writeFileSync(junk, 'junk', { mode: 0o644 });
        fs.renameSync(junk, path);
      },
      () => {
        fs.symlinkSync(precious, junk);
        fs.renameSync(junk, path);
      },
      // A session that was saved is its owner's to move; an out-file that is not finished is nobody's.
      () => subject !== 'store' && fs.renameSync(path, join(outside, 'taken')),
    ];
    try {
      // What stands there has to go first, most of the time.
      if (turn % 3 > 0) moves[0]?.();
      moves[Math.floor(Math.random() * moves.length)]?.();
    } catch {
      // The other thread was faster.
    }
    fs.rmSync(junk, { force: true });
    Atomics.add(stop, 1, 1);
  }
}

async function store(secret: string): Promise<void> {
  const tokens = new FileTokenStore({ folder: place });
  await tokens.save(sampleTokens(secret));
  await tokens.load();
}

/** As the terminal does it. */
async function outFile(secret: string): Promise<void> {
  const context = { unfinished: new Set(), interrupt: new AbortController().signal } as unknown as Context;
  const file = await NewFile.create(context, paths[0] ?? '');
  try {
    await file.finish(Buffer.from(secret));
  } finally {
    await file.abandon();
  }
}

/** What most programs do: look whether the name is free, get what is to be written, and write it. */
async function naive(secret: string): Promise<void> {
  const path = paths[0] ?? '';
  if (fs.existsSync(path)) return;
  await sleep(3);
  await writeFile(path, secret, { mode: 0o600 });
}

async function main(): Promise<void> {
  for (const folder of [outside, place]) fs.mkdirSync(folder, { mode: 0o700 });
  fs.writeFileSync(precious, 'precious', { mode: 0o640 });
  // A hard link that goes between our look at it and our chmod can only be this user's own doing; this one needs no chmod.
  fs.writeFileSync(join(outside, 'private'), 'private', { mode: 0o600 });
  const stop = new Int32Array(new SharedArrayBuffer(8));
  const racer = new Worker(new URL(import.meta.url), { argv: process.argv.slice(2), workerData: stop });
  racer.unref();
  while (Atomics.load(stop, 1) === 0) await sleep(5);
  const found = { rounds: 0, worked: 0, refused: 0, odd: [] as string[], harmed: 0, swaps: 0 };
  for (let round = 0; round < Number(rounds); round++) {
    found.rounds += 1;
    const secret = `SENTINEL-${round}.`;
    const error = await ({ store, 'out-file': outFile, naive }[subject] ?? naive)(secret).then(
      () => undefined,
      (reason: Error) => reason,
    );
    if (!error) found.worked += 1;
    else if ('hint' in error) found.refused += 1;
    else found.odd.push(String(error));
    // What was taken away while it was written keeps nothing.
    const taken = error ? ['precious', 'new', 'taken'] : ['precious', 'new'];
    const texts = taken.map((name) => read(join(outside, name)));
    if (
      read(precious) + read(join(outside, 'private')) !== 'preciousprivate' ||
      modeOf(precious) !== 0o640 ||
      texts.some((text) => text.includes(secret))
    ) {
      found.harmed += 1;
      fs.rmSync(precious, { force: true });
      fs.writeFileSync(precious, 'precious', { mode: 0o640 });
    }
    for (const name of ['new', 'taken']) fs.rmSync(join(outside, name), { force: true, recursive: true });
  }
  Atomics.store(stop, 0, 1);
  found.swaps = Atomics.load(stop, 1);
  found.odd = [...new Set(found.odd)];
  console.log(JSON.stringify(found));
  process.exit(0);
}

function read(path: string): string {
  // A pipe that was taken away would be waited for.
  return fs.lstatSync(path, { throwIfNoEntry: false })?.isFile() ? fs.readFileSync(path, 'utf8') : '';
}

function modeOf(path: string): number {
  return (fs.statSync(path, { throwIfNoEntry: false })?.mode ?? 0) & 0o777;
}

if (isMainThread) await main();
else race(workerData);

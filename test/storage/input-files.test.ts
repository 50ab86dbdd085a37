import { execFileSync, spawn } from 'node:child_process';
import fs from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import { readInputFile } from '../../src/cli/input-file.ts';
import { ownFolder, PROGRAM } from '../cli/support/program.ts';
import { tempFolder } from '../support/temp-folder.ts';

const OPTIONS = { largestBytes: 64 * 1024, hint: 'Check it.' };

function pipe(folder: string): string {
  const path = join(folder, 'pipe');
  execFileSync('mkfifo', [path]);
  return path;
}

test('a file is read byte for byte, an empty one too, up to the limit and no further', async () => {
  using temp = tempFolder();
  const path = join(temp.path, 'file');
  for (const size of [0, 1, 65_535, 65_536]) {
    const bytes = Buffer.alloc(size, 'aé\0');
    fs.writeFileSync(path, bytes);
    expect((await readInputFile(path, OPTIONS)).bytes.equals(bytes)).toBe(true);
  }
  fs.truncateSync(path, 65_537);
  await expect(readInputFile(path, OPTIONS)).rejects.toThrow(`The file ${path} is larger than 64 KiB.`);
});

test.each(['/dev/zero', '/dev/null', '/dev/tty', '/proc', '/'])(
  'what has no end, or is no file, is refused: %s once filled the memory',
  async (path) => {
    await expect(readInputFile(path, OPTIONS)).rejects.toMatchObject({ exitCode: 2, hint: 'Check it.' });
  },
);

test('a pipe of the shell is read to its end, also when its writer comes late and writes slowly', async () => {
  using temp = tempFolder();
  const path = pipe(temp.path);
  const reading = readInputFile(path, OPTIONS);
  const writer = spawn('sh', ['-c', `exec > "${path}"; printf one; sleep 0.1; printf two`], { stdio: 'ignore' });
  onTestFinished(() => {
    writer.kill();
  });
  const { bytes, stats } = await reading;
  expect([bytes.toString(), stats.isFIFO()]).toEqual(['onetwo', true]);
});

test('a pipe out of which nothing comes is not taken for an empty file, which could be signed', async () => {
  using temp = tempFolder();
  const path = pipe(temp.path);
  const reading = readInputFile(path, OPTIONS);
  spawn('sh', ['-c', `: > "${path}"`], { stdio: 'ignore' });
  await expect(reading).rejects.toThrow(`Nothing came out of the pipe ${path}.`);
});

test('a program that waited for a pipe once did not even end on Ctrl-C', async () => {
  using temp = tempFolder();
  const path = pipe(temp.path);
  const args = [PROGRAM, 'transactions', 'complex', 'wallet', '--tx', path];
  const child = spawn(process.execPath, args, { env: { PATH: process.env.PATH, ...ownFolder() }, stdio: 'ignore' });
  onTestFinished(() => {
    child.kill('SIGKILL');
  });
  const ended = new Promise((resolve) => child.once('close', (code, signal) => resolve(code ?? signal)));
  const waiting = async () => {
    while (!isReading(child.pid ?? 0, path)) await sleep(20);
    child.kill('SIGINT');
    return ended;
  };
  expect(await Promise.race([waiting(), sleep(20_000).then(() => 'still there')])).toBe(130);
});

function isReading(pid: number, path: string): boolean {
  const folder = `/proc/${pid}/fd`;
  // Elsewhere than on Linux a moment has to do.
  if (!fs.existsSync('/proc')) return true;
  try {
    return fs.readdirSync(folder).some((name) => fs.readlinkSync(join(folder, name)) === path);
  } catch {
    return false;
  }
}

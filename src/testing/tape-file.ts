import { mkdir, readdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { TapeError } from './errors.ts';
import { readTape, type Tape, writeTape } from './tape.ts';

const SUFFIX = '.tape.json';

/** The tapes of this package; as far from the sources as from what is built of them. */
const SHIPPED = new URL('../../fixtures/', import.meta.url);

/** Parts between slashes, each beginning with a letter or digit, so that none is `..` or hidden. */
const NAME = /^[A-Za-z0-9][\w.-]*(\/[A-Za-z0-9][\w.-]*)*$/;

/** @throws {TapeError} `unknown_tape`: a name that could be a path elsewhere */
export function tapeFile(folder: string | URL, name: string): string {
  if (typeof name !== 'string' || !NAME.test(name)) {
    throw new TapeError(
      'unknown_tape',
      `${JSON.stringify(name)} cannot be the name of a tape.`,
      'A name has letters, digits, dots, dashes and underscores, and slashes for folders below.',
    );
  }
  return join(toPath(folder), `${name}${SUFFIX}`);
}

/** Where new tapes go. */
export function ownFolder(): string {
  return resolve('fixtures');
}

/** Looks in the folder; without one, in the working directory's `fixtures` and then among those of the package. */
export async function loadTape(name: string, folder: string | URL | undefined): Promise<Tape> {
  const folders = folder === undefined ? [ownFolder(), SHIPPED] : [folder];
  for (const candidate of folders) {
    const file = tapeFile(candidate, name);
    const text = await readFile(file, 'utf8').catch(absent);
    if (text !== undefined) return readTape(text, file);
  }
  throw await unknownTape(name, folders.map(toPath));
}

/**
 * Writes the tape, whole or not at all. A tape that says the same as the one there, but for the time, leaves that as it is: to record twice
 * makes no difference.
 */
export async function saveTape(tape: Tape, folder: string | URL, name: string): Promise<void> {
  const file = tapeFile(folder, name);
  const before = await readFile(file, 'utf8').catch(absent);
  if (before !== undefined && saysTheSame(before, tape)) return;
  await mkdir(dirname(file), { recursive: true });
  const half = `${file}.${process.pid}.half`;
  await writeFile(half, writeTape(tape));
  await rename(half, file);
}

function saysTheSame(text: string, tape: Tape): boolean {
  try {
    const { at } = readTape(text, '').header;
    return writeTape({ ...tape, header: { ...tape.header, at } }) === text;
  } catch {
    return false;
  }
}

async function unknownTape(name: string, folders: string[]): Promise<TapeError> {
  const names = [...new Set((await Promise.all(folders.map(tapesIn))).flat())];
  const near = names
    .map((known) => ({ known, distance: distance(name, known) }))
    .sort((a, b) => a.distance - b.distance || (a.known < b.known ? -1 : 1))
    .slice(0, 5)
    .map(({ known }) => known);
  const hint =
    near.length === 0
      ? 'There are no tapes at all: record one with record().'
      : `The nearest names are ${near.join(', ')}.`;
  return new TapeError('unknown_tape', `There is no tape "${name}" in ${folders.join(' or ')}. ${hint}`, hint);
}

async function tapesIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  return entries
    .filter((entry) => entry.isFile() && entry.name.endsWith(SUFFIX))
    .map((entry) =>
      relative(folder, join(entry.parentPath, entry.name)).replaceAll('\\', '/').slice(0, -SUFFIX.length),
    );
}

/** How many letters have to change (Levenshtein). */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const change = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(change, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}

function toPath(folder: string | URL): string {
  return folder instanceof URL || folder.startsWith('file:') ? fileURLToPath(folder) : resolve(folder);
}

function absent(error: NodeJS.ErrnoException): undefined {
  if (error.code !== 'ENOENT' && error.code !== 'ENOTDIR') throw error;
}

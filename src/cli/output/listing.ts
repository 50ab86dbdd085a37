import type { Context, Format } from '../context.ts';
import { collect } from './collect.ts';
import { csvLine } from './csv.ts';
import { toJson, toJsonLine } from './json.ts';
import { fieldLines, type Table, tableLines } from './table.ts';
import { widest } from './width.ts';

/** How things of one kind are shown. The texts that it makes are sanitised; JSON shows the things themselves. */
export interface View<T> {
  /** As in "Fetching wallets…". */
  plural: string;
  table(things: readonly T[]): Table;
  /** A few lines for each, for terminals that are too narrow for the table. @default the table's fields, one a line */
  compact?(things: readonly T[]): string[][];
  csv: { header: readonly string[]; rows(thing: T): (string | number | null)[][] };
}

/** Prints things as they arrive where the format can, and says how many there are so far. */
export async function printList<T>(
  things: AsyncIterable<T> | Iterable<T>,
  view: View<T>,
  context: Context,
): Promise<void> {
  const { io, global } = context;
  const onEach = (count: number) => io.progress(`Fetching ${view.plural}: ${count} so far…`);
  io.progress(`Fetching ${view.plural}…`);
  if (global.format === 'ndjson' || global.format === 'csv') return printEach(things, view, context, onEach);
  const collected = await collect(things, view.plural, onEach);
  io.clearProgress();
  if (global.format === 'json') await io.writeLines([toJson(collected)]);
  else if (collected.length === 0) io.notice(`There are no ${view.plural}.`);
  else await io.writeLines(listLines(collected, view, io.width));
}

async function printEach<T>(
  things: AsyncIterable<T> | Iterable<T>,
  view: View<T>,
  { io, global }: Context,
  onEach: (count: number) => void,
): Promise<void> {
  const inCsv = global.format === 'csv';
  if (inCsv) await io.writeLines([csvLine(view.csv.header)]);
  let count = 0;
  for await (const thing of things) {
    count += 1;
    onEach(count);
    await io.writeLines(inCsv ? view.csv.rows(thing).map(csvLine) : [toJsonLine(thing)]);
  }
  io.clearProgress();
}

/** One thing: an object in JSON, its fields in a table. */
export async function printOne<T>(thing: T, view: View<T>, { io, global }: Context): Promise<void> {
  const lines: Record<Format, () => string[]> = {
    json: () => [toJson(thing)],
    ndjson: () => [toJsonLine(thing)],
    csv: () => [csvLine(view.csv.header), ...view.csv.rows(thing).map(csvLine)],
    table: () => fieldLines(view.table([thing])),
  };
  await io.writeLines(lines[global.format]());
}

/** The widest form that fits: a table, a few lines for each, or one field a line. */
export function listLines<T>(things: readonly T[], view: View<T>, width: number | undefined): string[] {
  const table = view.table(things);
  const lines = tableLines(table);
  const room = width ?? Number.POSITIVE_INFINITY;
  if (widest(lines) <= room) return lines;
  const compact = view.compact?.(things).flatMap((block, index) => (index === 0 ? block : ['', ...block]));
  return compact && widest(compact) <= room ? compact : fieldLines(table);
}

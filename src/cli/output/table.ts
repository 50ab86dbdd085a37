import { widest, widthOf } from './width.ts';

/** A cell is the lines that stand in it. Its text is sanitised already. */
export type Cell = readonly string[];

export interface Table {
  titles: readonly string[];
  rows: readonly (readonly Cell[])[];
}

const GAP = '  ';

/** Lines of equal columns, the titles first. Nothing is ever cut. */
export function tableLines({ titles, rows }: Table): string[] {
  const widths = titles.map((title, column) => widest([title, ...rows.flatMap((row) => row[column] ?? [])]));
  const lines = rows.flatMap((row) => {
    const height = Math.max(1, ...row.map((cell) => cell.length));
    return Array.from({ length: height }, (_, line) =>
      joined(
        widths,
        titles.map((_title, column) => row[column]?.[line] ?? ''),
      ),
    );
  });
  return [joined(widths, titles), ...lines];
}

/** For terminals that are too narrow for columns: one field a line, things apart by a blank line. */
export function fieldLines({ titles, rows }: Table): string[] {
  const width = widest(titles);
  return rows.flatMap((row, index) => {
    const fields = titles.flatMap((title, column) =>
      (row[column] ?? []).map((text, line) => `${pad(line === 0 ? title : '', width)}${GAP}${text}`.trimEnd()),
    );
    return index === 0 ? fields : ['', ...fields];
  });
}

function joined(widths: readonly number[], cells: readonly string[]): string {
  return cells
    .map((cell, column) => pad(cell, widths[column] ?? 0))
    .join(GAP)
    .trimEnd();
}

function pad(text: string, width: number): string {
  return text + ' '.repeat(Math.max(0, width - widthOf(text)));
}

import { expect } from 'vitest';
import { dangersIn } from './danger.ts';
import { Screen } from './screen.ts';

const ROWS = 300;

/**
 * Insists that a terminal shows exactly these lines and does nothing else: no control in the bytes, no command obeyed, no question of the
 * terminal's answered, the cursor below the last line, each line in its row.
 */
export async function expectHarmless(printed: string): Promise<void> {
  expect(dangersIn(printed)).toEqual([]);
  expect(printed === '' || printed.endsWith('\n')).toBe(true);
  const lines = printed.split('\n').slice(0, -1);
  for (let from = 0; from < lines.length; from += ROWS) await expectShown(lines.slice(from, from + ROWS));
}

async function expectShown(lines: readonly string[]): Promise<void> {
  // As wide as it takes, so that no line is broken.
  const columns = Math.max(80, ...lines.map((line) => mostColumns(line)));
  const screen = new Screen({ columns, rows: lines.length + 1 }).watchCommands();
  await screen.write(lines.map((line) => `${line}\r\n`).join(''));
  expect(screen.obeyed).toEqual([]);
  expect(screen.changedModes).toEqual({});
  expect(screen.isAlternate).toBe(false);
  expect(screen.cursor).toEqual({ column: 0, row: lines.length });
  expect(screen.lines.slice(0, -1).map(withoutEnd)).toEqual(lines.map(withoutEnd));
  screen.dispose();
}

function mostColumns(line: string): number {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: everything of one column
  return line.length + line.replace(/[\x00-\u02ff]/g, '').length + 2;
}

/** Blanks at the end cannot be seen. */
function withoutEnd(line: string): string {
  return line.replace(/ +$/, '');
}
